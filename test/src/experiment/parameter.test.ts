/** The declarations of parameters: each complete, readable, and reaching the experiment. */
import { describe, expect, it } from 'vitest'
import type { Experiment } from '../../../src/experiment/experiment.ts'
import { type Parameter, readDefault } from '../../../src/experiment/parameter.ts'
import { parameterHelp, parameterTable } from '../../../src/experiment/parameter-help.ts'
import { ITEM_PARAMETERS, PARAMETERS } from '../../../src/experiment/parameters/index.ts'
import { findScheduler, SCHEDULERS } from '../../../src/experiment/schedulers.ts'
import { experimentOf, problemsOf } from '../../support/scenarios.ts'

const ALL = [...PARAMETERS, ...ITEM_PARAMETERS]

/** A value other than the default for each parameter, with a scheduler that has it. */
const OTHER: Readonly<Record<string, string | readonly [string, string]>> = {
  'cluster.nodes': '9',
  'cluster.machine': 'other',
  'cluster.allocatable.cpu': '5',
  'cluster.allocatable.memory': '3Gi',
  'cluster.allocatable.pods': '11',
  'cluster.allocatable.gpu': '1',
  'cluster.system.cpu': '700m',
  'cluster.system.memory': '401Mi',
  'cluster.system.pods': '2',
  'cluster.zones': '[a, b]',
  'cluster.taints': '["a=b:PreferNoSchedule"]',
  'cluster.labels': '[a=b]',
  'cluster.price': '0.37',
  'cluster.pools': '[{nodes: 4}, {nodes: 4}]',
  'workload.kind': 'mini-cluster',
  'workload.sizes': '[2, 3]',
  'workload.iterations': '11',
  'workload.batches': '2',
  'workload.first': '7',
  'workload.draw': '20',
  'workload.cpu': '1',
  'workload.memory': '1Gi',
  'workload.gpu': '0',
  'workload.tasks': '4',
  'workload.minSize': '0',
  'workload.minMember': '2',
  'workload.priority': '-5',
  'workload.app': '2',
  'workload.tolerations': '[mpi=yes:NoSchedule]',
  'workload.nodeSelector': '[disk=ssd]',
  'workload.jobs': '[{size: 2}]',
  'application.ends': 'all',
  'application.startsWhen': 'ready',
  'application.setUp': '1s',
  'application.runTime': '{2: 1s, other: 2s}',
  'flux.reconcile': '1s',
  'flux.workers': '2',
  'flux.qps': '5',
  'flux.burst': '6',
  'flux.brokerStart': '1s',
  'flux.workerRetry': '1s',
  'flux.connectTimeout': '1s',
  'kubelet.init': '1s',
  'kubelet.start': '1s',
  'kubelet.ready': '1s',
  'kubelet.exit': '1s',
  'kubelet.teardown': '1s',
  'kubelet.removal': '1s',
  'experimenter.gap': '1s',
  'experimenter.order': 'shuffled',
  'experimenter.submits': 'at-once',
  'experimenter.call': '1s',
  'experimenter.podGroup': 'before',
  'experimenter.watches': 'at-once',
  'experimenter.lag': '1s',
  'experimenter.grace': '5s',
  'experimenter.batchesOverlap': 'true',
  'experimenter.podGroupTimeout': '10s',
  'experimenter.inFlight': '4',
  'controllers.qps': '21',
  'controllers.burst': '31',
  'controllers.syncs': '6',
  'controllers.podEventBatch': '2s',
  'controllers.backoff': '11s',
  'controllers.backoffCap': '360s',
  'controllers.backoffLimit': '7',
  'api.write': '1s',
  'api.watch': '1s',
  'api.read': '1s',
  'scheduler.qps': '51',
  'scheduler.burst': '101',
  'scheduler.cycleFailing': '2ms',
  'scheduler.cyclePlacing': '2ms',
  'scheduler.bind': '20ms',
  'scheduler.initialBackoff': '2s',
  'scheduler.maxBackoff': '20s',
  'scheduler.percentageOfNodesToScore': '50',
  'scheduler.backgroundEvents': '10s',
  'scheduler.permitWaitingTime': ['coscheduling', '10s'],
  'scheduler.podGroupBackoff': ['coscheduling', '3s'],
  'scheduler.rejectPercentage': ['coscheduling@0.34', '20'],
  'scheduler.lateRejections': ['coscheduling@0.34', '5'],
  'scheduler.quotaCpu': ['kueue', '16'],
  'scheduler.quotaPods': ['kueue', '8'],
  'scheduler.queueingStrategy': ['kueue', 'StrictFIFO'],
  'scheduler.blockAdmission': ['kueue', 'false'],
  'scheduler.podsReadyTimeout': ['kueue', '60s'],
  'scheduler.requeueLimit': ['kueue', '1'],
  'limits.time': '1h',
  'limits.livelock': '1h',
}

/** Those of which another value alone would not fit the rest of the default experiment. */
const NEEDS_OTHERS: Readonly<Record<string, readonly string[]>> = {
  'workload.nodeSelector': ['cluster.labels=[disk=ssd]'],
  'cluster.machine': [],
  'workload.gpu': ['cluster.allocatable.gpu=1'],
  'workload.minSize': ['workload.kind=mini-cluster'],
  'workload.app': ['application.runTime={2: 1s, other: 2s}'],
  'application.startsWhen': ['workload.kind=mini-cluster'],
}
const FITTING: Readonly<Record<string, string>> = { 'workload.gpu': '1', 'workload.minSize': '2', 'application.startsWhen': 'brokers' }

