import { describe, expect, it } from 'vitest'
import { Application } from '../../../src/actors/application.ts'
import type { Experiment } from '../../../src/experiment/experiment.ts'
import { seconds } from '../../../src/units.ts'
import { ActorScript } from '../../support/actor-script.ts'
import { always, newPod } from '../../support/builders.ts'
import { experimentOf } from '../../support/scenarios.ts'

function application(size: number, given: (from: Experiment) => Partial<Experiment>): ActorScript<Application> {
  const from = experimentOf(`workload: { cpu: 2, jobs: [{ name: j, size: ${size} }] }`, 'default', [`cluster.nodes=${size}`])
  const kubelet = { ...from.kubelet, exit: always(1) }
  const application: Experiment['application'] = { ends: 'leader', startsWhen: 'ready', setUp: always(2), runTime: { '': always(5) } }
  const experiment = { ...from, kubelet, application, ...given({ ...from, kubelet, application }) }
  const script = new ActorScript((host) => new Application(host, experiment, experiment.workload.jobs))
  for (let i = 0; i < size; i++) script.api.create(newPod({ name: `j-${i}`, index: i, phase: 'Running', node: `n${i}` }))
  return script
}

const ready = (script: ActorScript<Application>, index: number): void => script.api.update('pod', `j-${index}`, { ready: true })
const noted = (script: ActorScript<Application>): string[] => script.host.notes.map((n) => n.kind)
const phases = (script: ActorScript<Application>): string[] => script.api.list('pod').map((p) => p.phase)

describe('a ping job', () => {
  it('begins when all its pods are ready, and its leader alone ends, after set-up, work and exit', () => {
    const script = application(3, () => ({}))
    ready(script, 0)
    ready(script, 1)
    expect(noted(script.until(100))).toEqual([])
    ready(script, 2)
    expect(noted(script)).toEqual(['app-start'])
    expect(noted(script.until(106.9))).toEqual(['app-start'])
    expect(noted(script.until(107))).toEqual(['app-start', 'app-end'])
    expect(phases(script.until(107.9))).toEqual(['Running', 'Running', 'Running'])
    expect(phases(script.until(108))).toEqual(['Succeeded', 'Running', 'Running'])
    expect(phases(script.until(1000))).toEqual(['Succeeded', 'Running', 'Running'])
  })

  it('does not count a pod that is being deleted', () => {
    const script = application(2, () => ({}))
    ready(script, 0)
    script.api.update('pod', 'j-0', { deletedAt: 0 })
    ready(script, 1)
    expect(noted(script.until(100))).toEqual([])
  })

  it('of which every pod ends with the application', () => {
    const script = application(3, ({ application: a }) => ({ application: { ...a, ends: 'all' } }))
    for (let i = 0; i < 3; i++) ready(script, i)
    expect(phases(script.until(8))).toEqual(['Succeeded', 'Succeeded', 'Succeeded'])
  })
})

describe('a MiniCluster', () => {
  const cluster = (minSize = 0, tasks = 0, need?: number): ActorScript<Application> =>
    application(3, ({ application: a, flux, workload }) => ({
      application: { ...a, startsWhen: 'brokers' },
      flux: { ...flux, brokerStart: always(1), workerRetry: seconds(15), connectTimeout: seconds(5) },
      workload: { kind: 'mini-cluster', jobs: workload.jobs.map((j) => ({ ...j, minSize, tasks, need: need ?? j.need })) },
    }))
  const startedAt = (script: ActorScript<Application>): number => {
    for (let at = Math.ceil(script.host.now() / 1e6); at < 300; at++)
      if (script.until(at).host.notes.some((n) => n.kind === 'app-start')) return at
    return Number.NaN
  }

  it('starts when the last broker is online', () => {
    const script = cluster()
    ready(script, 0)
    script.until(10)
    ready(script, 1)
    script.until(20)
    ready(script, 2)
    expect(startedAt(script)).toBe(21)
  })

  it('a worker that comes up to 5 s before the lead still gets through to it', () => {
    const script = cluster()
    ready(script, 1)
    ready(script, 2)
    script.until(4)
    ready(script, 0)
    // brokers of the workers at 1, the lead's at 5
    expect(startedAt(script)).toBe(5)
  })

  it('a worker that comes earlier waits out its retry of 15 s', () => {
    const script = cluster()
    ready(script, 1)
    ready(script, 2)
    script.until(7)
    ready(script, 0)
    // their first try at 1 fails at 6, the next is at 21
    expect(startedAt(script)).toBe(21)
  })

  it('M2: with minSize 2 and 2 tasks needs no more than its quorum', () => {
    const script = cluster(2, 2, 2)
    ready(script, 0)
    script.until(3)
    ready(script, 1)
    script.until(4)
    expect(noted(script)).toEqual(['quorum', 'app-start'])
  })

  it('M1: with a task on every pod the quorum comes before the start, which needs all', () => {
    const script = cluster(2, 3)
    ready(script, 0)
    ready(script, 1)
    expect(noted(script.until(10))).toEqual(['quorum'])
    ready(script, 2)
    expect(noted(script.until(11))).toEqual(['quorum', 'app-start'])
  })
})
