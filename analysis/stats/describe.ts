/**
 * A sample in a few numbers. Mean, sample standard deviation and quantiles (type 7: linear between order statistics, as
 * in R and NumPy) are those of simple-statistics, whose sum is compensated.
 */
import { mean as meanOf, quantileSorted, sampleStandardDeviation } from 'simple-statistics'
import { type Sample, sorted } from './sample.ts'

/** In the unit of the sample. */
export interface Description {
  readonly n: number
  readonly mean: number
  /** sample standard deviation (divisor n - 1); absent for n = 1 */
  readonly sd?: number
  readonly min: number
  readonly p5: number
  readonly p25: number
  readonly median: number
  readonly p75: number
  readonly p95: number
  readonly max: number
}

/** simple-statistics takes typed arrays; its declarations name plain ones. */
const plain = (x: Float64Array): number[] => x as unknown as number[]

/**
 * @example mean([1, 2, 6]) // 3
 * @throws RangeError on an empty sample
 */
export function mean(values: Sample): number {
  return meanOf(plain(sorted('mean', values)))
}

/**
 * Sample standard deviation (divisor n - 1).
 * @example sd([2, 4, 4, 4, 5, 5, 7, 9]).toFixed(6) // '2.138090'
 * @throws RangeError on fewer than two values
 */
export function sd(values: Sample): number {
  return sampleStandardDeviation(plain(sorted('sd', values, 2)))
}

/**
 * The value below which the share p of the sample lies, linear between order statistics (type 7).
 * @example quantile([10, 20, 30, 40], 0.5) // 25
 * @throws RangeError on an empty sample or p outside 0..1
 */
export function quantile(values: Sample, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantile: expected a share from 0 to 1, got ${p}\n  write 0.95 for the 95th percentile`)
  return quantileSorted(plain(sorted('quantile', values)), p)
}

/** @example median([3, 1, 2]) // 2 */
export function median(values: Sample): number {
  return quantile(values, 0.5)
}

/**
 * All of the above in one pass over the sorted sample.
 * @example describe([1, 2, 6]).median // 2
 * @throws RangeError on an empty sample
 */
export function describe(values: Sample): Description {
  const x = sorted('describe', values)
  const at = (p: number): number => quantileSorted(plain(x), p)
  return {
    n: x.length,
    mean: meanOf(plain(x)),
    ...(x.length > 1 ? { sd: sampleStandardDeviation(plain(x)) } : {}),
    min: at(0),
    p5: at(0.05),
    p25: at(0.25),
    median: at(0.5),
    p75: at(0.75),
    p95: at(0.95),
    max: at(1),
  }
}
