import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { circularWaits, shortestCycle } from '../../../src/gang/cycles.ts'
import { type ClusterSnapshot, type Gang, type GangPod, mayUse } from '../../../src/gang/snapshot.ts'
import { type Wait, waitFor } from '../../../src/gang/wait-for.ts'
import { fits, plus } from '../../../src/resources.ts'
import { CASES } from '../../support/cases.ts'
import { EIGHT, M7, mixedClusters, roomFor, SLOT, slotCluster, tinySlotClusters } from './builders.ts'

describe('the wait-for graph', () => {
  test('M7: each of the four waits for the three others', () => {
    expect(waitFor(slotCluster(EIGHT, M7))).toEqual([
      { job: 'size-5', missing: 2, for: ['size-3', 'size-6', 'size-2'] },
      { job: 'size-3', missing: 1, for: ['size-5', 'size-6', 'size-2'] },
      { job: 'size-6', missing: 4, for: ['size-5', 'size-3', 'size-2'] },
      { job: 'size-2', missing: 1, for: ['size-5', 'size-3', 'size-6'] },
    ])
  })

  test('gangs that hold nothing wait for all holders, are waited for by nobody and share one list', () => {
    const waits = waitFor(slotCluster(EIGHT, [...M7, { job: 'x', need: 2 }, { job: 'y', need: 6 }]))
    expect(waits.slice(4)).toEqual([
      { job: 'x', missing: 2, for: ['size-5', 'size-3', 'size-6', 'size-2'] },
      { job: 'y', missing: 6, for: ['size-5', 'size-3', 'size-6', 'size-2'] },
    ])
    expect(waits[4]?.for).toBe(waits[5]?.for)
  })

  test('leaves out nodes that its pods may not use, and nodes too small for them', () => {
    const small: GangPod = { name: 's-0', state: 'held', node: 'small', request: SLOT }
    const other: GangPod = { name: 'o-0', state: 'held', node: 'other', request: SLOT }
    const large: GangPod = { name: 'l-0', state: 'held', node: 'large', request: SLOT }
    const wants = { name: 'w-0', state: 'pending', request: { ...SLOT, cpu: 4000 }, allowedNodes: new Set(['small', 'large']) } as const
    const full = { ...roomFor(0), cpu: 0 }
    const snapshot: ClusterSnapshot = {
      nodes: [
        { name: 'small', free: full },
        { name: 'other', free: { ...full, cpu: 3000 } },
        { name: 'large', free: { ...full, cpu: 3000 } },
      ],
      gangs: [
        { job: 's', need: 2, pods: [small] },
        { job: 'o', need: 2, pods: [other] },
        { job: 'l', need: 2, pods: [large] },
        { job: 'w', need: 1, pods: [wants] },
      ],
    }
    expect(waitFor(snapshot, (g) => g.job === 'w')).toEqual([{ job: 'w', missing: 1, for: ['l'] }])
  })

  test('does not wait for a node on which only its own pods are in its way', () => {
    const pods = (job: string, n: number, node: string): GangPod[] =>
      Array.from({ length: n }, (_, i) => ({ name: `${job}-${i}`, state: 'held', node, request: SLOT }))
    const big: GangPod = { name: 'a-9', state: 'pending', request: { ...SLOT, cpu: 4000 } }
    const full = { ...roomFor(0), cpu: 0 }
    const snapshot: ClusterSnapshot = {
      nodes: [
        { name: 'n0', free: full },
        { name: 'n1', free: full },
      ],
      gangs: [
        { job: 'a', need: 3, pods: [...pods('a', 1, 'n0'), big] },
        { job: 'b', need: 9, pods: pods('b', 1, 'n0') },
        { job: 'c', need: 9, pods: pods('c', 2, 'n1') },
      ],
    }
    expect(waitFor(snapshot)[0]).toEqual({ job: 'a', missing: 2, for: ['c'] })
  })

  test('leads from gangs that miss pods to other gangs that hold some, as a slow reading has it', () => {
    fc.assert(
      fc.property(fc.oneof(tinySlotClusters(), mixedClusters()), (snapshot) => {
        expect(waitFor(snapshot)).toEqual(slowly(snapshot))
        const holders = new Set(snapshot.gangs.filter((g) => g.pods.some(onNode)).map((g) => g.job))
        for (const wait of waitFor(snapshot)) {
          expect(wait.missing).toBeGreaterThan(0)
          expect(wait.for).not.toContain(wait.job)
          for (const job of wait.for) expect(holders.has(job)).toBe(true)
        }
      }),
      { numRuns: CASES },
    )
  })
})

function onNode(pod: GangPod): boolean {
  return pod.node !== undefined && pod.state !== 'ended'
}

