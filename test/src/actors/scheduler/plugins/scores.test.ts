import { describe, expect, it } from 'vitest'
import {
  balanced,
  balancedTwo,
  fitScore,
  imageLocality,
  leastAllocated,
  normalize,
  spreadNormalized,
  spreadRaw,
} from '../../../../../src/actors/scheduler/plugins/scores.ts'

/** Node "A" of semantics 1.11: what it offers. */
const CPU = 3920
const MEMORY = 29_783_900_160
const MIB_200 = 200 * 1024 * 1024

/** Both scores of a node after a pod of 2000m: [LeastAllocated, BalancedAllocation]. */
function scoresOf(
  real: { cpu: number; memory: number },
  scored: { cpu: number; memory: number },
  pod = { cpu: 2000, memory: 0 },
): number[] {
  const unset = { cpu: pod.cpu === 0 ? 100 : 0, memory: pod.memory === 0 ? MIB_200 : 0 }
  return [
    fitScore(scored.cpu + pod.cpu + unset.cpu, CPU, scored.memory + pod.memory + unset.memory, MEMORY),
    balanced([(real.cpu + pod.cpu) / CPU, (real.memory + pod.memory) / MEMORY]),
  ]
}

const A = { real: { cpu: 303, memory: 465_916_160 }, scored: { cpu: 403, memory: 675_631_360 } }

describe('LeastAllocated and BalancedAllocation', () => {
  it('S1: on node A least allocated is 67, from 38 for cpu and 97 for memory', () => {
    expect(leastAllocated(403 + 2000, CPU)).toBe(38)
    expect(leastAllocated(675_631_360 + MIB_200, MEMORY)).toBe(97)
    expect(scoresOf(A.real, A.scored)[0]).toBe(67)
  })

  it('S2: on node A balanced is 71', () => {
    expect(scoresOf(A.real, A.scored)[1]).toBe(71)
  })

  it('S3: on node B, 500m and 631591168 bytes in use, 66 and 69', () => {
    const used = { cpu: 500, memory: 631_591_168 }
    expect([leastAllocated(2500, CPU), leastAllocated(631_591_168 + MIB_200, MEMORY)]).toEqual([36, 97])
    expect(scoresOf(used, used)).toEqual([66, 69])
  })

  it('S4: on node C 64 and 70', () => {
    expect([leastAllocated(2603, CPU), leastAllocated(873_889_280 + MIB_200, MEMORY)]).toEqual([33, 96])
    expect(scoresOf({ cpu: 403, memory: 454_458_880 }, { cpu: 603, memory: 873_889_280 })).toEqual([64, 70])
  })

  it('S5: on an empty node 73 and 74', () => {
    expect([leastAllocated(2000, CPU), leastAllocated(MIB_200, MEMORY)]).toEqual([48, 99])
    expect(scoresOf({ cpu: 0, memory: 0 }, { cpu: 0, memory: 0 })).toEqual([73, 74])
  })

  it('S6: on node D, 903m and 800000000 bytes in use, 60 and 64', () => {
    const used = { cpu: 903, memory: 800_000_000 }
    expect([leastAllocated(2903, CPU), leastAllocated(800_000_000 + MIB_200, MEMORY)]).toEqual([25, 96])
    expect(scoresOf(used, used)).toEqual([60, 64])
  })

  it('S7: 3000 of 4000 and 5000 of 10000 in use give 37 and 87', () => {
    expect([leastAllocated(3000, 4000), leastAllocated(5000, 10_000)]).toEqual([25, 50])
    expect(fitScore(3000, 4000, 5000, 10_000)).toBe(37)
    expect(balanced([3000 / 4000, 5000 / 10_000])).toBe(87)
  })

  it('S8: fractions are cut at one, and three resources use the standard deviation', () => {
    expect(balanced([1.25, 0.5])).toBe(75)
    expect(balanced([1, 0])).toBe(50)
    expect(balanced([0.5, 0.25, 0.75])).toBe(79)
    expect([balancedTwo(1.25, 0.5), balancedTwo(1, 0)]).toEqual([75, 50])
  })

  it('S9: of 4000, requests of 1999, 2000, 2001, 4000 and 4001 score 50, 50, 49, 0 and 0', () => {
    expect([1999, 2000, 2001, 4000, 4001].map((r) => leastAllocated(r, 4000))).toEqual([50, 50, 49, 0, 0])
  })

  it('S10: a pod of 2000m and 1 GiB on node A scores 66 and 73', () => {
    const gib = 1024 ** 3
    expect([leastAllocated(2403, CPU), leastAllocated(675_631_360 + gib, MEMORY)]).toEqual([38, 94])
    expect(scoresOf(A.real, A.scored, { cpu: 2000, memory: gib })).toEqual([66, 73])
  })

  it('S11: a best-effort pod counts as 100m and 200 MiB for least allocated only: 92 and 96', () => {
    expect([leastAllocated(503, CPU), leastAllocated(675_631_360 + MIB_200, MEMORY)]).toEqual([87, 97])
    expect(scoresOf(A.real, A.scored, { cpu: 0, memory: 0 })).toEqual([92, 96])
  })

  it('leaves a resource that a node does not have out of the mean', () => {
    expect(fitScore(1000, 4000, 5, 0)).toBe(75)
    expect(fitScore(1, 0, 1, 0)).toBe(0)
  })
})

