/** What Kueue does with several Jobs. The API carries requests out at once unless a test holds them back. */
import { describe, expect, it } from 'vitest'
import type { Request } from '../../../../src/actors/actor.ts'
import { Kueue, type KueueOptions } from '../../../../src/actors/kueue/kueue.ts'
import type { Job } from '../../../../src/objects/index.ts'
import { SECOND } from '../../../../src/units.ts'
import { allReady, newJob, OPTIONS } from '../../../support/kueue.ts'
import { ScriptApi, ScriptHost } from '../../../support/script-host.ts'

function start(options: Partial<KueueOptions> = {}, explains?: string) {
  const host = new ScriptHost(explains === undefined ? {} : { explains })
  const kueue = host.drive((h) => new Kueue(h, { ...OPTIONS, ...options }))
  const api = new ScriptApi(host, kueue)
  return {
    host,
    kueue,
    api,
    /** Creates Jobs of these sizes a second apart, named by letters. */
    submit(...sizes: number[]): void {
      for (const size of sizes) {
        api.create(newJob('abcdefgh'[api.list('job').length] as string, size))
        api.settle()
        host.advance(host.now() + SECOND)
      }
    },
    ready(name: string): void {
      api.update('job', name, allReady(api.get('job', name) as Job))
      api.settle()
    },
    end(name: string): void {
      api.delete('job', name)
      api.settle()
    },
    started: (): string[] => api.list('job').flatMap((job) => (job.suspended ? [] : [job.name])),
    noted: (what: string): string[] => host.notes.flatMap((n) => (n.kind === 'quota' && n.what === what ? [n.job] : [])),
  }
}

const FREE = { blockAdmission: false } as const