/** Pod by pod, node by node, holder by holder. */
function slowly(s: ClusterSnapshot): Wait[] {
  const waits: Wait[] = []
  for (const gang of s.gangs) {
    const holds = gang.pods.filter((p) => p.state === 'held' || p.state === 'reserved').length
    if (gang.begun || holds >= gang.need) continue
    const pending = gang.pods.filter((p) => p.state === 'pending')
    const wanted = pending.length > 0 ? pending : gang.pods.slice(0, 1)
    const inTheWay = (holder: Gang): boolean =>
      holder !== gang &&
      s.nodes.some((node) => {
        if (!holder.pods.some((p) => onNode(p) && p.node === node.name)) return false
        const others = s.gangs.filter((g) => g !== gang).flatMap((g) => g.pods.filter((p) => onNode(p) && p.node === node.name))
        const room = others.reduce((sum, p) => plus(sum, p.request), node.free)
        return wanted.some((p) => mayUse(p, node.name) && !fits(p.request, node.free) && fits(p.request, room))
      })
    waits.push({ job: gang.job, missing: gang.need - holds, for: s.gangs.filter(inTheWay).map((g) => g.job) })
  }
  return waits
}

describe('circles', () => {
  const edge = (job: string, ...to: string[]): Wait => ({ job, missing: 1, for: to })

  test('are sets of gangs that wait for each other, largest first', () => {
    const waits = [edge('a', 'b'), edge('b', 'a', 'c'), edge('c', 'd'), edge('d', 'e'), edge('e', 'c', 'f'), edge('g', 'a')]
    expect(circularWaits(waits)).toEqual([
      ['c', 'd', 'e'],
      ['a', 'b'],
    ])
    expect(shortestCycle(waits)).toEqual(['a', 'b'])
  })

  test('a queue that waits for one who runs has none', () => {
    const waits = waitFor(
      slotCluster(EIGHT, [
        { job: 'runs', need: 8, held: 8 },
        { job: 'x', need: 2 },
        { job: 'y', need: 2 },
      ]),
    )
    expect(waits.map((w) => w.for)).toEqual([['runs'], ['runs']])
    expect([circularWaits(waits), shortestCycle(waits)]).toEqual([[], undefined])
  })

  test('M7: all four are in one', () => {
    expect(circularWaits(waitFor(slotCluster(EIGHT, M7)))).toEqual([['size-5', 'size-3', 'size-6', 'size-2']])
  })

  test('a circle of ten thousand gangs is found without recursion', () => {
    const waits = Array.from({ length: 10_000 }, (_, i) => edge(`g${i}`, `g${(i + 1) % 10_000}`))
    expect(circularWaits(waits).map((c) => c.length)).toEqual([10_000])
  })

  test('are what a table of shortest distances says', () => {
    const graph = fc.integer({ min: 1, max: 7 }).chain((n) => fc.array(fc.uniqueArray(fc.nat(n - 1)), { minLength: n, maxLength: n }))
    fc.assert(
      fc.property(graph, (lists) => {
        const waits = lists.map((list, i) => edge(`g${i}`, ...list.filter((j) => j !== i).map((j) => `g${j}`)))
        const far = distances(lists)
        const together = (i: number, j: number): boolean => Number.isFinite(far(i, j)) && Number.isFinite(far(j, i))
        const sets = lists.map((_, i) => lists.flatMap((__, j) => (i === j || together(i, j) ? [`g${j}`] : [])))
        const expected = new Set(sets.filter((s) => s.length > 1).map((s) => s.join()))
        const found = circularWaits(waits)
        expect(new Set(found.map((s) => s.join()))).toEqual(expected)
        expect(found.length).toBe(expected.size)

        const lengths = lists.flatMap((_, i) => lists.map((__, j) => (i === j ? Number.POSITIVE_INFINITY : far(i, j) + far(j, i))))
        const cycle = shortestCycle(waits)
        expect(cycle?.length ?? Number.POSITIVE_INFINITY).toBe(Math.min(Number.POSITIVE_INFINITY, ...lengths))
        cycle?.forEach((job, i) => {
          expect(waits.find((w) => w.job === job)?.for).toContain(cycle[(i + 1) % cycle.length])
        })
      }),
      { numRuns: CASES },
    )
  })
})

/** Floyd and Warshall. */
function distances(lists: readonly (readonly number[])[]): (i: number, j: number) => number {
  const far = lists.map((list, i) => lists.map((_, j) => (i === j ? 0 : list.includes(j) ? 1 : Number.POSITIVE_INFINITY)))
  const at = (i: number, j: number): number => far[i]?.[j] as number
  for (let k = 0; k < far.length; k++)
    for (const [i, row] of far.entries()) for (let j = 0; j < row.length; j++) row[j] = Math.min(at(i, j), at(i, k) + at(k, j))
  return at
}
