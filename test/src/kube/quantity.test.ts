/** Quantities of Kubernetes: every suffix, rounded up, and what is none. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuantity } from '../../../src/kube/quantity.ts'
import { CASES } from '../../support/cases.ts'

describe('a quantity', () => {
  it.each([
    ['2', 1000, 2000],
    ['0.1', 1000, 100],
    ['100m', 1000, 100],
    ['.5', 1000, 500],
    ['5.', 1000, 5000],
    ['1', 1, 1],
    ['128974848', 1, 128_974_848],
    ['129e6', 1, 129_000_000],
    ['1E3', 1, 1000],
    ['129M', 1, 129_000_000],
    ['123Mi', 1, 128_974_848],
    ['128974848000m', 1, 128_974_848],
    ['29085840Ki', 1, 29_783_900_160],
    ['1.5Gi', 1, 1_610_612_736],
    ['1Pi', 1, 2 ** 50],
    ['15k', 1, 15_000],
    ['+1', 1, 1],
    ['12e-1', 1000, 1200],
  ])('%s in parts of 1/%i is %i', (text, parts, value) => {
    expect(parseQuantity(text, parts)).toBe(value)
  })

  it('is rounded up, never down to nothing', () => {
    expect(parseQuantity('1n', 1000)).toBe(1)
    expect(parseQuantity('1500u', 1000)).toBe(2)
    expect(parseQuantity('0.5', 1)).toBe(1)
    expect(parseQuantity('100.1m', 1000)).toBe(101)
  })

  it.each(['', 'x', '2 cores', '-1', '1KB', '1ki', '0x10', '1e', 'Infinity', '1,5', '9E'])('%j is none', (text) => {
    expect(parseQuantity(text, 1)).toBeUndefined()
  })

  it('takes numbers as YAML and JSON have them, and nothing else', () => {
    expect(parseQuantity(2, 1000)).toBe(2000)
    expect(parseQuantity(0.25, 1000)).toBe(250)
    for (const none of [null, undefined, true, [], {}, Number.NaN]) expect(parseQuantity(none, 1)).toBeUndefined()
  })

  it('of whole millicores comes back as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (m) => {
        expect(parseQuantity(`${m}m`, 1000)).toBe(m)
        expect(parseQuantity(String(m / 1000), 1000)).toBe(m)
      }),
      { numRuns: CASES },
    )
  })
})
