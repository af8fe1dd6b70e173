import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { welch } from '../../../analysis/stats/welch.ts'
import { CASES } from '../../support/cases.ts'
import { near, nearEnds, reference, sample, wholeSample } from './reference.ts'

describe('Welch', () => {
  for (const known of reference.welch) {
    test(`agrees with SciPy on "${known.a}" against "${known.b}" at ${known.level}`, () => {
      const got = welch(sample(known.a), sample(known.b), known.level)
      near(got.t, known.t, 1e-11)
      near(got.df, known.df, 1e-11)
      near(got.p, known.p, 1e-10)
      nearEnds(got.difference.interval, known.interval, 1e-10)
    })
  }

  test('one value on a side gives the difference, no interval and no p, and says so', () => {
    expect(welch([1], [2, 3])).toEqual({ difference: { value: -1.5, n: 3, note: 'n = 1 on one side: no interval' }, nA: 1, nB: 2 })
  })

  test('no spread on either side: no test, and says so', () => {
    expect(welch([2, 2], [3, 3, 3])).toMatchObject({ difference: { value: -1, note: 'no spread in either sample: no interval' } })
    expect(welch([2, 2], [3, 3, 3])).not.toHaveProperty('p')
  })

  test('p does not change with shift, scale, order or exchange; the difference scales and mirrors', () => {
    fc.assert(
      fc.property(
        wholeSample(2),
        wholeSample(2),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 9 }),
        (a, b, shift, scale) => {
          const found = welch(a, b)
          const move = (xs: readonly number[]): number[] => xs.map((x) => scale * x + shift).reverse()
          const moved = welch(move(a), move(b))
          expect(moved.difference.value).toBeCloseTo(scale * found.difference.value, 7)
          expect(moved.p === undefined).toBe(found.p === undefined)
          if (found.p !== undefined) expect(moved.p).toBeCloseTo(found.p, 7)
          const mirrored = welch(b, a)
          expect(mirrored.difference.value).toBeCloseTo(-found.difference.value, 10)
          if (found.p !== undefined) expect(mirrored.p).toBeCloseTo(found.p, 10)
        },
      ),
      { numRuns: CASES },
    )
  })
})
