import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { meanInterval } from '../../../analysis/stats/intervals.ts'
import { CASES } from '../../support/cases.ts'
import { nearEnds, reference, sample, shuffledPair, wholeSample } from './reference.ts'

describe('interval of a mean', () => {
  for (const { sample: name, level, interval } of reference.tIntervals) {
    test(`agrees with SciPy on "${name}" at ${level}`, () => {
      nearEnds(meanInterval(sample(name), level).interval, interval, 1e-11)
    })
  }

  test('one value gives no interval and says so', () => {
    expect(meanInterval([4.2])).toEqual({ value: 4.2, n: 1, note: 'n = 1: no interval' })
  })

  test('equal values give an interval of no width', () => {
    expect(meanInterval([5, 5, 5])).toEqual({ value: 5, n: 3, interval: { low: 5, high: 5, level: 0.95 } })
  })

  test('the order changes nothing; a shift and a scale move and stretch it', () => {
    fc.assert(
      fc.property(shuffledPair(2), ([xs, ys]) => {
        expect(meanInterval(ys)).toEqual(meanInterval(xs))
      }),
      { numRuns: CASES },
    )
    fc.assert(
      fc.property(wholeSample(2), fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 }), (xs, shift, scale) => {
        const before = meanInterval(xs).interval
        const after = meanInterval(xs.map((x) => scale * x + shift)).interval
        expect(after?.low).toBeCloseTo(scale * (before?.low as number) + shift, 7)
        expect(after?.high).toBeCloseTo(scale * (before?.high as number) + shift, 7)
      }),
      { numRuns: CASES },
    )
  })

  test('a level of 95 instead of 0.95 is refused', () => {
    expect(() => meanInterval([1, 2], 95)).toThrow('meanInterval: expected a level between 0 and 1, got 95')
  })
})
