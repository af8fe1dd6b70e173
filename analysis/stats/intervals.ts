/** Student's interval for a mean: right for values near a normal distribution, or for many of them. */
import { type Description, describe } from './describe.ts'
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
 * The mean of a described sample with its interval, where the description is there already.
 * @example meanIntervalOf({ n: 1, mean: 7 }) // { value: 7, n: 1, note: 'n = 1: no interval' }
 */
export function meanIntervalOf({ n, mean, sd }: Pick<Description, 'n' | 'mean' | 'sd'>, level = 0.95): Estimate {
  checkLevel('meanInterval', level)
  if (sd === undefined) return { value: mean, n, note: ONE_VALUE }
  return { value: mean, n, interval: tInterval(mean, sd / Math.sqrt(n), n - 1, level) }
}

/**
 * The mean of a sample with its interval, in the unit of the sample. One value gives no interval and says so.
 * @example meanInterval([7]) // { value: 7, n: 1, note: 'n = 1: no interval' }
 * @throws RangeError on an empty sample
 */
export function meanInterval(values: Sample, level = 0.95): Estimate {
  checkLevel('meanInterval', level)
  return meanIntervalOf(describe(values), level)
}
