/** Ranks of two samples put together. */
import { type Sample, sorted } from './sample.ts'

export interface PooledRanks {
  /** twice the mid-rank of each value, a whole number, in ascending order of value */
  readonly doubled: Int32Array
  /** sum of the doubled ranks of the first sample */
  readonly sumA: number
  /** sum of t^3 - t over groups of t equal values: 0 where nothing is tied */
  readonly ties: number
}

/**
 * Pools two samples and ranks them from 1, equal values sharing the mean of their ranks. Doubled, so that mid-ranks stay
 * whole and sums exact.
 * @example Array.from(pooledRanks('test', [1, 2], [2, 3]).doubled) // [2, 5, 5, 8]
 */
export function pooledRanks(who: string, a: Sample, b: Sample): PooledRanks {
  const x = sorted(`${who}: a`, a)
  const y = sorted(`${who}: b`, b)
  const n = x.length + y.length
  const doubled = new Int32Array(n)
  let sumA = 0
  let ties = 0
  for (let i = 0, j = 0; i + j < n; ) {
    const value = Math.min(x[i] ?? Number.POSITIVE_INFINITY, y[j] ?? Number.POSITIVE_INFINITY)
    const first = i + j
    const before = i
    while (i < x.length && x[i] === value) i++
    while (j < y.length && y[j] === value) j++
    // ranks first + 1 .. i + j: twice their mean
    const rank = first + 1 + i + j
    doubled.fill(rank, first, i + j)
    sumA += rank * (i - before)
    const t = i + j - first
    ties += t * t * t - t
  }
  return { doubled, sumA, ties }
}
