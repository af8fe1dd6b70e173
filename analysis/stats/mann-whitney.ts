/**
 * The Mann-Whitney (Wilcoxon rank-sum) test: whether values of one sample tend to be larger than those of the other.
 * Exact for small samples, with ties too: by counting, among all ways to deal the pooled ranks into two samples of these
 * sizes, those at least as extreme. Otherwise the normal approximation with correction for ties and continuity.
 */
import { normalCdf } from './normal.ts'
import { type PooledRanks, pooledRanks } from './ranks.ts'
import type { Sample } from './sample.ts'

export interface MannWhitney {
  /** pairs in which the value of A is the larger, ties counting half */
  readonly u: number
  readonly nA: number
  readonly nB: number
  /** two-sided */
  readonly p: number
  readonly method: 'exact' | 'normal'
}

/** Up to here every count of the exact method is a whole number below 2^53 (56 choose 28 is the last), and quick. */
export const EXACT_UP_TO = 50

/**
 * Of all subsets of `size` ranks, the share whose sum is at most, and at least, `sum`. The usual table: counts[k][s] is
 * the number of subsets of k of the ranks seen so far with sum s.
 */
function exactTails(ranks: Int32Array, size: number, sum: number): { readonly below: number; readonly above: number } {
  let most = 0
  for (let i = ranks.length - size; i < ranks.length; i++) most += ranks[i] as number
  const width = most + 1
  const counts = new Float64Array((size + 1) * width)
  counts[0] = 1
  for (let i = 0; i < ranks.length; i++) {
    const rank = ranks[i] as number
    for (let k = Math.min(size, i + 1); k >= 1; k--) {
      const to = k * width
      const from = to - width
      for (let s = width - 1; s >= rank; s--) counts[to + s] = (counts[to + s] as number) + (counts[from + s - rank] as number)
    }
  }
  const last = counts.subarray(size * width)
  let all = 0
  let below = 0
  let above = 0
  for (let s = 0; s < width; s++) {
    const count = last[s] as number
    all += count
    if (s <= sum) below += count
    if (s >= sum) above += count
  }
  return { below: below / all, above: above / all }
}

function exactP({ doubled, sumA }: PooledRanks, nA: number): number {
  const total = doubled.reduce((s, r) => s + r, 0)
  // deal out the smaller sample: the same subsets, seen from the other side
  const nB = doubled.length - nA
  const { below, above } = nA <= nB ? exactTails(doubled, nA, sumA) : exactTails(doubled, nB, total - sumA)
  return Math.min(1, 2 * Math.min(below, above))
}

function normalP(u: number, ties: number, nA: number, nB: number): number {
  const n = nA + nB
  const variance = ((nA * nB) / 12) * (n + 1 - ties / (n * (n - 1)))
  const distance = Math.abs(u - (nA * nB) / 2) - 0.5
  // every value equal: nothing to tell apart
  if (variance <= 0 || distance <= 0) return 1
  return Math.min(1, 2 * normalCdf(-distance / Math.sqrt(variance)))
}

/**
 * Compares two samples by rank. Two-sided p: twice the smaller tail, at most 1.
 * @param method `auto` is exact for up to 50 values together
 * @example mannWhitney([1, 2, 3], [4, 5, 6]).p // 0.1
 * @throws RangeError on an empty sample or a value that is not finite
 */
export function mannWhitney(a: Sample, b: Sample, method: 'auto' | 'exact' | 'normal' = 'auto'): MannWhitney {
  const ranks = pooledRanks('mannWhitney', a, b)
  const nA = a.length
  const nB = b.length
  const u = (ranks.sumA - nA * (nA + 1)) / 2
  const exact = method === 'auto' ? nA + nB <= EXACT_UP_TO : method === 'exact'
  const p = exact ? exactP(ranks, nA) : normalP(u, ranks.ties, nA, nB)
  return { u, nA, nB, p, method: exact ? 'exact' : 'normal' }
}
