import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clogState, isClogged, isCloggedByCount } from '../../../src/gang/clogged.ts'
import { Kinds } from '../../../src/gang/kinds.ts'
import { smallestRemedy } from '../../../src/gang/remedy.ts'
import { type ClusterSnapshot, fitsOn, type Gang, type PodKind } from '../../../src/gang/snapshot.ts'
import { CASES } from '../../support/cases.ts'
import { EIGHT, type GangSpec, M7, mixedClusters, roomFor, SLOT, slotCluster, tinySlotClusters } from './builders.ts'
import { explore, successors } from './twins.ts'

describe('the exact predicate', () => {
  test('M7: eight slots held as 3 of 5, 2 of 3, 2 of 6 and 1 of 2 are clogged', () => {
    expect(clogState(slotCluster(EIGHT, M7))).toEqual({ clogged: true })
  })

  test('M8: holders 3 of 4 and 5 of 5 are not, since the second runs', () => {
    const snapshot = slotCluster(EIGHT, [
      { job: 'size-4', need: 4, held: 3 },
      { job: 'size-5', need: 5, held: 5 },
    ])
    expect(clogState(snapshot)).toEqual({ clogged: false, because: 'runs', job: 'size-5' })
  })

  test('M9: M7 is not clogged while a holder terminates, and is again once its pods are gone and others took the room', () => {
    const leaving = slotCluster(
      EIGHT,
      M7.map((g): GangSpec => (g.job === 'size-2' ? { job: 'size-2', need: 2, terminating: 1 } : g)),
    )
    expect(clogState(leaving)).toEqual({ clogged: false, because: 'leaving', job: 'size-2', pod: 'size-2-0' })
    const gone = slotCluster(EIGHT, [{ job: 'size-5', need: 5, held: 4 }, ...M7.slice(1, 3)])
    expect(isClogged(gone)).toBe(true)
  })

  test('(a) nothing pending: not clogged', () => {
    expect(clogState(slotCluster([2], [{ job: 'a', need: 3, size: 2, held: 2 }]))).toEqual({ clogged: false, because: 'nothing-pending' })
  })

  test('(b) one free slot: not clogged', () => {
    expect(clogState(slotCluster([1, 2], [{ job: 'a', need: 3, held: 2 }]))).toEqual({
      clogged: false,
      because: 'fits',
      job: 'a',
      pod: 'a-2',
      node: 'n1',
    })
  })

  test('(b) a free slot that no pending pod may use: clogged', () => {
    const free = slotCluster([1, 2], [{ job: 'a', need: 3, held: 2 }])
    const allowedNodes = new Set(['n0'])
    const gangs = free.gangs.map((g) => ({ ...g, pods: g.pods.map((p) => ({ ...p, allowedNodes })) }))
    expect(isClogged({ ...free, gangs })).toBe(true)
  })

  test('(b) room that is enough in each resource, but never on one node: clogged', () => {
    const wants = { ...SLOT, memory: 5 }
    const snapshot: ClusterSnapshot = {
      nodes: [
        { name: 'n0', free: { ...roomFor(1), memory: 4 } },
        { name: 'n1', free: { ...roomFor(0), memory: 9 } },
      ],
      gangs: [{ job: 'a', need: 1, pods: [{ name: 'a-0', state: 'pending', request: wants }] }],
    }
    expect(isClogged(snapshot)).toBe(true)
  })

  test('(c) a gang that needs fewer than it has pods runs as soon as it has those', () => {
    expect(clogState(slotCluster([2], [{ job: 'a', need: 2, size: 3, held: 2 }]))).toMatchObject({ because: 'runs' })
  })

  test('(c) a gang that has begun is not partial while its pods end one by one', () => {
    const gang = { job: 'a', need: 4, size: 1, held: 1, begun: true }
    expect(clogState(slotCluster([1], [gang, { job: 'b', need: 1 }]))).toEqual({ clogged: false, because: 'runs', job: 'a' })
  })

  test('(d) a permit wait or another timer will release something: not clogged', () => {
    const waiting = { job: 'b', need: 1 }
    expect(clogState(slotCluster([1], [{ job: 'a', need: 2, held: 1, releasing: true }, waiting]))).toEqual({
      clogged: false,
      because: 'timer',
      job: 'a',
    })
    expect(clogState(slotCluster([1], [{ job: 'a', need: 2, reserved: 1 }, waiting]))).toMatchObject({ because: 'reserved', pod: 'a-0' })
  })

  test('(d) a timer of a gang that holds nothing releases nothing: clogged', () => {
    const gangs = [
      { job: 'a', need: 2, held: 1 },
      { job: 'b', need: 2, releasing: true },
    ]
    expect(isClogged(slotCluster([1], gangs))).toBe(true)
  })

  test('a gang that needs more than the cluster has is clogged all alone', () => {
    expect(isClogged(slotCluster(EIGHT, [{ job: 'a', need: 9, held: 8 }]))).toBe(true)
  })
})

