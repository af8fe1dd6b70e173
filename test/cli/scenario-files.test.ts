/** The shipped scenarios: all load, and each is the design it says it is. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { listScenarios, loadScenario } from '../../cli/scenario-files.ts'
import { formatDistribution } from '../../src/experiment/distribution-text.ts'
import type { Experiment } from '../../src/experiment/experiment.ts'
import { parameterTable } from '../../src/experiment/parameter-help.ts'
import { formatScheduler, SCHEDULER_NAMES } from '../../src/experiment/schedulers.ts'
import { problemsOf } from '../support/scenarios.ts'

const NAMES = [
  'containers',
  'lab',
  'lab-run8mix',
  'lammps-six',
  'lammps-two',
  'lammps-two-three',
  'run10',
  'run6',
  'run7-mixed',
  'run7-six',
  'run7-six-shuffled',
  'run7-two',
  'run7-two-three',
  'run7-two-three-cpu',
  'run7-two-three-four',
  'run8',
  'run9',
  'sixty-jobs',
  'smallest',
]

const experiments = (name: string): readonly Experiment[] => {
  const scenario = loadScenario(name)
  return scenario.experimentsFor(scenario.schedulers.map(formatScheduler))
}

/** size, cpu in cores, tasks, number of jobs */
const mix = (e: Experiment): (readonly number[])[] => {
  const kinds = new Map<string, number[]>()
  for (const job of e.workload.jobs) {
    const kind = [job.size, job.request.cpu / 1000, job.tasks]
    const count = kinds.get(kind.join()) ?? [...kind, 0]
    count[3] = (count[3] as number) + 1
    kinds.set(kind.join(), count)
  }
  return [...kinds.values()]
}

describe('the shipped scenarios', () => {
  it('are these', () => {
    expect(listScenarios()).toEqual(NAMES)
  })

  it.each(NAMES)('%s is read, for every scheduler it lists and every other', (name) => {
    const scenario = loadScenario(name)
    expect(scenario.name).toBe(name)
    expect(scenario.title.startsWith(`${name}: `)).toBe(true)
    expect(experiments(name).length).toBe(scenario.schedulers.length)
    for (const other of SCHEDULER_NAMES) expect(scenario.experimentFor(other).scheduler.name).toBe(other)
  })

  it.each(NAMES)('%s says how many jobs it has', (name) => {
    const said = /\b(\d+)( or (\d+))? (?:ping |LAMMPS )?jobs/.exec(loadScenario(name).title)
    const counts = new Set(experiments(name).map((e) => e.workload.jobs.length))
    if (said !== null)
      expect([...counts].sort((a, b) => a - b).join(' or ')).toBe(said[2] === undefined ? said[1] : `${said[1]} or ${said[3]}`)
    else expect(name).toBe('smallest')
  })
})