function valueFor(parameter: Parameter): { scheduler: string; value: string; before: readonly string[] } {
  const other = OTHER[parameter.path]
  const [scheduler, value] = typeof other === 'object' ? other : ['default', other as string]
  return { scheduler, value: FITTING[parameter.path] ?? value, before: NEEDS_OTHERS[parameter.path] ?? [] }
}

describe('every parameter', () => {
  it('has a path of its own, a line of help and a source', () => {
    expect(new Set(ALL.map((p) => p.path)).size).toBe(ALL.length)
    for (const p of ALL) {
      expect(p.help, p.path).toMatch(/^.{3,150}$/)
      expect(p.source, p.path).not.toBe('')
      expect(
        p.default !== null || p.unset !== undefined || p.schedulers !== undefined,
        `${p.path} says what holds when it is not given`,
      ).toBe(true)
    }
  })

  it('has a default that it would accept, and prints as it was read', () => {
    for (const p of ALL) {
      for (const text of [p.default, ...(p.schedulers ?? []).map((o) => o.default)]) {
        const value = readDefault(p, text)
        if (text === null) expect(value).toBeUndefined()
        else expect(readDefault(p, p.type.print(value)), `${p.path} ${text}`).toEqual(value)
      }
    }
  })

  it('belongs to schedulers and versions that there are', () => {
    for (const owner of ALL.flatMap((p) => p.schedulers ?? [])) {
      expect(
        SCHEDULERS.some((s) => s.name === owner.name),
        owner.name,
      ).toBe(true)
      for (const version of owner.versions ?? [])
        expect(findScheduler(`${owner.name}@${version}`, '')).toEqual({ name: owner.name, version })
    }
  })

  it('is tried below', () => {
    expect(Object.keys(OTHER).sort()).toEqual(PARAMETERS.map((p) => p.path).sort())
  })

  it.each(PARAMETERS.filter((p) => p.path !== 'cluster.machine').map((p) => [p.path, p] as const))(
    '%s reaches the experiment',
    (path, parameter) => {
      const { scheduler, value, before } = valueFor(parameter)
      const plain = experimentOf('', scheduler, before)
      const changed = experimentOf('', scheduler, [...before, `${path}=${value}`])
      expect(changed).not.toEqual(plain)
      const again = experimentOf(`${path}: ${value}`, scheduler, before)
      expect(again).toEqual(changed)
    },
  )

  it('that is set to its default changes nothing', () => {
    for (const p of PARAMETERS) {
      if (p.default === null || p.path === 'cluster.machine') continue
      expect(experimentOf('', 'default', [`${p.path}=${p.default}`]), p.path).toEqual(experimentOf(''))
    }
  })

  it('of other schedulers is refused by each that has it not', () => {
    for (const p of PARAMETERS.filter((one) => one.schedulers !== undefined)) {
      const { value } = valueFor(p)
      for (const s of SCHEDULERS) {
        const owned = p.schedulers?.some((o) => o.name === s.name && (o.versions === undefined || o.versions.includes(s.version))) === true
        const problems = problemsOf(() => experimentOf('', `${s.name}@${s.version}`, [`${p.path}=${value}`]))
        expect(problems.length, `${p.path} under ${s.name}@${s.version}`).toBe(owned ? 0 : 1)
      }
    }
  })
})

describe('an experiment', () => {
  it('has no value that no parameter declares', () => {
    const known = new Set(PARAMETERS.map((p) => p.path))
    const experiment = experimentOf('', 'coscheduling@0.34')
    const sections = ['application', 'flux', 'kubelet', 'experimenter', 'controllers', 'api', 'scheduler', 'limits'] as const
    const paths = sections.flatMap((s) => Object.keys(experiment[s satisfies keyof Experiment]).map((key) => `${s}.${key}`))
    expect(paths.filter((p) => !known.has(p))).toEqual(['scheduler.name', 'scheduler.version'])
  })
})

describe('the help', () => {
  it('names every parameter with its default', () => {
    const help = parameterHelp()
    for (const p of ALL) expect(help).toContain(`  ${p.path}\n`)
    expect(parameterHelp('scheduler.permit')).toBe(
      [
        '  scheduler.permitWaitingTime',
        '      longest pause of a pod that waits for its group with a place reserved (what is above 900 s counts as',
        '      900 s)',
        '      whole seconds from 1s up',
        '      default: 60s (coscheduling), 60s (fluence), 300s (gang)',
        '      only for: coscheduling, fluence F5 F4, gang 1.35',
        '      source: semantics 6.4, 13 (coscheduling: code default 60 s, chart 10 s); 5.5 (Fluence); 8 (native,',
        '      1.35)',
      ].join('\n'),
    )
  })

  it('as a table has a row of five cells for each', () => {
    const rows = parameterTable().split('\n').slice(2)
    expect(rows).toHaveLength(ALL.length)
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|'), row).toHaveLength(7)
  })
})
