import { describe, expect, it } from 'vitest'
import type { Request } from '../../../../src/actors/actor.ts'
import { podsReady, reclaimablePods } from '../../../../src/actors/kueue/jobs.ts'
import { Kueue } from '../../../../src/actors/kueue/kueue.ts'
import type { Job } from '../../../../src/objects/index.ts'
import { MILLISECOND, SECOND } from '../../../../src/units.ts'
import { newJob, OPTIONS } from '../../../support/kueue.ts'
import { ScriptApi, ScriptHost } from '../../../support/script-host.ts'

function start() {
  const host = new ScriptHost()
  const kueue = host.drive((h) => new Kueue(h, OPTIONS))
  return { host, api: new ScriptApi(host, kueue) }
}

/** A request without its tag. */
function said(request: Request | undefined): Partial<Request> {
  const { tag: _, ...rest } = request as Request & { tag: unknown }
  return rest
}

describe('pods ready', () => {
  it.each([
    ['K10: one succeeded and three ready of four', { succeeded: 1, ready: 3, size: 4 }, true],
    ['one succeeded and two ready of four', { succeeded: 1, ready: 2, size: 4 }, false],
    ['all succeeded', { succeeded: 4, ready: 0, size: 4 }, true],
  ])('%s', (_, job, ready) => {
    expect(podsReady(job)).toBe(ready)
  })
})

it.each([
  [4, 1, 1],
  [4, 4, 4],
  [4, 0, 0],
  [1, 1, 0],
])('K4: a Job of %d with %d succeeded gives %d back', (size, succeeded, back) => {
  expect(reclaimablePods({ size, succeeded })).toBe(back)
})

describe('a suspended Job in a queue', () => {
  it('gets a Workload with its size, its request and its priority, owned by it', () => {
    const { host, api } = start()
    const job = api.create(newJob('lammps', 4, { priority: 3 }))
    const [create, ...others] = host.take()
    expect(others).toEqual([])
    expect(said(create)).toEqual({
      verb: 'create',
      object: {
        kind: 'workload',
        name: 'job-lammps',
        owner: job.uid,
        job: 'lammps',
        queue: 'user-queue',
        count: 4,
        request: { cpu: 2000, memory: 0, pods: 1, gpu: 0 },
        priority: 3,
        active: true,
        requeueCount: 0,
        reclaimable: 0,
      },
    })
  })

  it('is started by one write when its Workload is admitted, beside which it is said that its pods are not ready', () => {
    const { host, api } = start()
    api.create(newJob('a', 2))
    api.execute(host.take()[0] as Request)
    const writes = host.take()
    expect(writes.map(said)).toEqual([
      { verb: 'update', kind: 'workload', name: 'job-a', uid: 2, patch: { admittedAt: 0, evictedAt: undefined } },
      { verb: 'update', kind: 'workload', name: 'job-a', uid: 2, patch: { podsReady: false, podsReadyChangedAt: 0 } },
    ])
    for (const write of writes) api.execute(write)
    expect(host.take().map(said)).toEqual([{ verb: 'update', kind: 'job', name: 'a', uid: 1, patch: { suspended: false } }])
  })

  it('gets its Workload on a later try when the first fails, 5 ms, then 10 ms later', () => {
    const { host, api } = start()
    api.create(newJob('a', 2))
    for (const wait of [5, 10, 20]) {
      host.answer(host.take()[0] as Request, { ok: false, reason: 'invalid' })
      expect(host.take()).toEqual([])
      host.advance(host.now() + wait * MILLISECOND - 1)
      expect(host.take()).toEqual([])
      host.advance(host.now() + 1)
      const again = host.take()
      expect(again).toHaveLength(1)
      // put it back for the next round
      host.ask(again[0] as Request)
    }
    api.settle()
    expect(api.get('workload', 'job-a')).toBeDefined()
  })

  it('is not Kueue`s without a queue', () => {
    const { host, api } = start()
    const { queue: _, ...job } = newJob('a', 2) as Job
    api.create(job)
    expect(host.take()).toEqual([])
  })
})

describe('a Job that runs without a Workload', () => {
  it('is suspended, and has one when its pods are gone', () => {
    const { host, api } = start()
    api.create({ ...newJob('a', 2, { suspended: false }), active: 2 } as Job)
    const [suspend] = host.take()
    expect(said(suspend)).toMatchObject({ kind: 'job', patch: { suspended: true } })
    api.execute(suspend as Request)
    api.settle()
    expect(api.list('workload')).toEqual([])
    api.update('job', 'a', { active: 0 })
    api.settle()
    expect(api.get('job', 'a')?.suspended).toBe(false)
  })
})

it('works on five Jobs at once, each waiting for its own write', () => {
  const { host, api } = start()
  for (let i = 0; i < 8; i++) api.create(newJob(`j${i}`, 1))
  const first = host.take()
  expect(first).toHaveLength(5)
  // its Workload exists, so now there are the admission and the sixth Job's turn
  api.execute(first[0] as Request)
  expect(host.take().filter((r) => r.verb === 'create')).toHaveLength(1)
})

it('says that pods are ready only once, whatever else changes', () => {
  const { host, api } = start()
  api.create(newJob('a', 3))
  api.settle()
  api.update('job', 'a', { active: 3, ready: 2 })
  expect(host.take()).toEqual([])
  host.advance(7 * SECOND)
  api.update('job', 'a', { ready: 3 })
  expect(host.take().map(said)).toEqual([
    { verb: 'update', kind: 'workload', name: 'job-a', uid: 2, patch: { podsReady: true, podsReadyChangedAt: 7 * SECOND } },
  ])
})

it('goes through thousands of Jobs that need nothing, one after another', () => {
  const { host, api } = start()
  // all five workers wait for an answer
  for (let i = 0; i < 5; i++) api.create(newJob(`first-${i}`, 1))
  const [first] = host.take()
  for (let i = 0; i < 20_000; i++) api.create({ ...newJob(`later-${i}`, 1), condition: 'Complete' } as Parameters<typeof api.create>[0])
  expect(host.take()).toEqual([])
  expect(() => api.execute(first as Request)).not.toThrow()
})