describe('the recorded scenarios', () => {
  interface Recorded {
    readonly run: string
    readonly config: string
    readonly scheduler: string
    readonly jobs: readonly { size: number; min_size: number | null; cpu_per_pod: number; tasks: number | null }[]
    readonly iterations: number
    readonly nodes: number
    readonly termination_grace_s: number
    readonly clogged?: boolean | null
    readonly attempts: readonly { jobs_completed?: number }[]
    readonly pod_group?: { schedule_timeout_s?: number } | string | null
  }
  const published = JSON.parse(readFileSync(new URL('../../data/published/experiments.json', import.meta.url), 'utf8')) as {
    experiments: Recorded[]
  }
  const scenarioOf: Readonly<Record<string, string>> = {
    'run6-min-size/lammps-large': 'run6',
    'run8/lammps-mixed': 'run8',
    'run9/mixed': 'run9',
  }
  const rows = published.experiments
    .filter((e) => !['run3', 'run4'].includes(e.run) && e.attempts.some((a) => (a.jobs_completed ?? 0) > 0))
    .map((e) => [scenarioOf[`${e.run}/${e.config}`] ?? `run7-${e.config.replace('lammps-', '')}`, e.scheduler, e] as const)

  it('are compared with something', () => {
    expect(rows.length).toBe(15)
  })

  it.each(rows)('%s under %s has the jobs, nodes and grace period of experiments.json', (name, scheduler, recorded) => {
    const e = loadScenario(name).experimentFor(scheduler)
    expect(mix(e)).toEqual(recorded.jobs.map((j) => [j.size, j.cpu_per_pod, j.tasks ?? 0, recorded.iterations]))
    expect(e.cluster.pools.map((p) => p.nodes)).toEqual([recorded.nodes])
    expect(e.experimenter.grace).toBe(recorded.termination_grace_s * 1e6)
    expect(e.workload.jobs.every((j) => j.need === j.size)).toBe(true)
    for (const [i, kind] of recorded.jobs.entries()) {
      expect(e.workload.jobs[i]).toMatchObject({ size: kind.size, minSize: kind.min_size ?? 0, minMember: kind.min_size ?? kind.size })
    }
    const timeout = typeof recorded.pod_group === 'object' ? recorded.pod_group?.schedule_timeout_s : undefined
    expect(e.experimenter.podGroupTimeout).toBe(typeof timeout === 'number' ? timeout * 1e6 : undefined)
  })

  it('run the scheduler versions of their day', () => {
    const listed = (name: string): string => loadScenario(name).schedulers.map(formatScheduler).join(' ')
    expect(listed('run6')).toBe('default@1.27 fluence@F2 fluence@F1')
    expect(listed('run7-two')).toBe('fluence@F4')
    expect(listed('run8')).toBe('default@1.27 coscheduling@0.28 fluence@F4')
    expect(listed('run9')).toBe('default@1.27 coscheduling@0.28 fluence@F5 kueue@0.6.2')
    expect(listed('run10')).toBe('default@1.27 coscheduling@0.28 fluence@F5 kueue@0.6.2 gang@1.37')
  })

  it('share one set of constants: none is fitted to a run', () => {
    const shared = (e: Experiment): unknown => ({
      pools: e.cluster.pools.map((p) => [p.allocatable.cpu, p.system]),
      controllers: e.controllers,
      api: e.api,
      exit: e.kubelet.exit,
      teardown: e.kubelet.teardown,
      removal: e.kubelet.removal,
      call: e.experimenter.call,
      limits: e.limits,
      scheduler: [e.scheduler.cycleFailing, e.scheduler.cyclePlacing, e.scheduler.bind, e.scheduler.qps, e.scheduler.burst],
    })
    const kind = (e: Experiment): unknown => ({
      ...(shared(e) as object),
      init: e.kubelet.init,
      start: e.kubelet.start,
      ready: e.kubelet.ready,
      setUp: e.application.setUp,
      broker: e.flux.brokerStart,
      ping: e.workload.kind === 'job' ? [e.application.runTime] : [],
    })
    const recorded = NAMES.filter((n) => /^(run|lammps)/.test(n)).flatMap(experiments)
    for (const e of recorded) {
      const twin = recorded.find((r) => r.workload.kind === e.workload.kind) as Experiment
      expect(shared(e)).toEqual(shared(recorded[0] as Experiment))
      expect(kind(e)).toEqual(kind(twin))
    }
  })

  it('draw run times by problem, size and mix of jobs only, never by run or scheduler', () => {
    const names = NAMES.flatMap(experiments).flatMap((e) => Object.values(e.application.runTime).map(formatDistribution))
    const recorded = [...new Set(names)].filter((n) => n.includes('recorded'))
    expect(recorded.length).toBeGreaterThan(10)
    for (const name of recorded) expect(name).not.toMatch(/run=|scheduler=|attempt=/)
  })
})

