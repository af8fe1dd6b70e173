import { describe, expect, it } from 'vitest'
import { Experimenter, objectsFor, type Reached } from '../../../src/actors/experimenter.ts'
import type { Experiment } from '../../../src/experiment/experiment.ts'
import type { Needs } from '../../../src/experiment/needs.ts'
import { seconds } from '../../../src/units.ts'
import { ActorScript } from '../../support/actor-script.ts'
import { always, newPod } from '../../support/builders.ts'
import { experimentOf } from '../../support/scenarios.ts'

type Given = Partial<Experiment['experimenter']>

function experimentWith(given: Given, batches = [0, 0, 0]): Experiment {
  const jobs = batches.map((_, i) => `{ name: j${i}, size: 2 }`).join(', ')
  const from = experimentOf(`workload: { cpu: 2, jobs: [${jobs}] }`, 'default', ['cluster.nodes=4'])
  return {
    ...from,
    workload: { ...from.workload, jobs: from.workload.jobs.map((j, i) => ({ ...j, batch: batches[i] as number })) },
    experimenter: {
      ...from.experimenter,
      submits: 'sequential',
      gap: always(0.5),
      call: always(0),
      lag: always(3),
      watches: 'at-once',
      ...given,
    },
  }
}

class Script extends ActorScript<Experimenter> {
  done: number | undefined
  constructor(experiment: Experiment, needs: Needs = {}, reached: Readonly<Record<string, Reached>> = {}) {
    let whenDone = (): void => {}
    const before = new Map(Object.entries(reached))
    const blocked = (): void => {}
    super((host) => new Experimenter(host, experiment, experiment.workload.jobs, needs, () => whenDone(), blocked, before))
    whenDone = () => {
      this.done = this.host.now() / 1e6
    }
    this.start()
  }

  /** The leader of a job ends. */
  end(job: string): void {
    this.api.create(newPod({ name: `${job}-0`, job, index: 0, phase: 'Succeeded', node: 'n' }))
  }
}

describe('submission', () => {
  it('is one job after another, a gap apart: the Service, then the Job', () => {
    expect(new Script(experimentWith({})).until(10).log).toEqual([
      '0 create service j0',
      '0 create job j0',
      '0.5 create service j1',
      '0.5 create job j1',
      '1 create service j2',
      '1 create job j2',
    ])
  })

  it('waits for its calls where they take longer than the gap', () => {
    const log = new Script(experimentWith({ call: always(0.4) })).until(10).log
    expect(log.filter((l) => l.includes('job'))).toEqual(['0.8 create job j0', '1.6 create job j1', '2.4 create job j2'])
  })

  it('can be all at once, or at given moments', () => {
    expect(new Script(experimentWith({ submits: 'at-once' })).until(10).log.every((l) => l.startsWith('0 '))).toBe(true)
    const from = experimentWith({ submits: 'arrivals' })
    const jobs = from.workload.jobs.map((j, i) => ({ ...j, submitAt: seconds(i * 4) }))
    const log = new Script({ ...from, workload: { ...from.workload, jobs } }).until(10).log
    expect(log.filter((l) => l.includes('job'))).toEqual(['0 create job j0', '4 create job j1', '8 create job j2'])
  })

  it('makes the PodGroup before or after the Job, with minMember and, where set, its own timeout', () => {
    const experiment = experimentWith({ podGroupTimeout: seconds(10) })
    const job = { ...(experiment.workload.jobs[0] as Experiment['workload']['jobs'][number]), minMember: 1 }
    const needs = { groupLabel: (name: string) => `group-${name}` }
    const kinds = (podGroup: 'before' | 'after'): string[] => objectsFor(experiment, job, { ...needs, podGroup }).map((o) => o.kind)
    expect([kinds('before'), kinds('after')]).toEqual([
      ['pod-group', 'service', 'job'],
      ['service', 'job', 'pod-group'],
    ])
    const objects = objectsFor(experiment, job, { ...needs, podGroup: 'after' })
    expect(objects.at(-1)).toMatchObject({ name: 'group-j0', minMember: 1, scheduleTimeout: seconds(10) })
    expect(objects[1]).toMatchObject({ kind: 'job', template: { podGroup: 'group-j0' } })
  })

  it('creates Jobs suspended, with a queue, for Kueue', () => {
    const script = new Script(experimentWith({}), { queue: 'user-queue' })
    expect(script.until(10).api.get('job', 'j0')).toMatchObject({ queue: 'user-queue', suspended: true })
  })

  it('of a batch waits until the one before is deleted, unless batches may overlap', () => {
    const batches = [0, 0, 1]
    const apart = new Script(experimentWith({}, batches)).until(20)
    expect(apart.api.get('job', 'j2')).toBeUndefined()
    for (const job of ['j0', 'j1']) apart.end(job)
    expect(apart.until(22.9).api.get('job', 'j2')).toBeUndefined()
    expect(apart.until(23).api.get('job', 'j2')).toBeDefined()
    expect(new Script(experimentWith({ batchesOverlap: true }, batches)).until(2).api.get('job', 'j2')).toBeDefined()
  })
})

