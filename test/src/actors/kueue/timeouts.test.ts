import { describe, expect, it } from 'vitest'
import { Kueue, type KueueOptions } from '../../../../src/actors/kueue/kueue.ts'
import { requeueDelay } from '../../../../src/actors/kueue/timeouts.ts'
import { wholeSecond } from '../../../../src/actors/kueue/workload-fields.ts'
import type { Job } from '../../../../src/objects/index.ts'
import { MILLISECOND, SECOND } from '../../../../src/units.ts'
import { allReady, newJob, OPTIONS } from '../../../support/kueue.ts'
import { ScriptApi, ScriptHost } from '../../../support/script-host.ts'

function start(options: Partial<KueueOptions> = {}, clockPhase = 0) {
  const host = new ScriptHost({ clockPhase })
  const kueue = host.drive((h) => new Kueue(h, { ...OPTIONS, ...options }))
  const api = new ScriptApi(host, kueue)
  /** Carries out what is asked up to this time; the Job controller takes the pods of suspended Jobs away. */
  const until = (time: number): void => {
    for (;;) {
      api.settle()
      for (const job of api.list('job')) if (job.suspended && job.active > 0) api.update('job', job.name, { active: 0, ready: 0 })
      api.settle()
      const next = host.alarms[0]
      if (next === undefined || next > time) break
      host.advance(next)
    }
    host.advance(time)
  }
  return {
    host,
    kueue,
    api,
    until,
    workload: (name: string) => api.get('workload', `job-${name}`),
    said: (what: string): string[] => host.notes.flatMap((n) => (n.kind === 'quota' && n.what === what ? [n.job] : [])),
  }
}

it('K7: waits 1, 1.4128, 1.9961, 2.8202 and 3.9846 s before the next try', () => {
  const delays = [1, 2, 3, 4, 5].map((count) => requeueDelay(count) / SECOND)
  for (const [i, expected] of [1, 1.4128, 1.9961, 2.8202, 3.9846].entries()) expect(delays[i]).toBeCloseTo(expected, 3)
})

describe('whole seconds', () => {
  it.each([
    [2_300_000, 0, 2_000_000],
    [2_300_000, 800_000, 2_200_000],
    [2_100_000, 800_000, 1_200_000],
    [100_000, 0, 0],
  ])('of the cluster`s clock: %d with phase %d is %d', (time, clockPhase, expected) => {
    expect(wholeSecond({ now: () => time, clockPhase })).toBe(expected)
  })
})

