import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tCdf, tQuantile, tTwoSided } from '../../../analysis/stats/student-t.ts'
import { CASES } from '../../support/cases.ts'
import { near, reference } from './reference.ts'

describe("Student's t", () => {
  test('distribution function agrees with SciPy', () => {
    for (const [t, df, p] of reference.tCdf) near(tCdf(t, df), p, 1e-9, `t = ${t}, df = ${df}`)
  })

  test('quantile agrees with SciPy', () => {
    for (const [p, df, t] of reference.tQuantile)
      if (p === 0.5) expect(tQuantile(p, df)).toBe(0)
      else near(tQuantile(p, df), t, 1e-9, `p = ${p}, df = ${df}`)
  })

  test('is symmetric, its quantile undoes it, and two tails are twice one', () => {
    fc.assert(
      fc.property(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: 0.5, max: 300, noNaN: true }), (t, df) => {
        expect(tCdf(t, df) + tCdf(-t, df)).toBeCloseTo(1, 13)
        expect(tTwoSided(t, df)).toBeCloseTo(2 * tCdf(-Math.abs(t), df), 13)
        const p = tCdf(-Math.abs(t), df)
        expect(tCdf(tQuantile(p, df), df) / p).toBeCloseTo(1, 8)
      }),
      { numRuns: Math.min(CASES, 20_000) },
    )
  })

  test('refuses what has no answer', () => {
    expect(() => tCdf(1, 0)).toThrow('tCdf: expected degrees of freedom above 0, got 0')
    expect(() => tQuantile(1, 3)).toThrow('expected a probability between 0 and 1, got 1')
  })
})
