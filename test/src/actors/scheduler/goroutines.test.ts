import { describe, expect, it } from 'vitest'
import { Goroutines } from '../../../../src/actors/scheduler/goroutines.ts'

/** Draws the numbers given, then 0.9 for ever: neither at once nor late. */
function withDraws(share: number, ...draws: number[]): { goroutines: Goroutines; ran: string[]; wake(...names: string[]): void } {
  const ran: string[] = []
  const goroutines = new Goroutines(share, () => draws.shift() ?? 0.9)
  return {
    goroutines,
    ran,
    wake(...names) {
      for (const name of names) goroutines.wake(() => ran.push(name))
    },
  }
}

describe('goroutines that the loop wakes', () => {
  it('run at once while the loop waits', () => {
    const { ran, wake } = withDraws(0.5)
    wake('a', 'b')
    expect(ran).toEqual(['a', 'b'])
  })

  it('while it runs, wait until it waits for its workers; the one woken last goes first', () => {
    const { goroutines, ran, wake } = withDraws(0.03)
    goroutines.begins()
    wake('a', 'b', 'c')
    expect(ran).toEqual([])
    goroutines.pauses()
    expect(ran).toEqual(['c', 'a', 'b'])
  })

  it('some run at once on the other processor', () => {
    const { goroutines, ran, wake } = withDraws(0.03, 0.11, 0.13)
    goroutines.begins()
    wake('a', 'b')
    expect(ran).toEqual(['a'])
  })

  it('who is late stays late for some cycles, and has its turn as soon as the loop waits', () => {
    const { goroutines, ran, wake } = withDraws(0.03, 0.5, 0.02, 0.6, 0.9)
    goroutines.begins()
    wake('a')
    goroutines.pauses()
    goroutines.pauses()
    expect(ran).toEqual([])
    goroutines.pauses()
    expect(ran).toEqual(['a'])
    const other = withDraws(1)
    other.goroutines.begins()
    other.wake('b')
    other.goroutines.pauses()
    other.goroutines.waits()
    expect(other.ran).toEqual(['b'])
  })

  it('who is late when a sibling is counted at Permit seldom has its turn before the sibling can be rejected', () => {
    for (const [draw, before] of [
      [0.93, []],
      [0.94, ['a']],
    ] as const) {
      const { goroutines, ran, wake } = withDraws(1, 0.5, 0.5, draw)
      goroutines.begins()
      wake('a')
      goroutines.pauses()
      goroutines.counted()
      expect(ran).toEqual(before)
      goroutines.waits()
      expect(ran).toEqual(['a'])
    }
  })
})
