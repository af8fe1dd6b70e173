import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isClogged } from '../../../src/gang/clogged.ts'
import { cloggingHoldings, safeConcurrency, safetyBound, smallestSafeSlots } from '../../../src/gang/safety-bound.ts'
import { CASES } from '../../support/cases.ts'
import { slotCluster } from './builders.ts'
import { explore } from './twins.ts'

describe('the safety bound', () => {
  test('M6: on 8 slots gangs of 2, 3 and 4 cannot clog; with one of 5 they may', () => {
    expect(safetyBound([2, 3, 4], 8)).toEqual({ sum: 6, slots: 8, safe: true })
    expect(safetyBound([2, 3, 4, 5], 8)).toEqual({ sum: 10, slots: 8, safe: false })
  })

  test('names a clogged state exactly where it does not hold', () => {
    expect(cloggingHoldings([2, 3, 4], 8)).toBeUndefined()
    expect(cloggingHoldings([2, 3, 4, 5], 8)).toEqual([1, 2, 3, 2])
  })

  test('gangs of one pod never clog, on however few slots', () => {
    expect(safetyBound([1, 1, 1], 1).safe).toBe(true)
  })

  test('one gang larger than the cluster clogs alone', () => {
    expect(safetyBound([9], 8).safe).toBe(false)
  })

  test('is sharp: of all orders in which tiny clusters can place and finish, one clogs exactly where the bound does not hold', () => {
    let safe = 0
    let unsafe = 0
    for (let slots = 1; slots <= 4; slots++) {
      for (const needs of choices(4, 4)) {
        let clogs = false
        const empty = slotCluster(
          new Array<number>(slots).fill(1),
          needs.map((need, i) => ({ job: `g${i}`, need })),
        )
        explore(empty, (s) => {
          clogs ||= isClogged(s)
        })
        expect({ slots, needs, clogs }).toEqual({ slots, needs, clogs: !safetyBound(needs, slots).safe })
        if (clogs) unsafe++
        else safe++
      }
    }
    // 4 + 4 + 7 + 9 choices have a sum of need - 1 of 0, 1, 2 and 3: 4 + 8 + 15 + 24 of 4 x 69 are safe
    expect([safe, unsafe]).toEqual([51, 225])
  })

  test('the state it names is clogged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        (needs, slots) => {
          const held = cloggingHoldings(needs, slots)
          expect(held === undefined).toBe(safetyBound(needs, slots).safe)
          if (held === undefined) return
          const gangs = needs.map((need, i) => ({ job: `g${i}`, need, held: held[i] as number }))
          expect(isClogged(slotCluster([slots], gangs))).toBe(true)
        },
      ),
      { numRuns: CASES },
    )
  })

  test('the smallest safe number of slots is safe, one less is not', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 })), (needs) => {
        const slots = smallestSafeSlots(needs)
        expect([safetyBound(needs, slots).safe, safetyBound(needs, slots - 1).safe]).toEqual([true, false])
      }),
      { numRuns: CASES },
    )
  })

  test('the safe concurrency admits any choice of so many gangs, and some choice of one more may clog', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }), fc.integer({ min: 1, max: 12 }), (needs, slots) => {
        const limit = safeConcurrency(needs, slots)
        const groups = subsetsOf(needs)
        expect(groups.filter((g) => g.length <= limit).every((g) => safetyBound(g, slots).safe)).toBe(true)
        if (limit < needs.length) expect(groups.some((g) => g.length === limit + 1 && !safetyBound(g, slots).safe)).toBe(true)
      }),
      { numRuns: CASES },
    )
  })

  test('on the recorded 8 slots with gangs of 2 to 6 only one may gather at a time', () => {
    expect(safeConcurrency([2, 3, 4, 5, 6], 8)).toBe(1)
  })
})

/** Every multiset of one to `most` needs from 1 to `largest`. */
function choices(most: number, largest: number, from = 1): number[][] {
  if (most === 0) return []
  const found: number[][] = []
  for (let need = from; need <= largest; need++) {
    found.push([need])
    for (const rest of choices(most - 1, largest, need)) found.push([need, ...rest])
  }
  return found
}

function subsetsOf(items: readonly number[]): number[][] {
  const all: number[][] = [[]]
  for (const item of items) all.push(...all.map((subset) => [...subset, item]))
  return all
}
