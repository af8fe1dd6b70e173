import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boardOf } from '../../../src/gang/board.ts'
import { candidates } from '../../../src/gang/candidate.ts'
import { cheapestCover, VICTIM } from '../../../src/gang/cover.ts'
import { missing, partialGangs } from '../../../src/gang/partial.ts'
import { smallestRemedy } from '../../../src/gang/remedy.ts'
import type { ClusterSnapshot, Gang, GangPod } from '../../../src/gang/snapshot.ts'
import { minus, NO_RESOURCES, plus, type Resources } from '../../../src/resources.ts'
import { CASES } from '../../support/cases.ts'
import { EIGHT, M7, mixedClusters, roomFor, slotCluster, tinySlotClusters } from './builders.ts'
import { afterDeletion, canPlace, smallestByTrying } from './twins.ts'

function res(cpu: number, memory = 0): Resources {
  return { cpu, memory, pods: 1, gpu: 0 }
}

describe('the smallest remedy', () => {
  test('M7: one pod of the gang that holds fewest frees a gang that misses one', () => {
    expect(smallestRemedy(slotCluster(EIGHT, M7))).toEqual({ delete: ['size-2-0'], frees: 'size-3', atLeast: 1 })
  })

  test('prefers the gang that holds most where equally many pods are missing', () => {
    const gangs = [
      { job: 'a', need: 2, held: 1 },
      { job: 'b', need: 4, held: 3 },
      { job: 'c', need: 6, held: 2 },
    ]
    expect(smallestRemedy(slotCluster([6], gangs))).toEqual({ delete: ['a-0'], frees: 'b', atLeast: 1 })
  })

  test('uses the slots that are free and those of terminating pods before it deletes anything', () => {
    const gangs = [
      { job: 'a', need: 5, held: 2 },
      { job: 'b', need: 6, held: 2 },
      { job: 'c', need: 9, terminating: 1 },
    ]
    expect(smallestRemedy(slotCluster([6], gangs))).toEqual({ delete: ['b-0'], frees: 'a', atLeast: 1 })
    expect(smallestRemedy(slotCluster([7], gangs))).toEqual({ delete: [], frees: 'a', atLeast: 0 })
  })

  test('leaves gangs alone that run', () => {
    const gangs = [
      { job: 'runs', need: 3, held: 3 },
      { job: 'ends', need: 3, held: 1, begun: true },
      { job: 'a', need: 3, held: 1 },
    ]
    expect(smallestRemedy(slotCluster([5], gangs))).toBeNull()
  })

  test('gives none for a gang that needs more than the cluster can give', () => {
    expect(smallestRemedy(slotCluster(EIGHT, [{ job: 'a', need: 9, held: 8 }]))).toBeNull()
  })

  test('takes the one large pod rather than the two small ones', () => {
    const snapshot: ClusterSnapshot = {
      nodes: [
        { name: 'n0', free: { ...roomFor(0), cpu: 0 } },
        { name: 'n1', free: { ...roomFor(0), cpu: 0 } },
      ],
      gangs: [
        {
          job: 'small',
          need: 9,
          pods: [
            { name: 's-0', state: 'held', node: 'n0', request: res(1000) },
            { name: 's-1', state: 'held', node: 'n0', request: res(1000) },
          ],
        },
        { job: 'large', need: 9, pods: [{ name: 'l-0', state: 'held', node: 'n1', request: res(2000) }] },
        { job: 'w', need: 1, pods: [{ name: 'w-0', state: 'pending', request: res(2000) }] },
      ],
    }
    expect(smallestRemedy(snapshot)).toEqual({ delete: ['l-0'], frees: 'w', atLeast: 1 })
  })

  test('moves a gang out of its own way where its pods differ', () => {
    const snapshot: ClusterSnapshot = {
      nodes: [
        { name: 'big', free: { ...roomFor(0), cpu: 3000 } },
        { name: 'little', free: { ...roomFor(0), cpu: 1000 } },
      ],
      gangs: [
        {
          job: 'a',
          need: 2,
          pods: [
            { name: 'a-worker', state: 'held', node: 'big', request: res(1000) },
            { name: 'a-leader', state: 'pending', request: res(4000) },
          ],
        },
      ],
    }
    expect(smallestRemedy(snapshot)).toEqual({ delete: ['a-worker'], frees: 'a', atLeast: 1 })
  })

  test('tells gangs of one make apart by where they hold places', () => {
    // a must move its worker to the place of b's; b needs only the place of a's
    const gang = (job: string, node: string): Gang => ({
      job,
      need: 2,
      pods: [
        { name: `${job}-worker`, state: 'held', node, request: res(1000) },
        { name: `${job}-leader`, state: 'pending', request: res(4000) },
      ],
    })
    const snapshot: ClusterSnapshot = {
      nodes: [
        { name: 'big', free: { ...roomFor(0), cpu: 3000 } },
        { name: 'little', free: { ...roomFor(0), cpu: 0 } },
      ],
      gangs: [gang('a', 'big'), gang('b', 'little')],
    }
    expect(smallestRemedy(snapshot)).toEqual({ delete: ['a-worker'], frees: 'b', atLeast: 1 })
  })

  test('counts on pods that are still to be created', () => {
    const gangs = [
      { job: 'a', need: 3, size: 1, held: 1 },
      { job: 'b', need: 9, held: 2 },
    ]
    expect(smallestRemedy(slotCluster([3], gangs))).toEqual({ delete: ['b-0', 'b-1'], frees: 'a', atLeast: 2 })
  })
})

