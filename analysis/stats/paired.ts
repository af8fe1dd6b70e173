/**
 * Differences where the two sides met the same seeds (common random numbers): what the seeds have in common cancels, and
 * the interval of the mean difference is shorter than that of two means apart.
 */
import { mean, sd } from './describe.ts'
import { tInterval } from './intervals.ts'
import { checkLevel, type Estimate, ONE_VALUE, type Sample, sorted } from './sample.ts'
import { tTwoSided } from './student-t.ts'

export interface Paired {
  /** mean of A less B over the pairs, in the unit of the samples */
  readonly difference: Estimate
  /** pairs in which A is below, equal to, above B */
  readonly below: number
  readonly equal: number
  readonly above: number
  /** absent, with p, for one pair or where all differences are the same */
  readonly t?: number
  /** two-sided */
  readonly p?: number
}

/**
 * Compares two samples pair by pair: `a[i]` and `b[i]` met the same seed.
 * @example paired([3, 5, 7], [1, 2, 3]).difference.value // 3
 * @throws RangeError on samples of different length, or empty ones
 */
export function paired(a: Sample, b: Sample, level = 0.95): Paired {
  checkLevel('paired', level)
  if (a.length !== b.length)
    throw new RangeError(
      `paired: expected as many values on both sides, got ${a.length} and ${b.length}\n  keep the seeds that both sides met`,
    )
  const differences = sorted(
    'paired',
    Array.from(a, (v, i) => v - (b[i] as number)),
  )
  const n = differences.length
  const value = mean(differences)
  const below = differences.filter((d) => d < 0).length
  const above = differences.filter((d) => d > 0).length
  const counts = { below, equal: n - below - above, above }
  if (n === 1) return { difference: { value, n, note: ONE_VALUE }, ...counts }
  const error = sd(differences) / Math.sqrt(n)
  if (error === 0) {
    const note = value === 0 ? 'every pair is equal: no interval' : 'every pair differs by the same: no interval'
    return { difference: { value, n, note }, ...counts }
  }
  const t = value / error
  return { difference: { value, n, interval: tInterval(value, error, n - 1, level) }, ...counts, t, p: tTwoSided(t, n - 1) }
}
