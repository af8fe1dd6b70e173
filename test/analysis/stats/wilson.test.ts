import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clopperPearson, wilson } from '../../../analysis/stats/wilson.ts'
import { CASES } from '../../support/cases.ts'
import { near, reference } from './reference.ts'

/** The probability that the interval for n trials covers the true value: summed over all outcomes, not drawn. */
function coverage(interval: typeof wilson, truth: number, n: number): number {
  let covered = 0
  let weight = (1 - truth) ** n
  for (let x = 0; x <= n; x++) {
    const { low, high } = interval(x, n)
    if (low <= truth && truth <= high) covered += weight
    weight *= ((n - x) / (x + 1)) * (truth / (1 - truth))
  }
  return covered
}

describe('intervals for a probability', () => {
  for (const { x, n, level, wilson: w, exact } of reference.proportions) {
    test(`agree with SciPy on ${x} of ${n} at ${level}`, () => {
      const short = wilson(x, n, level)
      const sure = clopperPearson(x, n, level)
      expect(short).toMatchObject({ successes: x, n, share: x / n, level })
      near(short.low, w[0], 1e-11)
      near(short.high, w[1], 1e-11)
      near(sure.low, exact[0], 1e-10)
      near(sure.high, exact[1], 1e-10)
    })
  }

  test('never having clogged in 30 runs still allows one clog in nine', () => {
    expect(wilson(0, 30)).toMatchObject({ low: 0, share: 0 })
    expect(wilson(0, 30).high).toBeGreaterThan(1 / 9)
  })

  test('the exact interval covers at least at its rate for every true value; Wilson on average', () => {
    const truths = Array.from({ length: 49 }, (_, i) => (i + 1) / 50)
    for (const n of [5, 12, 30]) {
      for (const truth of truths) expect(coverage(clopperPearson, truth, n), `${truth} of ${n}`).toBeGreaterThanOrEqual(0.95)
      const average = truths.reduce((s, truth) => s + coverage(wilson, truth, n), 0) / truths.length
      expect(Math.abs(average - 0.95), `average for ${n}`).toBeLessThan(0.015)
    }
  })

  test('contain the share, lie within 0..1, mirror with the outcome, and widen with the level', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const x = Math.round(part * n)
        for (const interval of [wilson, clopperPearson]) {
          const { low, high, share } = interval(x, n)
          expect(0 <= low && low <= share && share <= high && high <= 1).toBe(true)
          expect(interval(n - x, n).low).toBeCloseTo(1 - high, 10)
          expect(interval(x, n, 0.99).high - interval(x, n, 0.99).low).toBeGreaterThan(high - low)
        }
      }),
      { numRuns: Math.min(CASES, 5000) },
    )
  })

  test('no trial, no interval', () => {
    expect(() => wilson(0, 0)).toThrow('expected 0 <= successes <= n whole and n >= 1, got 0 of 0')
    expect(() => clopperPearson(3, 2)).toThrow('got 3 of 2')
    expect(() => wilson(1, 2, 95)).toThrow('expected a level between 0 and 1, got 95')
  })
})