describe('a limit of jobs in flight', () => {
  const created = (script: Script): string[] => script.log.filter((l) => l.includes('create job'))

  it('holds the next job back until one is deleted, in order', () => {
    const script = new Script(experimentWith({ inFlight: 2, watches: 'after-batch' })).until(10)
    expect(created(script)).toEqual(['0 create job j0', '0.5 create job j1'])
    expect(script.actor.blocked).toBe(true)
    script.end('j1')
    expect(created(script.until(12.9))).toHaveLength(2)
    expect(created(script.until(13))).toEqual(['0 create job j0', '0.5 create job j1', '13 create job j2'])
    expect(script.actor.blocked).toBe(false)
    for (const job of ['j0', 'j2']) script.end(job)
    script.until(30)
    expect(script.done).toBe(16)
  })

  it('holds for jobs submitted at once, too', () => {
    const script = new Script(experimentWith({ inFlight: 1, submits: 'at-once' })).until(10)
    expect(created(script)).toEqual(['0 create job j0'])
    script.end('j0')
    expect(created(script.until(13))).toEqual(['0 create job j0', '13 create job j1'])
  })
})

describe('watching', () => {
  const completed = (script: Script): string[] => script.host.notes.flatMap((n) => (n.kind === 'completed' ? [n.job] : []))

  it('sees a leader’s end at once and deletes Job and Service after a while; done when all are', () => {
    const script = new Script(experimentWith({})).until(10)
    script.end('j1')
    expect(completed(script)).toEqual(['j1'])
    expect(script.until(12.9).api.get('job', 'j1')).toBeDefined()
    script.until(13)
    expect(script.log.slice(-2)).toEqual(['13 delete job j1', '13 delete service j1'])
    script.end('j0')
    script.end('j2')
    expect(script.done).toBeUndefined()
    script.until(20)
    expect(script.done).toBe(16)
  })

  it('begins only when everything is submitted, where it did so as recorded', () => {
    const script = new Script(experimentWith({ watches: 'after-batch', gap: always(10) })).until(5)
    script.end('j0')
    expect(completed(script.until(19.9))).toEqual([])
    expect(completed(script.until(20))).toEqual(['j0'])
  })

  it('takes no notice of other pods that end', () => {
    const script = new Script(experimentWith({})).until(5)
    script.api.create(newPod({ name: 'j0-1', job: 'j0', index: 1, phase: 'Succeeded', node: 'n' }))
    script.api.create(newPod({ name: 'x-0', job: 'x', index: 0, phase: 'Succeeded', node: 'n' }))
    expect(completed(script.until(10))).toEqual([])
  })
})

describe('going on with a run', () => {
  it('asks again for what was asked, deletes again what was done, and submits the rest', () => {
    const script = new Script(experimentWith({}), {}, { j0: 'deleted', j1: 'submitted' }).until(1)
    expect(script.log).toEqual([
      '0 delete job j0',
      '0 delete service j0',
      '0 create service j1',
      '0 create service j2',
      '0 create job j1',
      '0 create job j2',
    ])
  })

  it('takes no second notice of a job that was seen to be done', () => {
    const script = new Script(experimentWith({}), {}, { j0: 'completed', j1: 'submitted', j2: 'submitted' })
    script.end('j0')
    for (const job of ['j1', 'j2']) script.end(job)
    script.until(10)
    expect(script.log.filter((l) => l.includes('delete job'))).toEqual(['0 delete job j0', '3 delete job j1', '3 delete job j2'])
    expect(script.host.notes.filter((n) => n.kind === 'completed')).toHaveLength(2)
    expect(script.done).toBe(3)
  })

  it('does not make anew what is seen to be done while it is asked for again', () => {
    const script = new Script(experimentWith({ call: always(1), lag: always(0) }), {}, { j0: 'submitted' }).until(1.5)
    script.end('j0')
    script.until(5)
    expect(script.log.filter((l) => l.includes('j0'))).toEqual(['1 create service j0', '1.5 delete job j0', '1.5 delete service j0'])
  })

  it('ends at once where all was deleted', () => {
    expect(new Script(experimentWith({}), {}, { j0: 'deleted', j1: 'deleted', j2: 'deleted' }).until(1).done).toBe(0)
  })

  it('waits for a batch, as a run does that was not interrupted', () => {
    const script = new Script(experimentWith({}, [0, 0, 1]), {}, { j0: 'deleted', j1: 'submitted' }).until(5)
    expect(script.api.get('job', 'j2')).toBeUndefined()
    script.end('j1')
    expect(script.until(8).api.get('job', 'j2')).toBeDefined()
  })
})

describe('a job given up', () => {
  it('counts as ended, is said to have failed, and is deleted', () => {
    const script = new Script(experimentWith({})).until(2)
    script.actor.giveUp('j1')
    script.actor.giveUp('j1')
    for (const job of ['j0', 'j1', 'j2']) script.end(job)
    script.until(10)
    expect(script.host.notes.filter((n) => n.kind === 'completed')).toEqual([
      { kind: 'completed', job: 'j1', failed: true },
      { kind: 'completed', job: 'j0' },
      { kind: 'completed', job: 'j2' },
    ])
    expect(script.done).toBe(5)
  })
})