describe('the predicate against everything that can happen', () => {
  test('clogged is exactly: pods wait and no event at all is possible', () => {
    fc.assert(
      fc.property(fc.oneof(tinySlotClusters(), mixedClusters()), (snapshot) => {
        const waits = snapshot.gangs.some((g) => g.pods.some((p) => p.state === 'pending'))
        expect(isClogged(snapshot)).toBe(waits && successors(snapshot).length === 0)
      }),
      { numRuns: CASES },
    )
  })

  test('with pods that are alike, the states in which no gang can ever run are those that must end clogged', () => {
    fc.assert(
      fc.property(tinySlotClusters(true), (snapshot) => {
        const waits = snapshot.gangs.some((g) => g.pods.some((p) => p.state === 'pending'))
        let stuck = true
        const ends: ClusterSnapshot[] = []
        explore(snapshot, (s, next) => {
          if (next.some((n) => n.what === 'finish')) stuck = false
          if (next.length === 0) ends.push(s)
        })
        if (isClogged(snapshot)) expect(stuck).toBe(true)
        if (stuck && waits) expect(ends.every(isClogged)).toBe(true)
        const runs = snapshot.gangs.some((g) => g.pods.filter((p) => p.state === 'held').length >= g.need)
        if (!runs && waits) expect(smallestRemedy(snapshot)?.delete.length !== 0).toBe(stuck)
      }),
      { numRuns: CASES },
    )
  })

  test('more gangs that only wait leave a clogged cluster of pods that are alike clogged', () => {
    fc.assert(
      fc.property(tinySlotClusters(), fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (snapshot, needs) => {
        const more = slotCluster(
          [],
          needs.map((need, i) => ({ job: `more-${i}`, need })),
        )
        const grown = { ...snapshot, gangs: [...snapshot.gangs, ...more.gangs] }
        const waits = snapshot.gangs.some((g) => g.pods.some((p) => p.state === 'pending'))
        if (waits) expect(isClogged(grown)).toBe(isClogged(snapshot))
        else if (!isClogged(grown)) expect(isClogged(snapshot)).toBe(false)
      }),
      { numRuns: CASES },
    )
  })

  test('counts kept along the way give the same answer', () => {
    fc.assert(
      fc.property(fc.oneof(tinySlotClusters(), mixedClusters()), (snapshot) => {
        expect(isCloggedByCount(countsOf(snapshot))).toBe(isClogged(snapshot))
      }),
      { numRuns: CASES },
    )
  })

  test('searches no node while something runs or leaves', () => {
    const never = (): boolean => {
      throw new Error('searched')
    }
    expect(isCloggedByCount({ whole: 1, releases: 0, pending: [{ request: SLOT }], fitsSomewhere: never })).toBe(false)
    expect(isCloggedByCount({ whole: 0, releases: 1, pending: [{ request: SLOT }], fitsSomewhere: never })).toBe(false)
  })

  test('asks once for each kind of pending pod, however many there are', () => {
    const kinds = new Kinds()
    for (let i = 0; i < 1000; i++) kinds.of({ request: { ...SLOT, cpu: 1000 + (i % 3) } })
    let asked = 0
    const fitsSomewhere = (): boolean => {
      asked++
      return false
    }
    expect(isCloggedByCount({ whole: 0, releases: 0, pending: kinds.list, fitsSomewhere })).toBe(true)
    expect(asked).toBe(3)
  })
})

function countsOf(snapshot: ClusterSnapshot): Parameters<typeof isCloggedByCount>[0] {
  const count = (gang: Gang, state: string): number => gang.pods.filter((p) => p.state === state && p.node !== undefined).length
  const kinds = new Kinds()
  for (const gang of snapshot.gangs) for (const pod of gang.pods) if (pod.state === 'pending') kinds.of(pod)
  const holders = snapshot.gangs.filter((g) => count(g, 'held') > 0)
  return {
    whole: holders.filter((g) => g.begun || count(g, 'held') >= g.need).length,
    releases:
      snapshot.gangs.reduce((sum, g) => sum + count(g, 'terminating') + count(g, 'reserved'), 0) +
      holders.filter((g) => g.releasing).length,
    pending: kinds.list,
    fitsSomewhere: (kind: PodKind) => snapshot.nodes.some((n) => fitsOn(kind, n.name, n.free)),
  }
}
