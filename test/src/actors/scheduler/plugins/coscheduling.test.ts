import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Coscheduling, keepsWaiting, permitTimeout } from '../../../../../src/actors/scheduler/plugins/coscheduling.ts'
import { QueuedPod } from '../../../../../src/actors/scheduler/queued-pod.ts'
import { seconds } from '../../../../../src/units.ts'
import { aGroup, aPod } from '../../../../support/builders.ts'
import { CASES } from '../../../../support/cases.ts'
import { aHandle } from '../../../../support/handle.ts'

describe('the gap that PostFilter tolerates', () => {
  it('C1: one of six missing is too much', () => {
    expect(keepsWaiting(5, 6, 10)).toBe(false)
  })

  it('C2: one of ten is not: in single precision the gap is exactly the tolerated tenth', () => {
    expect(keepsWaiting(9, 10, 10)).toBe(true)
  })

  it('C3: one of 11 and two of 20 may be missing, three of 20 may not', () => {
    expect([keepsWaiting(10, 11, 10), keepsWaiting(18, 20, 10), keepsWaiting(17, 20, 10)]).toEqual([true, true, false])
  })

  it('agrees with whole numbers: at most a tenth missing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.nat(2000), (minMember, gap) => {
        fc.pre(gap <= minMember)
        expect(keepsWaiting(minMember - gap, minMember, 10)).toBe(10 * gap <= minMember)
      }),
      { numRuns: CASES },
    )
  })
})

describe('how long a member may wait', () => {
  it('C7: a group that asks for 1200 s gets 900', () => {
    expect(permitTimeout(aGroup({ scheduleTimeout: seconds(1200) }), seconds(10))).toBe(seconds(900))
  })

  it('is the group’s own time, else the plugin’s, else 60 s', () => {
    expect(permitTimeout(aGroup({ scheduleTimeout: seconds(7) }), seconds(10))).toBe(seconds(7))
    expect(permitTimeout(aGroup(), seconds(10))).toBe(seconds(10))
    expect(permitTimeout(aGroup(), 0)).toBe(seconds(60))
  })
})

describe('queue sort', () => {
  const sorted = (uncached: boolean, groups: readonly ReturnType<typeof aGroup>[], pods: readonly QueuedPod[]): string[] => {
    const plugin = new Coscheduling(aHandle(), { uncached, permitWaitingTime: 0, podGroupBackoff: 0, rejectPercentage: 10 })
    for (const object of groups) plugin.observe({ type: 'added', object })
    return [...pods].sort((a, b) => (plugin.less(a, b) ? -1 : plugin.less(b, a) ? 1 : 0)).map((q) => q.pod.name)
  }
  const queued = (name: string, podGroup?: string, at = 0, priority = 0): QueuedPod =>
    new QueuedPod(aPod({ name, priority, ...(podGroup === undefined ? {} : { podGroup }) }), at)
  /** created at 10:00:00 and so many seconds, which the API shows without their fraction */
  const created = (name: string, s: number): ReturnType<typeof aGroup> =>
    aGroup({ name, createdAt: seconds(s), creationTimestamp: seconds(Math.floor(s)) })

  it('C8: groups of one second go by name, earlier seconds first', () => {
    const groups = [created('G1', 0.9), created('G2', 1.1), created('G3', 1.8)]
    expect(sorted(true, groups, [queued('m-2', 'G2'), queued('k-3', 'G3'), queued('z-1', 'G1')])).toEqual(['z-1', 'k-3', 'm-2'])
  })

  it('keeps the pods of a group together and takes priority first', () => {
    const groups = [created('A', 1), created('B', 2)]
    const pods = [queued('b-0', 'B'), queued('a-0', 'A'), queued('b-1', 'B'), queued('a-1', 'A'), queued('c', undefined, seconds(9), 1)]
    expect(sorted(true, groups, pods)).toEqual(['c', 'a-0', 'a-1', 'b-0', 'b-1'])
  })

  it('takes a pod without a group, or without its PodGroup, by its own first time in the queue', () => {
    expect(
      sorted(true, [created('A', 5)], [queued('x', undefined, seconds(6)), queued('a', 'A', seconds(1)), queued('y', 'Y', seconds(4))]),
    ).toEqual(['y', 'a', 'x'])
  })

  it('costs one read for each labelled pod compared where PodGroups are not cached, and none where they are', () => {
    for (const [uncached, reads] of [
      [true, 2],
      [false, 0],
    ] as const) {
      const plugin = new Coscheduling(aHandle(), { uncached, permitWaitingTime: 0, podGroupBackoff: 0, rejectPercentage: 10 })
      plugin.less(queued('a', 'A'), queued('b', 'B'))
      plugin.less(queued('x'), queued('y'))
      expect([plugin.takeReads(), plugin.takeReads()]).toEqual([reads, 0])
    }
  })
})