describe('the lab scenario', () => {
  /** the `begin` line of the base case of data/lab, and what is set for each of its names */
  it('is the base case of data/lab, every parameter of which can be set', () => {
    const base = loadScenario('lab').experimentFor('default@1.28')
    expect(base.cluster.pools[0]).toMatchObject({
      nodes: 8,
      allocatable: { cpu: 3920, memory: 29_085_840 * 1024, pods: 110 },
      system: { cpu: 600, memory: 400 * 1024 ** 2, pods: 1 },
    })
    expect(mix(base)).toEqual([2, 3, 4, 5, 6].map((size) => [size, 2, 0, 10]))
    expect([base.kubelet.start, base.kubelet.ready, base.kubelet.exit, base.kubelet.teardown].map(formatDistribution)).toEqual([
      'U(0.8s, 1.8s)',
      'U(0s, 1s)',
      'U(0.5s, 2s)',
      'U(1s, 4s)',
    ])
    expect(formatDistribution([...base.application.setUp, ...(base.application.runTime[''] ?? [])])).toBe('U(0.5s, 3s) + U(0s, 1s)')
    expect(formatDistribution(base.experimenter.lag)).toBe('logn(2.9s, 0.25) in [1.8s, 6s]')
    expect([base.kubelet.removal, base.experimenter.grace, base.experimenter.gap]).toEqual([
      200_000,
      30_000_000,
      [{ kind: 'fixed', value: 540_000 }],
    ])

    const sets = [
      'workload.first=47', // jobs
      'experimenter.gap=0.3s', // gap
      'experimenter.grace=5s', // grace
      'cluster.nodes=24', // nodes
      'limits.time=900s', // limit
      'workload.cpu=1', // cpu
      'cluster.system.cpu=500m', // sys
      'experimenter.podGroupTimeout=10s', // pgtimeout
      'workload.sizes=[{size: 2, cpu: 500m}, 3, 4, 5, 6]', // cpu2
      'application.ends=all', // style
      'scheduler.permitWaitingTime=10s', // the permit wait of its file name
    ]
    const changed = loadScenario('lab', sets).experimentFor('coscheduling')
    expect(changed.workload.jobs).toHaveLength(47)
    expect(changed.workload.jobs.slice(0, 2).map((j) => j.request.cpu)).toEqual([500, 1000])
    expect(changed.cluster.pools[0]).toMatchObject({ nodes: 24, system: { cpu: 500 } })
    expect(changed.experimenter).toMatchObject({ grace: 5_000_000, podGroupTimeout: 10_000_000 })
    expect(changed.scheduler.permitWaitingTime).toBe(10_000_000)
    expect(changed.limits.time).toBe(900_000_000)
  })

  it('lists what was run, each as it was run', () => {
    const gap = (scheduler: string): string => formatDistribution(loadScenario('lab').experimentFor(scheduler).experimenter.gap)
    expect(['default@1.28', 'default@1.37', 'coscheduling@0.28', 'coscheduling@0.34', 'gang'].map(gap)).toEqual(Array(5).fill('0.54s'))
    expect(['fluence', 'kueue'].map(gap)).toEqual(['0.3s', '0.3s'])
    expect(loadScenario('lab').experimentFor('gang').experimenter.podGroup).toBe('before')
    expect(loadScenario('lab').experimentFor('coscheduling@0.34').scheduler.permitWaitingTime).toBe(300_000_000)
  })
})

describe("a scenario of one's own", () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-scenario-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is read from its path, which messages show', () => {
    const file = join(folder, 'mine.yaml')
    writeFileSync(file, 'title: mine\nschedulers: [default]\nworkload: { sizes: [2] }\n')
    expect(loadScenario(file).experimentFor('default').workload.jobs).toHaveLength(10)
    writeFileSync(file, 'title: mine\nschedulers: [default]\nworkload: { size: [2] }\n')
    expect(problemsOf(() => loadScenario(file))[0]).toContain(`${file}:3:13 workload.size: expected a known parameter`)
  })

  it('that is not there is told, with the nearest name', () => {
    expect(problemsOf(() => loadScenario('run1O'))).toEqual([
      'run1O: expected the name of a scenario, or the path of a .yaml, .csv or .swf file, got no such file\n  did you mean run10?',
    ])
    expect(problemsOf(() => loadScenario('./nothing.yaml'))).toHaveLength(1)
    expect(problemsOf(() => loadScenario(folder))).toHaveLength(1)
  })
})

describe('the page about scenarios', () => {
  it('has the table of all parameters as they are declared', () => {
    const page = readFileSync(new URL('../../data/scenarios/README.md', import.meta.url), 'utf8')
    expect(page.split('<!-- parameters -->')[1]?.trim()).toBe(parameterTable())
  })
})
