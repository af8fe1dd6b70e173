/**
 * Bootstrap intervals, for statistics that have no formula of their own (a median, a 95th percentile, a ratio). The
 * sample is drawn from itself, with replacement, on a stream of ours: the same seed gives the same interval.
 *
 * *Percentile*: the middle part of what the statistic was on the resamples. *BCa* (Efron 1987): the same, shifted for
 * bias and for a spread that changes with the value. Prefer BCa; both are too short for fewer than about 15 values.
 */
import { quantileSorted } from 'simple-statistics'
import type { Stream } from '../../src/random.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { checkLevel, type Estimate, type Interval, ONE_VALUE, type Sample, sorted } from './sample.ts'

/** What is estimated. Gets the values in no particular order and must not keep or change them. */
export type Statistic = (values: Float64Array) => number

export interface BootstrapOptions {
  readonly method?: 'percentile' | 'bca'
  /** resamples; 2000 keep the ends of a 95 % interval steady to about a twentieth of its width */
  readonly resamples?: number
  readonly level?: number
}

/**
 * The statistic on each of `count` resamples, ascending. The sample is sorted first, so that its order changes nothing.
 * @example Array.from(resample([1, 2], (x) => x[0], { next: () => 0, below: () => 1 }, 2)) // [2, 2]
 */
export function resample(values: Sample, statistic: Statistic, stream: Stream, count: number): Float64Array {
  const x = sorted('resample', values)
  const draw = new Float64Array(x.length)
  const found = new Float64Array(count)
  for (let b = 0; b < count; b++) {
    for (let i = 0; i < draw.length; i++) draw[i] = x[stream.below(x.length)] as number
    found[b] = statistic(draw)
  }
  return found.sort()
}

const at = (ascending: Float64Array, p: number): number => quantileSorted(ascending as unknown as number[], p)

/**
 * The middle part of the resampled statistics.
 * @example percentileInterval(Float64Array.from([1, 2, 3, 4, 5]), 0.5) // { low: 2, high: 4, level: 0.5 }
 */
export function percentileInterval(ascending: Float64Array, level: number): Interval {
  checkLevel('percentileInterval', level)
  const rest = (1 - level) / 2
  return { low: at(ascending, rest), high: at(ascending, 1 - rest), level }
}

/** Efron's acceleration: a sixth of the skewness of the statistic when one value is left out in turn. */
function acceleration(x: Float64Array, statistic: Statistic): number {
  const n = x.length
  const left = x.slice(1)
  const without = Float64Array.from(x, (_, i) => {
    // left holds all but value i
    if (i > 0) left[i - 1] = x[i - 1] as number
    return statistic(left)
  })
  const centre = without.reduce((s, v) => s + v, 0) / n
  let squares = 0
  let cubes = 0
  for (const v of without) {
    squares += (centre - v) ** 2
    cubes += (centre - v) ** 3
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}

/**
 * The bias-corrected and accelerated interval from resampled statistics. Undefined where the statistic of the sample
 * lies outside everything resampled, so that its bias cannot be told.
 * @example bcaInterval([1, 2, 3], (x) => x[0], Float64Array.from([5, 6]), 0.9) // undefined
 */
export function bcaInterval(values: Sample, statistic: Statistic, ascending: Float64Array, level: number): Interval | undefined {
  checkLevel('bcaInterval', level)
  const x = sorted('bcaInterval', values)
  const observed = statistic(Float64Array.from(x))
  if (ascending[0] === ascending.at(-1) && ascending[0] === observed) return { low: observed, high: observed, level }
  let below = 0
  let equal = 0
  for (const v of ascending) {
    if (v < observed) below++
    else if (v === observed) equal++
  }
  const bias = normalQuantile((below + equal / 2) / ascending.length)
  if (!Number.isFinite(bias)) return undefined
  const a = acceleration(x, statistic)
  const end = (p: number): number => {
    const z = bias + normalQuantile(p)
    return at(ascending, normalCdf(bias + z / (1 - a * z)))
  }
  const rest = (1 - level) / 2
  return { low: end(rest), high: end(1 - rest), level }
}

/**
 * A statistic of a sample with its bootstrap interval (BCa and 95 % unless said otherwise).
 * @example bootstrap([7], (x) => x[0], { next: () => 0, below: () => 0 }) // { value: 7, n: 1, note: 'n = 1: no interval' }
 * @throws RangeError on an empty sample
 */
export function bootstrap(values: Sample, statistic: Statistic, stream: Stream, options: BootstrapOptions = {}): Estimate {
  const { method = 'bca', resamples = 2000, level = 0.95 } = options
  checkLevel('bootstrap', level)
  const n = values.length
  const value = statistic(sorted('bootstrap', values))
  if (n === 1) return { value, n, note: ONE_VALUE }
  const ascending = resample(values, statistic, stream, resamples)
  const interval = method === 'bca' ? bcaInterval(values, statistic, ascending, level) : percentileInterval(ascending, level)
  return interval === undefined ? { value, n, note: 'no interval: the statistic lies outside all its resamples' } : { value, n, interval }
}
