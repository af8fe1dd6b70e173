import { describe, expect, test } from 'vitest'
import { bcaInterval, bootstrap, percentileInterval, resample, type Statistic } from '../../../analysis/stats/bootstrap.ts'
import { mean, median, quantile } from '../../../analysis/stats/describe.ts'
import { Streams } from '../../../src/random.ts'
import { nearEnds, reference, sample } from './reference.ts'

const STATISTICS: Record<string, Statistic> = { mean, median, p95: (x) => quantile(x, 0.95) }
const stream = (seed: number) => new Streams(seed).stream('bootstrap')

describe('bootstrap', () => {
  for (const known of reference.bootstrap) {
    test(`makes SciPy's intervals of SciPy's resamples: ${known.statistic} of "${known.sample}" at ${known.level}`, () => {
      const resampled = Float64Array.from(known.resampled).sort()
      nearEnds(percentileInterval(resampled, known.level), known.percentile, 1e-12)
      nearEnds(bcaInterval(sample(known.sample), STATISTICS[known.statistic] as Statistic, resampled, known.level), known.BCa, 1e-9)
    })
  }

  test('resampled means spread as theory says: the standard deviation over the root of n', () => {
    const x = sample('waits25')
    const n = x.length
    const found = resample(x, mean, stream(1), 20_000)
    const centre = mean(x)
    const variance = x.reduce((s, v) => s + (v - centre) ** 2, 0) / n
    const spread = Math.sqrt(found.reduce((s, v) => s + (v - centre) ** 2, 0) / found.length)
    // 20,000 draws: the spread is known to 0.5 %; four times that
    expect(Math.abs(spread / Math.sqrt(variance / n) - 1)).toBeLessThan(0.02)
  })

  test('the same seed gives the same interval, whatever the order of the values; another seed another', () => {
    const x = sample('waits20')
    const once = bootstrap(x, median, stream(7))
    expect(bootstrap([...x].reverse(), median, stream(7))).toEqual(once)
    expect(bootstrap(x, mean, stream(8))).not.toEqual(bootstrap(x, mean, stream(7)))
    expect(once).toMatchObject({ value: median(x), n: 20, interval: { level: 0.95 } })
  })

  test('leans the way a skewed sample does, where the percentile interval does not', () => {
    const x = [1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 11, 17, 40]
    const low = (method: 'bca' | 'percentile') => bootstrap(x, mean, stream(3), { method, resamples: 4000 }).interval
    expect(low('bca')?.high).toBeGreaterThan(low('percentile')?.high as number)
    expect(low('bca')?.low).toBeGreaterThan(low('percentile')?.low as number)
  })

  test('one value gives no interval and says so; equal values one of no width', () => {
    expect(bootstrap([3], mean, stream(1))).toEqual({ value: 3, n: 1, note: 'n = 1: no interval' })
    expect(bootstrap([3, 3, 3], mean, stream(1)).interval).toEqual({ low: 3, high: 3, level: 0.95 })
  })

  test('a statistic that its own resamples never reach gives no interval and says so', () => {
    let calls = 0
    const drifting: Statistic = () => ++calls
    expect(bootstrap([1, 2, 3], drifting, stream(1))).toMatchObject({ note: 'no interval: the statistic lies outside all its resamples' })
  })
})
