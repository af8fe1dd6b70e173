/** Student's interval for a mean: right for values near a normal distribution, or for many of them. */
import { mean, sd } from './describe.ts'
import { checkLevel, type Estimate, type Interval, ONE_VALUE, type Sample } from './sample.ts'
import { tQuantile } from './student-t.ts'

/**
 * `value` give or take the t quantile times its standard error.
 * @example tInterval(10, 2, 4, 0.95).high.toFixed(4) // '15.5529'
 */
export function tInterval(value: number, standardError: number, df: number, level: number): Interval {
  checkLevel('tInterval', level)
  const half = tQuantile(1 - (1 - level) / 2, df) * standardError
  return { low: value - half, high: value + half, level }
}

/**
 * The mean of a sample with its interval, in the unit of the sample. One value gives no interval and says so.
 * @example meanInterval([7]) // { value: 7, n: 1, note: 'n = 1: no interval' }
 * @throws RangeError on an empty sample
 */
export function meanInterval(values: Sample, level = 0.95): Estimate {
  checkLevel('meanInterval', level)
  const n = values.length
  const value = mean(values)
  if (n === 1) return { value, n, note: ONE_VALUE }
  return { value, n, interval: tInterval(value, sd(values) / Math.sqrt(n), n - 1, level) }
}