describe('without blockAdmission', () => {
  it('starts every Job that fits', () => {
    const run = start(FREE)
    run.submit(2, 3, 4, 5, 6)
    expect(run.started()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(run.kueue.used).toEqual({ cpu: 40_000, pods: 20 })
    run.submit(1)
    expect(run.started()).not.toContain('f')
  })

  it('K5: BestEffortFIFO lets a Job of 2 pass one of 6 that does not fit', () => {
    const run = start(FREE)
    run.submit(18, 6, 2)
    expect(run.started()).toEqual(['a', 'c'])
    expect(run.kueue.used.cpu).toBe(40_000)
    expect(run.noted('inadmissible')).toEqual(['b'])
  })

  it('K5: StrictFIFO lets nothing pass', () => {
    const run = start({ ...FREE, queueingStrategy: 'StrictFIFO' })
    run.submit(18, 6, 2)
    expect(run.started()).toEqual(['a'])
    run.end('a')
    expect(run.started()).toEqual(['b', 'c'])
  })

  it('K2: never starts a Job of more than the whole quota, and starts others beside it', () => {
    const run = start(FREE)
    run.submit(21, 20)
    expect(run.started()).toEqual(['b'])
    run.end('b')
    expect(run.started()).toEqual([])
  })

  it('tries a Job that did not fit again when quota is freed', () => {
    const run = start(FREE)
    run.submit(20, 6)
    expect(run.started()).toEqual(['a'])
    run.end('a')
    expect(run.started()).toEqual(['b'])
    expect(run.kueue.used.cpu).toBe(12_000)
  })

  it('K4: tries it again when pods that succeeded give back enough', () => {
    const run = start(FREE)
    run.submit(4, 16, 1)
    expect(run.started()).toEqual(['a', 'b'])
    run.api.update('job', 'a', { active: 3, ready: 3, succeeded: 1 })
    run.api.settle()
    expect(run.started()).toEqual(['a', 'b', 'c'])
    expect(run.api.get('workload', 'job-a')?.reclaimable).toBe(1)
  })

  it('frees the quota of a Job that has finished', () => {
    const run = start(FREE)
    run.submit(20, 1)
    run.api.update('job', 'a', { active: 0, ready: 0, succeeded: 20, condition: 'Complete' })
    run.api.settle()
    expect(run.api.get('workload', 'job-a')?.finished).toBe(true)
    expect(run.started()).toEqual(['a', 'b'])
    expect(run.kueue.used).toEqual({ cpu: 2000, pods: 1 })
  })

  it('starts what has the higher priority first', () => {
    const run = start(FREE)
    run.submit(20)
    run.api.create(newJob('low', 20))
    run.api.create(newJob('high', 20, { priority: 1 }))
    run.api.settle()
    run.end('a')
    expect(run.started()).toEqual(['high'])
  })
})

describe('with blockAdmission', () => {
  it('starts one Job, and the next when all pods of the first are ready', () => {
    const run = start()
    run.submit(2, 3)
    expect([run.started(), run.kueue.notReady]).toEqual([['a'], 1])
    run.api.update('job', 'a', { active: 2, ready: 1 })
    run.api.settle()
    expect(run.started()).toEqual(['a'])
    run.ready('a')
    expect([run.started(), run.kueue.notReady]).toEqual([['a', 'b'], 1])
    expect(run.noted('blocked')).toEqual(['b'])
  })

  it('K6: admits the head that waited even if one of higher priority has come meanwhile', () => {
    const run = start()
    run.submit(2, 2, 2)
    run.ready('a')
    expect(run.started()).toEqual(['a', 'b'])
    run.api.create(newJob('d', 2, { priority: 9 }))
    run.api.settle()
    run.ready('b')
    expect(run.started()).toEqual(['a', 'b', 'c'])
    run.ready('c')
    expect(run.started()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('goes on when the Job that was not ready is deleted', () => {
    const run = start()
    run.submit(2, 3)
    run.end('a')
    expect(run.started()).toEqual(['b'])
  })

  it('goes on to the next head when the one that waits is deleted', () => {
    const run = start()
    run.submit(2, 3, 4)
    run.end('b')
    expect(run.started()).toEqual(['a'])
    run.ready('a')
    expect(run.started()).toEqual(['a', 'c'])
    expect(run.kueue.used.cpu).toBe(12_000)
  })

  it('counts a Job as ready for good once it was, though its pods end', () => {
    const run = start()
    run.submit(2, 3)
    run.ready('a')
    run.ready('b')
    run.api.update('job', 'a', { active: 0, ready: 0 })
    run.api.settle()
    expect(run.api.get('workload', 'job-a')?.podsReady).toBe(true)
    expect(run.kueue.notReady).toBe(0)
  })

  it('K8: admits a job of 5 beside two that hold quota, so long as they were ready', () => {
    const run = start()
    run.submit(2, 3, 5, 4)
    for (const name of ['a', 'b']) run.ready(name)
    expect(run.started()).toEqual(['a', 'b', 'c'])
    run.ready('c')
    expect(run.started()).toEqual(['a', 'b', 'c', 'd'])
  })
})

describe('a request under way', () => {
  const isAdmission = (r: Request): boolean => r.verb === 'update' && r.kind === 'workload' && 'admittedAt' in r.patch

  /** Job a with its Workload created, and the admission of it asked for but not carried out. */
  function admitted() {
    const run = start()
    run.api.create(newJob('a', 2))
    const [create] = run.host.take()
    run.api.execute(create as Request)
    const requests = run.host.take()
    return { ...run, requests, admission: requests.find(isAdmission) as Request }
  }

  it('counts in the quota from the decision on', () => {
    const run = admitted()
    expect(run.requests).toHaveLength(2)
    expect(run.admission).toMatchObject({ verb: 'update', name: 'job-a', patch: { admittedAt: 0 } })
    expect(run.kueue.used).toEqual({ cpu: 4000, pods: 2 })
    expect(run.started()).toEqual([])
  })

  it('is taken back when the Workload is gone', () => {
    const run = admitted()
    run.api.delete('job', 'a')
    for (const request of run.requests) run.api.execute(request)
    run.api.settle()
    expect([run.kueue.used.cpu, run.kueue.notReady]).toEqual([0, 0])
    run.submit(3)
    expect(run.started()).toEqual(['a'])
  })

  it('is made anew when it is refused', () => {
    const run = admitted()
    run.host.answer(run.admission, { ok: false, reason: 'conflict' })
    for (const request of run.requests) if (request !== run.admission) run.api.execute(request)
    run.api.settle()
    expect(run.started()).toEqual(['a'])
    expect(run.kueue.used.cpu).toBe(4000)
  })

  it('stands when it was carried out and only the answer was lost', () => {
    const run = admitted()
    for (const request of run.requests) {
      if (request === run.admission) run.api.update('workload', 'job-a', { admittedAt: 0 })
      run.host.answer(request, { ok: false, reason: 'conflict' })
    }
    run.api.settle()
    expect(run.started()).toEqual(['a'])
    expect(run.kueue.used.cpu).toBe(4000)
  })

  it('of the loop holds the loop up: the next head is tried when the condition is written', () => {
    const run = start()
    run.submit(2)
    for (const name of ['b', 'c']) run.api.create(newJob(name, 2))
    const creations = run.host.take()
    for (const request of creations) run.api.execute(request)
    expect(run.noted('blocked')).toEqual(['b'])
    run.ready('a')
    expect(run.started()).toEqual(['a', 'b'])
  })
})

it('notes why a Job waits', () => {
  const run = start()
  run.submit(20, 21, 1)
  const notes = run.host.notes.flatMap((n) => (n.kind === 'quota' ? [`${n.job} ${n.what}: ${n.why ?? ''}`] : []))
  expect(notes).toEqual([
    'a pending: ',
    'a admitted: ',
    'b pending: ',
    "b inadmissible: couldn't assign flavors to pod set main: insufficient quota for cpu in flavor default-flavor in ClusterQueue",
    'c pending: ',
    "c inadmissible: couldn't assign flavors to pod set main: insufficient unused quota for cpu in flavor default-flavor, 2 more needed",
  ])
})

it('notes each look at the Job that is to be explained, and at no other', () => {
  const run = start(FREE, 'b')
  run.submit(20, 6)
  run.end('a')
  const steps = run.host.notes.flatMap((n) => (n.kind === 'step' ? [`${n.job} ${n.who}: ${n.what}`] : []))
  expect(steps).toEqual([
    'b kueue: head of the queue: Preempt, 40000m cpu and 20 pods in use',
    'b kueue: head of the queue: Fit, 0m cpu and 0 pods in use',
  ])
})