describe('the remedy against trying every set of pods', () => {
  test('is as small as any, for pods that are alike and for pods and nodes that differ', () => {
    let found = 0
    fc.assert(
      fc.property(fc.oneof(tinySlotClusters(), mixedClusters()), (snapshot) => {
        const remedy = smallestRemedy(snapshot)
        expect(remedy?.delete.length ?? null).toBe(smallestByTrying(snapshot))
        if (remedy === null) return
        expect(remedy.atLeast).toBe(remedy.delete.length)
        expectWorks(snapshot, remedy)
        if (remedy.delete.length > 0) found++
      }),
      { numRuns: CASES },
    )
    expect(found).toBeGreaterThan(CASES / 20)
  })

  test('is never smaller for a gang than the bound that decides which gangs to look at', () => {
    fc.assert(
      fc.property(fc.oneof(tinySlotClusters(), mixedClusters()), (snapshot) => {
        const board = boardOf(snapshot)
        for (const { gang, atLeast } of candidates(snapshot, board)) {
          const smallest = smallestByTrying(snapshot, gang.job)
          if (smallest !== null) expect(atLeast).toBeLessThanOrEqual(smallest)
        }
      }),
      { numRuns: CASES },
    )
  })

  test('found greedily still works, and never claims less than the truth', () => {
    fc.assert(
      fc.property(fc.oneof(tinySlotClusters(), mixedClusters()), (snapshot) => {
        const greedy = smallestRemedy(snapshot, 0)
        if (greedy === null) return
        expectWorks(snapshot, greedy)
        const smallest = smallestByTrying(snapshot) as number
        expect(greedy.atLeast).toBeLessThanOrEqual(smallest)
        expect(greedy.delete.length).toBeGreaterThanOrEqual(smallest)
      }),
      { numRuns: CASES },
    )
  })

  test('found greedily is the smallest where pods are alike', () => {
    fc.assert(
      fc.property(tinySlotClusters(), (snapshot) => {
        expect(smallestRemedy(snapshot, 0)?.delete.length).toBe(smallestRemedy(snapshot)?.delete.length)
      }),
      { numRuns: CASES },
    )
  })

  test('for pods that are alike is what is missing less what is free, from the gangs that hold fewest', () => {
    const spec = fc.record({ need: fc.integer({ min: 1, max: 12 }), held: fc.nat(11) })
    fc.assert(
      fc.property(fc.array(spec, { minLength: 1, maxLength: 20 }), fc.nat(6), (specs, free) => {
        const gangs = specs.map((s, i) => ({ job: `g${i}`, need: s.need, held: Math.min(s.held, s.need) }))
        const slots = gangs.reduce((sum, g) => sum + g.held, free)
        const snapshot = slotCluster(new Array<number>(slots).fill(1), gangs)
        const partial = gangs.filter((g) => g.held > 0 && g.held < g.need)
        const total = partial.reduce((sum, g) => sum + g.held, 0)
        const sizes = gangs
          .filter((g) => g.held < g.need)
          .map((g) => ({ size: Math.max(0, g.need - g.held - free), others: total - g.held }))
          .filter((g) => g.size <= g.others)
          .map((g) => g.size)
        const remedy = smallestRemedy(snapshot)
        expect(remedy?.delete.length).toBe(sizes.length === 0 ? undefined : Math.min(...sizes))
        if (remedy === null) return
        const holdingOf = (job: string): number => gangs.find((g) => g.job === job)?.held ?? Number.NaN
        const taken = remedy.delete.map((pod) => holdingOf(pod.split('-')[0] as string))
        const cheapest = partial.filter((g) => g.job !== remedy.frees).flatMap((g) => new Array<number>(g.held).fill(g.held))
        expect(taken).toEqual(cheapest.sort((a, b) => a - b).slice(0, taken.length))
      }),
      { numRuns: CASES },
    )
  })
})

