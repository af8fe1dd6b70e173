/** Welch's t test (1947): the difference of two means without supposing equal spread. */
import { mean, sd } from './describe.ts'
import { tInterval } from './intervals.ts'
import { checkLevel, type Estimate, type Sample } from './sample.ts'
import { tTwoSided } from './student-t.ts'

export interface Welch {
  /** mean of A less mean of B, in the unit of the samples; its `n` is that of both together */
  readonly difference: Estimate
  readonly nA: number
  readonly nB: number
  /** absent, with the two below, where a sample has one value or neither has any spread */
  readonly t?: number
  /** Welch and Satterthwaite's degrees of freedom */
  readonly df?: number
  /** two-sided */
  readonly p?: number
}

/**
 * Compares two means.
 * @example welch([1, 2, 3], [4, 5, 6]).p.toFixed(4) // '0.0213'
 * @throws RangeError on an empty sample
 */
export function welch(a: Sample, b: Sample, level = 0.95): Welch {
  checkLevel('welch', level)
  const nA = a.length
  const nB = b.length
  const value = mean(a) - mean(b)
  const n = nA + nB
  if (nA === 1 || nB === 1) return { difference: { value, n, note: 'n = 1 on one side: no interval' }, nA, nB }
  const shareA = sd(a) ** 2 / nA
  const shareB = sd(b) ** 2 / nB
  const variance = shareA + shareB
  if (variance === 0) return { difference: { value, n, note: 'no spread in either sample: no interval' }, nA, nB }
  const df = variance ** 2 / (shareA ** 2 / (nA - 1) + shareB ** 2 / (nB - 1))
  const error = Math.sqrt(variance)
  const t = value / error
  return { difference: { value, n, interval: tInterval(value, error, df, level) }, nA, nB, t, df, p: tTwoSided(t, df) }
}
