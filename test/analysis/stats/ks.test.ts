import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kolmogorovSmirnov, kolmogorovTail } from '../../../analysis/stats/ks.ts'
import { CASES } from '../../support/cases.ts'
import { near, reference, sample, wholeSample } from './reference.ts'

function steps(a: readonly number[], b: readonly number[]): number {
  const at = (v: number): number => a.filter((x) => x <= v).length * b.length - b.filter((x) => x <= v).length * a.length
  return Math.max(...[...a, ...b].map((v) => Math.abs(at(v))))
}

/** The slow twin: every way to deal the pooled values. */
function byHand(a: readonly number[], b: readonly number[]): number {
  const pooled = [...a, ...b]
  const observed = steps(a, b)
  let [all, extreme] = [0, 0]
  for (let mask = 0; mask < 1 << pooled.length; mask++) {
    const x = pooled.filter((_, i) => (mask >> i) & 1)
    if (x.length !== a.length) continue
    const y = pooled.filter((_, i) => !((mask >> i) & 1))
    all++
    if (steps(x, y) >= observed) extreme++
  }
  return extreme / all
}

describe('Kolmogorov-Smirnov', () => {
  for (const pair of reference.pairs) {
    test(`agrees with SciPy on "${pair.a}" against "${pair.b}"`, () => {
      const [a, b] = [sample(pair.a), sample(pair.b)]
      const limit = kolmogorovSmirnov(a, b, 'asymptotic')
      near(limit.d, pair.d, 1e-14)
      near(limit.p, pair.dAsymptoticP, 1e-11)
      if (pair.dExactP !== undefined) near(kolmogorovSmirnov(a, b, 'exact').p, pair.dExactP, 1e-11)
    })
  }

  test('the tail of the limit distribution agrees with SciPy on both of its series', () => {
    for (const [t, p] of reference.kolmogorovTail) near(kolmogorovTail(t), p, 1e-12, `t = ${t}`)
  })

  test('says where the two are furthest apart', () => {
    expect(kolmogorovSmirnov([1, 2, 3, 9], [4, 5, 6, 9])).toMatchObject({ d: 0.75, at: 3, nA: 4, nB: 4, method: 'exact' })
  })

  test('the exact p equals that of its slow twin, ties included', () => {
    fc.assert(
      fc.property(wholeSample(1, 4), wholeSample(1, 5), (a, b) => {
        expect(kolmogorovSmirnov(a, b, 'exact').p).toBeCloseTo(byHand(a, b), 12)
      }),
      { numRuns: Math.min(CASES, 2000) },
    )
  })

  test('neither order, nor shift, nor any growing change of scale, nor exchanging the samples matters', () => {
    fc.assert(
      fc.property(wholeSample(), wholeSample(), fc.integer({ min: -9, max: 9 }), (a, b, shift) => {
        const { d, p } = kolmogorovSmirnov(a, b)
        const bend = (xs: readonly number[]): number[] => xs.map((x) => (x + shift) ** 3).reverse()
        expect(kolmogorovSmirnov(bend(a), bend(b))).toMatchObject({ d, p })
        const mirrored = kolmogorovSmirnov(b, a)
        expect(mirrored.d).toBe(d)
        expect(mirrored.p).toBeCloseTo(p, 12)
      }),
      { numRuns: CASES },
    )
  })

  test('a sample against itself shows no difference; an empty one is refused', () => {
    expect(kolmogorovSmirnov([1, 2, 2], [2, 1, 2])).toMatchObject({ d: 0, p: 1 })
    expect(() => kolmogorovSmirnov([1], [])).toThrow('kolmogorovSmirnov: b: expected at least 1 value, got 0')
  })
})
