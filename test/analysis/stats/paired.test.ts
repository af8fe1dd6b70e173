import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paired } from '../../../analysis/stats/paired.ts'
import { welch } from '../../../analysis/stats/welch.ts'
import { CASES } from '../../support/cases.ts'
import { near, nearEnds, reference, sample } from './reference.ts'

describe('paired differences', () => {
  for (const known of reference.paired) {
    test(`agree with SciPy on "${known.a}" against "${known.b}"`, () => {
      const got = paired(sample(known.a).slice(0, known.n), sample(known.b).slice(0, known.n), known.level)
      near(got.t, known.t, 1e-11)
      near(got.p, known.p, 1e-10)
      nearEnds(got.difference.interval, known.interval, 1e-10)
    })
  }

  test('see what two means apart do not: what the seeds share cancels', () => {
    const a = [10, 40, 90, 20, 70]
    const b = [12, 41, 93, 22, 71]
    expect(paired(a, b).p).toBeLessThan(0.02)
    expect(welch(a, b).p).toBeGreaterThan(0.9)
    expect(paired(a, b)).toMatchObject({ below: 5, equal: 0, above: 0 })
  })

  test('one pair gives no interval and says so; so do pairs that all differ by the same', () => {
    expect(paired([3], [5])).toEqual({ difference: { value: -2, n: 1, note: 'n = 1: no interval' }, below: 1, equal: 0, above: 0 })
    expect(paired([3, 4], [3, 4]).difference.note).toBe('every pair is equal: no interval')
    expect(paired([3, 4], [5, 6]).difference).toEqual({ value: -2, n: 2, note: 'every pair differs by the same: no interval' })
  })

  test('samples of different length are refused', () => {
    expect(() => paired([1, 2], [1])).toThrow('paired: expected as many values on both sides, got 2 and 1')
  })

  test('the order of the pairs, and what is added to both of a pair, change nothing', () => {
    const whole = fc.integer({ min: 0, max: 50 })
    fc.assert(
      fc.property(fc.array(fc.tuple(whole, whole, whole), { minLength: 1, maxLength: 12 }), (pairs) => {
        const found = paired(
          pairs.map(([a]) => a),
          pairs.map(([, b]) => b),
        )
        const moved = pairs.map(([a, b, shared]) => [a + shared, b + shared] as const).reverse()
        expect(
          paired(
            moved.map(([a]) => a),
            moved.map(([, b]) => b),
          ),
        ).toEqual(found)
      }),
      { numRuns: CASES },
    )
  })
})
