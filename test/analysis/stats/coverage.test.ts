/**
 * Intervals cover the true value at their stated rate, and tests cry wolf at theirs, on generated data. 1,000 samples in
 * the test command and 100,000 in `npm run test:long` (MUSTER_CASES): nothing is skipped, the long run only sees smaller
 * deviations. The allowance is the exact binomial interval of what was counted, at 99.99 %.
 */
import { describe, expect, test } from 'vitest'
import { bootstrap } from '../../../analysis/stats/bootstrap.ts'
import { fisher } from '../../../analysis/stats/fisher.ts'
import { holm } from '../../../analysis/stats/holm.ts'
import { meanInterval } from '../../../analysis/stats/intervals.ts'
import { kaplanMeier, type Lifetime } from '../../../analysis/stats/kaplan-meier.ts'
import { kolmogorovSmirnov } from '../../../analysis/stats/ks.ts'
import { logRank } from '../../../analysis/stats/log-rank.ts'
import { mannWhitney } from '../../../analysis/stats/mann-whitney.ts'
import { normalQuantile } from '../../../analysis/stats/normal.ts'
import { paired } from '../../../analysis/stats/paired.ts'
import type { Interval } from '../../../analysis/stats/sample.ts'
import { welch } from '../../../analysis/stats/welch.ts'
import { clopperPearson, wilson } from '../../../analysis/stats/wilson.ts'
import { Streams } from '../../../src/random.ts'
import { CASES } from '../../support/cases.ts'

const streams = new Streams(20261101)
const source = streams.stream('coverage')
const normal = (mean: number, sd: number) => mean + sd * normalQuantile(source.next() || 0.5)
const exponential = (mean: number) => -mean * Math.log1p(-source.next())
const many = <T>(n: number, one: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => one(i))
const average = (x: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] as number
  return sum / x.length
}

/** How often it comes true is not below `least` nor above `most`, as far as so many trials can tell. */
function comesTrue(least: number, most: number, once: () => boolean, trials = Math.max(CASES, 500)): void {
  let hits = 0
  for (let i = 0; i < trials; i++) if (once()) hits++
  const { low, high } = clopperPearson(hits, trials, 0.9999)
  expect(high, `${hits} of ${trials}, expected at least ${least}`).toBeGreaterThanOrEqual(least)
  expect(low, `${hits} of ${trials}, expected at most ${most}`).toBeLessThanOrEqual(most)
}

const holds = (interval: Interval | undefined, truth: number): boolean =>
  interval !== undefined && interval.low <= truth && truth <= interval.high

const LONG = 3_600_000

describe('intervals cover the truth at their rate', () => {
  test("Student's, on normal data: exactly, however few", { timeout: LONG }, () => {
    for (const n of [2, 3, 8])
      for (const level of [0.8, 0.95])
        comesTrue(level, level, () =>
          holds(
            meanInterval(
              many(n, () => normal(20, 4)),
              level,
            ).interval,
            20,
          ),
        )
  })

  test('paired differences, whatever the pairs share', { timeout: LONG }, () => {
    comesTrue(0.95, 0.95, () => {
      const shared = many(6, () => exponential(100))
      const a = shared.map((s) => s + normal(3, 2))
      return holds(paired(a, shared).difference.interval, 3)
    })
  })

  test("Welch's, on normal data of unequal spread: to about a hundredth", { timeout: LONG }, () => {
    comesTrue(0.94, 0.96, () =>
      holds(
        welch(
          many(12, () => normal(10, 1)),
          many(7, () => normal(4, 5)),
        ).difference.interval,
        6,
      ),
    )
  })

  test('BCa, on a skewed sample of 40: a few hundredths short, as it is known to be, and not further', { timeout: LONG }, () => {
    const draws = streams.stream('bootstrap')
    const trials = Math.min(Math.max(CASES / 2, 500), 20_000)
    comesTrue(
      0.91,
      0.955,
      () =>
        holds(
          bootstrap(
            many(40, () => exponential(10)),
            average,
            draws,
            { resamples: 999 },
          ).interval,
          10,
        ),
      trials,
    )
  })

  test('percentile bootstrap, the same sample: never more than stated, not below nine in ten', { timeout: LONG }, () => {
    const draws = streams.stream('bootstrap')
    const trials = Math.min(Math.max(CASES / 2, 500), 20_000)
    const once = () =>
      bootstrap(
        many(40, () => exponential(10)),
        average,
        draws,
        { resamples: 999, method: 'percentile' },
      ).interval
    comesTrue(0.9, 0.95, () => holds(once(), 10), trials)
  })

  test('Wilson within two hundredths, Clopper-Pearson at least', { timeout: LONG }, () => {
    const successes = () => many(30, () => source.next()).filter((u) => u < 0.3).length
    comesTrue(0.93, 0.97, () => holds(wilson(successes(), 30), 0.3))
    comesTrue(0.95, 1, () => holds(clopperPearson(successes(), 30), 0.3))
  })

  test('Kaplan-Meier with a third of the jobs censored: log-log within a few hundredths, the median too', { timeout: LONG }, () => {
    const job = (): Lifetime => {
      const [end, seen] = [exponential(60), exponential(120)]
      return { time: Math.min(end, seen), ended: end <= seen }
    }
    const truth = Math.exp(-50 / 60)
    comesTrue(0.925, 0.975, () => holds(kaplanMeier(many(50, job)).steps.findLast((s) => s.time <= 50)?.logLog, truth))
    comesTrue(0.925, 0.98, () => {
      const { medianLow = Number.NEGATIVE_INFINITY, medianHigh = Number.POSITIVE_INFINITY } = kaplanMeier(many(50, job))
      return medianLow <= 60 * Math.LN2 && 60 * Math.LN2 <= medianHigh
    })
  })
})

describe('where there is no difference, tests see one at most at their rate', () => {
  test('exact ones never more often, ties or not', { timeout: LONG }, () => {
    const whole = () => Math.floor(exponential(6))
    comesTrue(0, 0.05, () => mannWhitney(many(9, whole), many(12, whole)).p <= 0.05)
    comesTrue(0, 0.05, () => kolmogorovSmirnov(many(9, whole), many(12, whole)).p <= 0.05)
    comesTrue(
      0,
      0.05,
      () => fisher(many(15, whole).filter((v) => v > 3).length, 15, many(20, whole).filter((v) => v > 3).length, 20) <= 0.05,
    )
  })

  test('approximate ones about as often', { timeout: LONG }, () => {
    comesTrue(
      0.04,
      0.055,
      () =>
        mannWhitney(
          many(40, () => exponential(1)),
          many(30, () => exponential(1)),
          'normal',
        ).p <= 0.05,
    )
    comesTrue(
      0.025,
      0.055,
      () =>
        kolmogorovSmirnov(
          many(60, () => exponential(1)),
          many(50, () => exponential(1)),
          'asymptotic',
        ).p <= 0.05,
    )
    const watched = (): Lifetime => {
      const time = exponential(60)
      return time < 100 ? { time, ended: true } : { time: 100, ended: false }
    }
    comesTrue(0.04, 0.06, () => (logRank(many(40, watched), many(40, watched)).p as number) <= 0.05)
  })

  test('a family of five corrected by Holm, at most once in twenty', { timeout: LONG }, () => {
    comesTrue(0.02, 0.05, () => holm(many(5, () => source.next())).some((p) => p <= 0.05))
  })
})
