import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mannWhitney } from '../../../analysis/stats/mann-whitney.ts'
import { CASES } from '../../support/cases.ts'
import { near, reference, sample, wholeSample } from './reference.ts'

/** The slow twin: deals the pooled values in every way and counts pairs. */
function byHand(a: readonly number[], b: readonly number[]): number {
  const u = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((s, v) => s + y.reduce((t, w) => t + (v > w ? 1 : v === w ? 0.5 : 0), 0), 0)
  const pooled = [...a, ...b]
  const observed = u(a, b)
  let [all, below, above] = [0, 0, 0]
  const deal = (next: number, left: number, x: number[], y: number[]): void => {
    if (next === pooled.length) {
      const found = u(x, y)
      all++
      if (found <= observed) below++
      if (found >= observed) above++
      return
    }
    const value = pooled[next] as number
    if (left > 0) deal(next + 1, left - 1, [...x, value], y)
    if (pooled.length - next > left) deal(next + 1, left, x, [...y, value])
  }
  deal(0, a.length, [], [])
  return Math.min(1, (2 * Math.min(below, above)) / all)
}

describe('Mann-Whitney', () => {
  for (const pair of reference.pairs) {
    test(`agrees with SciPy on "${pair.a}" against "${pair.b}"`, () => {
      const [a, b] = [sample(pair.a), sample(pair.b)]
      const normal = mannWhitney(a, b, 'normal')
      expect(normal.u).toBe(pair.u)
      // SciPy has no answer where all values are equal; ours is 1
      near(normal.p, pair.uNormalP ?? 1, 1e-11)
      if (pair.uExactP !== undefined) near(mannWhitney(a, b, 'exact').p, pair.uExactP, 1e-11)
    })
  }

  test('says which method it took, and takes the exact one up to 50 values', () => {
    expect(mannWhitney(sample('waits20'), sample('waits25')).method).toBe('exact')
    expect(mannWhitney(sample('big120'), sample('big150')).method).toBe('normal')
    expect(mannWhitney([1], [2])).toEqual({ u: 0, nA: 1, nB: 1, p: 1, method: 'exact' })
  })

  test('the exact p equals that of its slow twin, ties included', () => {
    fc.assert(
      fc.property(wholeSample(1, 4), wholeSample(1, 5), (a, b) => {
        expect(mannWhitney(a, b, 'exact').p).toBeCloseTo(byHand(a, b), 12)
      }),
      { numRuns: CASES },
    )
  })

  test('neither order, nor shift, nor any growing change of scale matters; exchanging the samples mirrors u', () => {
    fc.assert(
      fc.property(wholeSample(), wholeSample(), fc.integer({ min: -9, max: 9 }), (a, b, shift) => {
        const found = mannWhitney(a, b)
        const bend = (xs: readonly number[]): number[] => xs.map((x) => (x + shift) ** 3).reverse()
        expect(mannWhitney(bend(a), bend(b))).toEqual(found)
        const mirrored = mannWhitney(b, a)
        expect(mirrored.u).toBe(a.length * b.length - found.u)
        expect(mirrored.p).toBeCloseTo(found.p, 12)
      }),
      { numRuns: CASES },
    )
  })

  test('an empty sample is refused', () => {
    expect(() => mannWhitney([], [1])).toThrow('mannWhitney: a: expected at least 1 value, got 0')
  })
})
