import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { effectSize } from '../../../analysis/stats/effect-size.ts'
import { CASES } from '../../support/cases.ts'
import { near, reference, sample, wholeSample } from './reference.ts'

describe('effect size', () => {
  for (const known of reference.effects) {
    test(`is what counting all pairs gives on "${known.a}" against "${known.b}"`, () => {
      const got = effectSize(sample(known.a), sample(known.b))
      near(got.delta, known.delta, 1e-14)
      near(got.a12, known.a12, 1e-14)
    })
  }

  test('has the words of Romano: from 0.147 small, 0.33 medium, 0.474 large', () => {
    const against = (below: number) => effectSize([0], [...Array(below).fill(1), ...Array(100 - below).fill(-1)]).magnitude
    // delta = (100 - 2 below) / 100
    expect([against(50), against(43), against(42), against(34), against(33), against(27), against(26), against(0)]).toEqual([
      'negligible',
      'negligible',
      'small',
      'small',
      'medium',
      'medium',
      'large',
      'large',
    ])
  })

  test('does not change with the unit, and mirrors when the samples are exchanged', () => {
    fc.assert(
      fc.property(wholeSample(), wholeSample(), (a, b) => {
        const found = effectSize(a, b)
        expect(
          effectSize(
            a.map((x) => x ** 3 - 7),
            b.map((x) => x ** 3 - 7),
          ),
        ).toEqual(found)
        const mirrored = effectSize(b, a)
        expect(mirrored.delta).toBe(0 - found.delta)
        expect(mirrored.a12).toBeCloseTo(1 - found.a12, 14)
        expect(found.delta).toBeCloseTo(2 * found.a12 - 1, 14)
      }),
      { numRuns: CASES },
    )
  })
})
