import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isClogged } from '../../../src/gang/clogged.ts'
import { holding } from '../../../src/gang/partial.ts'
import type { ClusterSnapshot } from '../../../src/gang/snapshot.ts'
import { bestCase } from '../../../src/gang/stuck.ts'
import { EIGHT, M7, SLOT, slotCluster, tinySlotClusters } from './builders.ts'
import { explore } from './twins.ts'

/** Pods that are leaving or gone are made anew, as a Job's are: the gangs of `explore` create none. */
function recreated(snapshot: ClusterSnapshot): ClusterSnapshot {
  const gangs = snapshot.gangs.map((gang) => {
    const alive = gang.pods.filter((p) => p.state !== 'terminating' && p.state !== 'ended').length
    const more = new Array(Math.max(0, gang.need - alive)).fill({ name: `${gang.job}-new`, state: 'pending', request: SLOT })
    return { ...gang, pods: [...gang.pods, ...more] }
  })
  return { ...snapshot, gangs }
}

const jobs = (snapshot: Parameters<typeof bestCase>[0]): string[] => bestCase(snapshot).stuck.map((g) => g.job)

describe('gangs that can never run, whatever else finishes', () => {
  test('are all that hold places where the cluster is clogged (M7)', () => {
    expect(jobs(slotCluster(EIGHT, M7))).toEqual(['size-5', 'size-3', 'size-6', 'size-2'])
  })

  test('are none where one gang runs and leaves room for the next, and so on (M8)', () => {
    expect(jobs(slotCluster(EIGHT, [...M7.slice(1), { job: 'whole', need: 3, held: 3 }]))).toEqual([])
  })

  test('are found beside a gang that runs on nodes that they may not use', () => {
    const snapshot = slotCluster(
      [2, 2, 4],
      [
        { job: 'a', need: 4, held: 2 },
        { job: 'b', need: 4, held: 2 },
        { job: 'elsewhere', need: 4, held: 4 },
      ],
    )
    const ours = new Set(['n0', 'n1'])
    const gangs = snapshot.gangs.map((g) => (g.job === 'elsewhere' ? g : { ...g, pods: g.pods.map((p) => ({ ...p, allowedNodes: ours })) }))
    expect(isClogged({ ...snapshot, gangs })).toBe(false)
    const best = bestCase({ ...snapshot, gangs })
    expect(best.stuck.map((g) => g.job)).toEqual(['a', 'b'])
    expect(best.nodes.map((n) => n.free.cpu)).toEqual([500, 500, 8500])
  })

  test('do not include a gang that only waits for one that is leaving', () => {
    expect(
      jobs(
        slotCluster(
          [1, 1],
          [
            { job: 'a', need: 2, held: 1 },
            { job: 'gone', need: 1, terminating: 1 },
          ],
        ),
      ),
    ).toEqual([])
  })

  test('do not include one whose rival has a timer', () => {
    const rival = { job: 'b', need: 2, held: 1 }
    expect(jobs(slotCluster([1, 1], [{ job: 'a', need: 2, held: 1 }, rival]))).toEqual(['a', 'b'])
    expect(
      jobs(
        slotCluster(
          [1, 1],
          [
            { job: 'a', need: 2, held: 1 },
            { ...rival, releasing: true },
          ],
        ),
      ),
    ).toEqual([])
  })

  test('include one that needs more than the cluster has, even if it holds nothing', () => {
    expect(jobs(slotCluster([2], [{ job: 'large', need: 3 }]))).toEqual(['large'])
  })

  test('for pods that are alike: those, and only those, that finish in no state that can be reached', () => {
    fc.assert(
      fc.property(tinySlotClusters(), (snapshot) => {
        const finishes = new Set<string>()
        explore(recreated(snapshot), (s) => {
          for (const gang of s.gangs) {
            const held = gang.pods.filter((p) => p.state === 'held').length
            if (gang.begun || held >= gang.need || gang.pods.every((p) => p.state === 'ended')) finishes.add(gang.job)
          }
        })
        const never = snapshot.gangs.filter((g) => !finishes.has(g.job)).map((g) => g.job)
        expect(jobs(snapshot)).toEqual(never)
      }),
    )
  })

  test('include every gang that holds a place in a clogged cluster of alike pods, and their places alone are taken at the end', () => {
    fc.assert(
      fc.property(tinySlotClusters(), (snapshot) => {
        const best = bestCase(snapshot)
        if (isClogged(snapshot)) for (const g of snapshot.gangs) if (holding(g) > 0) expect(best.stuck).toContain(g)
        const all = snapshot.nodes.reduce((sum, n) => sum + n.free.cpu, 0)
        const taken = snapshot.gangs.flatMap((g) => g.pods).filter((p) => p.node !== undefined && p.state !== 'ended').length
        const kept = best.stuck.flatMap((g) => (g.releasing ? [] : g.pods)).filter((p) => p.state === 'held').length
        expect(best.nodes.reduce((sum, n) => sum + n.free.cpu, 0)).toBe(all + (taken - kept) * SLOT.cpu)
      }),
    )
  })
})
