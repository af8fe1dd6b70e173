import fc from 'fast-check'
import { describe as about, expect, test } from 'vitest'
import { describe, mean, median, quantile, sd } from '../../../analysis/stats/describe.ts'
import { CASES } from '../../support/cases.ts'
import { near, reference, sample, shuffledPair, wholeSample } from './reference.ts'

about('a sample in a few numbers', () => {
  for (const [name, expected] of Object.entries(reference.describe)) {
    test(`agrees with NumPy on "${name}"`, () => {
      const got = describe(sample(name))
      expect(got.n).toBe(expected.n)
      near(got.mean, expected.mean, 1e-14)
      if (expected.sd === undefined) expect(got).not.toHaveProperty('sd')
      else near(got.sd, expected.sd, 1e-12)
      const quantiles = [got.min, got.p5, got.p25, got.median, got.p75, got.p95, got.max]
      quantiles.forEach((q, i) => {
        near(q, expected.quantiles[i] as number, 1e-13, `quantile ${i}`)
      })
    })
  }

  test('the parts asked for one by one are those of the whole', () => {
    const x = sample('waits20')
    const whole = describe(x)
    expect([mean(x), sd(x), median(x), quantile(x, 0.95)]).toEqual([whole.mean, whole.sd, whole.median, whole.p95])
  })

  test('one value has no standard deviation: the field is absent', () => {
    expect(describe([7])).not.toHaveProperty('sd')
    expect(() => sd([7])).toThrow('expected at least 2 values, got 1')
  })

  test('nothing, and what is not a number, is refused with its place', () => {
    expect(() => describe([])).toThrow('describe: expected at least 1 value, got 0')
    expect(() => mean([1, Number.NaN])).toThrow('mean: expected finite numbers, got NaN at place 1')
    expect(() => quantile([1], 1.2)).toThrow('expected a share from 0 to 1, got 1.2')
  })

  test('the order of the input changes nothing, not the last bit', () => {
    fc.assert(
      fc.property(shuffledPair(), ([xs, ys]) => {
        expect(describe(ys)).toEqual(describe(xs))
      }),
      { numRuns: CASES },
    )
  })

  test('a shift moves places and keeps the spread; a scale scales both', () => {
    fc.assert(
      fc.property(wholeSample(2), fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 }), (xs, shift, scale) => {
        const before = describe(xs)
        const after = describe(xs.map((x) => scale * x + shift))
        expect(after.mean).toBeCloseTo(scale * before.mean + shift, 9)
        expect(after.p95).toBeCloseTo(scale * before.p95 + shift, 9)
        expect(after.sd).toBeCloseTo(scale * (before.sd as number), 9)
      }),
      { numRuns: CASES },
    )
  })

  test('the input is left as it was', () => {
    const xs = [3, 1, 2]
    describe(xs)
    expect(xs).toEqual([3, 1, 2])
  })
})
