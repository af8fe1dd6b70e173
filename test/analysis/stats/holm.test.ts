import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holm } from '../../../analysis/stats/holm.ts'
import { CASES } from '../../support/cases.ts'
import { near, reference } from './reference.ts'

describe('Holm', () => {
  for (const { ps, adjusted } of reference.holm) {
    test(`agrees with statsmodels on ${ps.join(', ')}`, () => {
      const got = holm(ps)
      expect(got).toHaveLength(ps.length)
      got.forEach((p, i) => {
        near(p, adjusted[i] as number, 1e-14)
      })
    })
  }

  test('never lowers a p, keeps their order, is at most Bonferroni, and follows its input when that is reordered', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (ps) => {
        const adjusted = holm(ps)
        adjusted.forEach((p, i) => {
          expect(p).toBeGreaterThanOrEqual(ps[i] as number)
          expect(p).toBeLessThanOrEqual(Math.min(1, (ps[i] as number) * ps.length))
          adjusted.forEach((q, j) => {
            if ((ps[i] as number) < (ps[j] as number)) expect(p).toBeLessThanOrEqual(q)
          })
        })
        expect(holm([...ps].reverse())).toEqual([...adjusted].reverse())
      }),
      { numRuns: CASES },
    )
  })

  test('one comparison stays as it is, none gives none, and what is no probability is refused', () => {
    expect([holm([0.03]), holm([])]).toEqual([[0.03], []])
    expect(() => holm([0.1, Number.NaN])).toThrow('holm: expected probabilities, got NaN at place 1')
  })
})
