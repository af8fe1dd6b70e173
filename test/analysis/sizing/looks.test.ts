/** When enough runs have been seen: the plan of looks errs as often as it may, and no oftener. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Trial } from '../../../analysis/sizing/goals.ts'
import { fewestRuns, type Look, looksFor, upperBound } from '../../../analysis/sizing/looks.ts'
import { SequentialTest, shownMissed } from '../../../analysis/sizing/sequential.ts'

/** Exact probability that coins of probability p pass at one of the looks, by going through all counts. */
function passes(looks: readonly Look[], p: number): number {
  let counts = [1]
  let runs = 0
  let passed = 0
  for (const look of looks) {
    for (; runs < look.runs; runs++) {
      const next = new Array<number>(counts.length + 1).fill(0)
      for (const [x, mass] of counts.entries()) {
        next[x] = (next[x] as number) + mass * (1 - p)
        next[x + 1] = (next[x + 1] as number) + mass * p
      }
      counts = next
    }
    for (let x = 0; x <= look.allowed; x++) {
      passed += counts[x] ?? 0
      counts[x] = 0
    }
  }
  return passed
}

describe('looks', () => {
  it.each([
    [0.01, 0.05, 299],
    [0.05, 0.05, 59],
    [0.1, 0.05, 29],
  ])('without an event below %d with error %d need %i runs, as the rule of three says', (share, alpha, runs) => {
    expect(fewestRuns(0, share, alpha)).toBe(runs)
    expect(Math.log(alpha) / Math.log(1 - share)).toBeLessThanOrEqual(runs)
  })

  it.each([
    [0.01, 0.025],
    [0.05, 0.05],
    [0.1, 0.025],
    [0.2, 0.0125],
  ])('let a value of exactly %d pass with probability %d at most', (share, alpha) => {
    const looks = looksFor(share, alpha, 500)
    expect(looks.reduce((sum, look) => sum + look.alpha, 0)).toBeCloseTo(alpha, 12)
    const error = passes(looks, share)
    expect(error).toBeLessThanOrEqual(alpha)
    expect(error).toBeGreaterThan(alpha / 3)
    expect(passes(looks, share / 20)).toBeGreaterThan(0.8)
  })

  it('are in order, and each is the first at which its events are few enough', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.4, noNaN: true }), fc.constantFrom(0.05, 0.025, 0.01), (share, alpha) => {
        const looks = looksFor(share, alpha, 500)
        for (const [i, look] of looks.entries()) {
          expect(upperBound(look.allowed, look.runs, look.alpha)).toBeLessThan(share)
          expect(upperBound(look.allowed, look.runs - 1, look.alpha)).toBeGreaterThanOrEqual(share)
          if (i > 0) expect(look.runs).toBeGreaterThan((looks[i - 1] as Look).runs)
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('the test of one value', () => {
  const goals = { clogRisk: 0.1, quantile: 0.95 }
  const good: Trial = { clogged: false, makespanS: 1 }

  it('passes at the first look without a clog, with the bound of that look', () => {
    const test = new SequentialTest(goals, 0.05)
    while (test.verdict === 'open') test.add(good)
    const [first] = looksFor(0.1, 0.05, 500)
    expect([test.verdict, test.runs]).toEqual(['meets', first?.runs])
    expect(test.clogBound).toBeLessThan(0.1)
  })

  it('is refused as soon as no later look could pass it', () => {
    const test = new SequentialTest(goals, 0.05)
    while (test.verdict === 'open') test.add({ clogged: true })
    expect([test.verdict, test.missed?.goal.missed]).toEqual(['refused', 'clogged'])
    expect(test.runs).toBe(Math.max(...looksFor(0.1, 0.05, 500).map((look) => look.allowed)) + 1)
  })

  it('counts runs that did not complete as late and over budget', () => {
    const late = shownMissed({ ...goals, clogRisk: 0.99, deadlineS: 60 }, new Array<Trial>(20).fill({ clogged: true }), 0.05)
    expect(late?.missed).toBe('took longer than 60 s')
    expect(shownMissed({ ...goals, deadlineS: 60 }, new Array<Trial>(20).fill(good), 0.05)).toBeUndefined()
  })
})
