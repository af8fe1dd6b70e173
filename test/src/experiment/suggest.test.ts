/** "Did you mean". */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { didYouMean, editDistance, suggest } from '../../../src/experiment/suggest.ts'
import { CASES } from '../../support/cases.ts'

/** By the definition, without a table. */
function slowDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const swap =
    a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0] ? 1 + slowDistance(a.slice(2), b.slice(2)) : Number.POSITIVE_INFINITY
  return Math.min(
    slowDistance(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
    slowDistance(a.slice(1), b) + 1,
    slowDistance(a, b.slice(1)) + 1,
    swap,
  )
}

describe('the distance of two words', () => {
  it('counts what was inserted, left out, changed or swapped', () => {
    expect(editDistance('nodes', 'nodes')).toBe(0)
    expect(editDistance('node', 'nodes')).toBe(1)
    expect(editDistance('ndoes', 'nodes')).toBe(1)
    expect(editDistance('', 'abc')).toBe(3)
  })

  it('is the one of the definition', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(slowDistance(a, b))
      }),
      { numRuns: CASES },
    )
  })
})

describe('a suggestion', () => {
  it('is the closest name, or the one that ends so', () => {
    expect(suggest('kueu', ['default', 'kueue'])).toBe('kueue')
    expect(suggest('nodes', ['cluster.nodes', 'api.read'])).toBe('cluster.nodes')
  })

  it('is not made when nothing is close: then all names are listed', () => {
    expect(suggest('volcano', ['default', 'kueue'])).toBeUndefined()
    expect(didYouMean('volcano', ['default', 'kueue'])).toBe('known: default, kueue')
  })
})