describe('an admitted Job whose pods do not all become ready', () => {
  it('is evicted when the time is over: suspended, its quota free once its pods are gone', () => {
    const run = start()
    run.api.create(newJob('a', 4))
    run.until(SECOND)
    run.api.update('job', 'a', { active: 4, ready: 3 })
    run.until(600 * SECOND - 1)
    expect([run.api.get('job', 'a')?.suspended, run.kueue.used.cpu]).toEqual([false, 8000])
    run.host.advance(600 * SECOND)
    run.api.settle()
    expect(run.workload('a')).toMatchObject({ evictedAt: 600 * SECOND, requeueCount: 1, requeueAt: 601 * SECOND })
    // the pods are still there, and with them the quota
    expect([run.api.get('job', 'a')?.suspended, run.kueue.used.cpu]).toEqual([true, 8000])
    run.api.update('job', 'a', { active: 0, ready: 0 })
    run.api.settle()
    expect([run.workload('a')?.admittedAt, run.kueue.used.cpu]).toEqual([undefined, 0])
    expect(run.said('evicted')).toEqual(['a'])
  })

  it('is admitted again after its back-off', () => {
    const run = start()
    run.api.create(newJob('a', 4))
    run.until(SECOND)
    run.api.update('job', 'a', { active: 4 })
    run.until(600 * SECOND)
    expect(run.api.get('job', 'a')?.suspended).toBe(true)
    run.until(601 * SECOND)
    expect(run.api.get('job', 'a')?.suspended).toBe(false)
    expect(run.workload('a')).toMatchObject({ admittedAt: 601 * SECOND, requeueCount: 1, podsReady: false })
    expect(run.workload('a')?.evictedAt).toBeUndefined()
  })

  it('K7: is tried six times and then set inactive for good', () => {
    const run = start()
    run.api.create(newJob('a', 4))
    run.until(0)
    for (let round = 0; round < 7; round++) {
      run.api.update('job', 'a', { active: 4 })
      run.until((round + 1) * 610 * SECOND)
    }
    expect(run.said('admitted')).toHaveLength(6)
    expect(run.said('evicted')).toHaveLength(5)
    expect(run.said('deactivated')).toEqual(['a'])
    expect(run.workload('a')).toMatchObject({ active: false, requeueCount: 5 })
    expect(run.workload('a')?.admittedAt).toBeUndefined()
    expect([run.api.get('job', 'a')?.suspended, run.kueue.used.cpu, run.kueue.notReady]).toEqual([true, 0, 0])
    run.until(20_000 * SECOND)
    expect(run.said('admitted')).toHaveLength(6)
  })

  it('lets the Job behind it start when it has given back its quota', () => {
    const run = start()
    run.api.create(newJob('a', 4))
    run.until(SECOND)
    run.api.update('job', 'a', { active: 4 })
    run.api.create(newJob('b', 4))
    run.until(600 * SECOND)
    expect(run.api.get('job', 'b')?.suspended).toBe(false)
  })

  it('is not evicted when it becomes ready in time', () => {
    const run = start()
    run.api.create(newJob('a', 4))
    run.until(599 * SECOND)
    run.api.update('job', 'a', allReady(run.api.get('job', 'a') as Job))
    run.until(2000 * SECOND)
    expect(run.said('evicted')).toEqual([])
    expect(run.host.alarms).toEqual([])
  })

  it('has its time counted from the whole second of its admission', () => {
    const run = start({ podsReadyTimeout: 10 * SECOND }, 400 * MILLISECOND)
    run.until(5 * SECOND + 900 * MILLISECOND)
    run.api.create(newJob('a', 4))
    run.until(6 * SECOND)
    expect(run.workload('a')?.admittedAt).toBe(5 * SECOND + 600 * MILLISECOND)
    run.until(15 * SECOND + 600 * MILLISECOND - 1)
    expect(run.said('evicted')).toEqual([])
    run.until(15 * SECOND + 600 * MILLISECOND)
    expect(run.said('evicted')).toEqual(['a'])
  })

  it('has its time counted from when its pods were said not to be ready, if that came later', () => {
    const run = start({ podsReadyTimeout: 10 * SECOND })
    run.api.create(newJob('a', 4))
    run.until(SECOND)
    run.api.update('workload', 'job-a', { podsReadyChangedAt: SECOND })
    run.until(11 * SECOND - 1)
    expect(run.said('evicted')).toEqual([])
    run.until(11 * SECOND)
    expect(run.said('evicted')).toEqual(['a'])
  })

  it('is not queued again when it is deleted during its back-off, nor is another of its name', () => {
    const run = start({ podsReadyTimeout: 10 * SECOND })
    run.api.create(newJob('a', 4))
    run.until(10 * SECOND)
    run.api.delete('job', 'a')
    run.until(10 * SECOND)
    run.api.create(newJob('b', 4))
    run.api.create(newJob('a', 4))
    run.until(12 * SECOND)
    expect(run.said('admitted')).toEqual(['a', 'b'])
    run.api.update('job', 'b', { active: 4, ready: 4 })
    run.until(12 * SECOND)
    expect(run.said('admitted')).toEqual(['a', 'b', 'a'])
  })

  it('frees its timer when it is deleted', () => {
    const run = start()
    run.api.create(newJob('a', 4))
    run.until(SECOND)
    run.api.delete('job', 'a')
    run.until(SECOND)
    expect(run.host.alarms).toEqual([])
  })
})