describe('spreading, taints and images', () => {
  const spread = (counts: readonly number[], zoneCounts: readonly number[], zones: number): { raw: number[]; normalized: number[] } => {
    const raw = counts.map((count, i) =>
      spreadRaw([
        { count, domains: counts.length, maxSkew: 3 },
        { count: zoneCounts[i] as number, domains: zones, maxSkew: 5 },
      ]),
    )
    const min = Math.min(...raw)
    const max = Math.max(...raw)
    return { raw, normalized: raw.map((r) => spreadNormalized(r, min, max)) }
  }
  const eight = (n: number): number[] => new Array(8).fill(n)

  it('S15: one matching pod on the first of eight nodes', () => {
    expect(spread([1, 0, 0, 0, 0, 0, 0, 0], eight(1), 1)).toEqual({
      raw: [9, 7, 7, 7, 7, 7, 7, 7],
      normalized: [77, 100, 100, 100, 100, 100, 100, 100],
    })
  })

  it('S16: two and one on the first two nodes', () => {
    expect(spread([2, 1, 0, 0, 0, 0, 0, 0], eight(3), 1)).toEqual({
      raw: [14, 12, 9, 9, 9, 9, 9, 9],
      normalized: [64, 78, 100, 100, 100, 100, 100, 100],
    })
  })

  it('S18: two zones of four, one pod in the first', () => {
    expect(spread([1, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], 2)).toEqual({
      raw: [10, 7, 7, 7, 6, 6, 6, 6],
      normalized: [60, 90, 90, 90, 100, 100, 100, 100],
    })
  })

  it('S23: PreferNoSchedule taints 1,0,2,0 and 1,0,3,0', () => {
    expect(normalize([1, 0, 2, 0], true)).toEqual([50, 100, 0, 100])
    expect(normalize([1, 0, 3, 0], true)).toEqual([67, 100, 0, 100])
    expect(normalize([0, 0], true)).toEqual([100, 100])
  })

  it('S24: an image of 500 MiB on 8, 4 and 1 of 8 nodes, of 2 MiB, and of 1000 MiB', () => {
    const mib = 1024 * 1024
    const score = (size: number, nodes: number): number => imageLocality([{ size: size * mib, nodes }], 8)
    expect([score(500, 8), score(500, 4), score(500, 1), score(2, 8), score(1000, 8)]).toEqual([48, 23, 4, 0, 100])
  })
})