function expectWorks(snapshot: ClusterSnapshot, remedy: { delete: readonly string[]; frees: string }): void {
  const after = afterDeletion(snapshot, new Set(remedy.delete))
  const freed = after.gangs.find((g) => g.job === remedy.frees)
  if (freed === undefined) throw new Error(`expected a gang of the snapshot, got ${remedy.frees}`)
  expect(canPlace(after, freed)).toBe(true)
  const before = snapshot.gangs.find((g) => g.job === remedy.frees)
  expect(before === undefined ? 0 : missing(before)).toBeGreaterThan(0)
  const held = (p: GangPod): boolean => p.state === 'held' || p.state === 'reserved'
  const partial = new Set(partialGangs(snapshot).flatMap((g) => g.pods.filter(held).map((p) => p.name)))
  expect(remedy.delete.filter((name) => !partial.has(name))).toEqual([])
}

describe('large clusters', () => {
  test('a clogged cluster of 5,000 nodes is solved exactly', () => {
    const gangs = Array.from({ length: 1250 }, (_, i) => ({ job: `g${String(i).padStart(4, '0')}`, need: 6, held: 4 }))
    const remedy = smallestRemedy(slotCluster(new Array<number>(5000).fill(1), gangs))
    expect(remedy).toEqual({ delete: ['g0001-0', 'g0001-1'], frees: 'g0000', atLeast: 2 })
  })

  test('a fragmented one too: pods of three sizes on nodes of two', () => {
    const sizes = [1000, 2000, 4000]
    const nodes = Array.from({ length: 300 }, (_, n) => ({ name: `n${n}`, free: { ...roomFor(0), cpu: n % 2 === 0 ? 0 : 1000 } }))
    const gangs = Array.from({ length: 300 }, (_, i) => {
      const request = res(sizes[i % 3] as number)
      const pods: GangPod[] = [
        { name: `g${i}-0`, state: 'held', node: `n${i}`, request },
        { name: `g${i}-1`, state: 'held', node: `n${(i + 7) % 300}`, request },
        ...Array.from({ length: 4 }, (__, k): GangPod => ({ name: `g${i}-${k + 2}`, state: 'pending', request: res(5000) })),
      ]
      return { job: `g${i}`, need: 6, pods }
    })
    const snapshot = { nodes, gangs }
    const remedy = smallestRemedy(snapshot)
    expect(remedy?.atLeast).toBe(remedy?.delete.length)
    expectWorks(snapshot, remedy as NonNullable<typeof remedy>)
  })
})

describe('the cheapest victims on one node', () => {
  const group = fc.record({ cpu: fc.nat(4), memory: fc.nat(4), costs: fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }) })
  const groups = fc.array(group, { maxLength: 3 }).map((list) =>
    list.map(({ cpu, memory, costs }) => {
      const prefix = [0]
      for (const cost of costs.sort((a, b) => a - b)) prefix.push((prefix.at(-1) as number) + VICTIM + cost)
      return { request: res(cpu, memory), prefix }
    }),
  )

  test('are those that trying every choice finds', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: -1, max: 9 }), fc.integer({ min: -1, max: 9 }), (list, cpu, memory) => {
        const deficit = { cpu, memory, pods: -1, gpu: 0 }
        let best: number | undefined
        const attempt = (i: number, lacking: Resources, cost: number): void => {
          const next = list[i]
          if (next === undefined) {
            if (lacking.cpu <= 0 && lacking.memory <= 0 && cost < (best ?? Number.POSITIVE_INFINITY)) best = cost
            return
          }
          let freed = NO_RESOURCES
          for (const paid of next.prefix) {
            attempt(i + 1, minus(lacking, freed), cost + paid)
            freed = plus(freed, next.request)
          }
        }
        attempt(0, deficit, 0)
        const cover = cheapestCover(list, deficit, { left: 10_000 })
        expect(cover?.cost).toBe(best)
        const greedy = cheapestCover(list, deficit, { left: 0 })
        expect(greedy === undefined).toBe(best === undefined)
        if (greedy !== undefined) expect(greedy.cost).toBeGreaterThanOrEqual(best as number)
      }),
      { numRuns: CASES },
    )
  })
})
