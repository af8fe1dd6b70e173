import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LivelockDetector, type LivelockEvent } from '../../../src/gang/livelock.ts'
import { SECOND } from '../../../src/units.ts'
import { CASES } from '../../support/cases.ts'

const WINDOW = 100 * SECOND

function told(events: readonly (readonly [LivelockEvent, number])[]): LivelockDetector {
  const detector = new LivelockDetector(WINDOW, 0)
  for (const [event, s] of events) detector.observe(event, s * SECOND)
  return detector
}

const THREE_ROUNDS = [
  ['reserve', 1],
  ['release', 61],
  ['reserve', 62],
  ['reserve', 62],
  ['release', 122],
  ['release', 122],
] as const

describe('livelock', () => {
  test('is when places are given back a second time and nothing was bound for longer than the window', () => {
    expect(told(THREE_ROUNDS.slice(0, 2)).isLivelock(101 * SECOND, 0)).toBe(false)
    const detector = told(THREE_ROUNDS)
    expect(detector.isLivelock(122 * SECOND, 0)).toBe(true)
    expect([detector.progressAt, detector.rounds]).toEqual([0, 2])
  })

  test('is not before the window is over', () => {
    const quick = told(THREE_ROUNDS.map(([e, s]) => [e, s / 2]))
    expect(quick.isLivelock(WINDOW, 0)).toBe(false)
    expect(quick.isLivelock(WINDOW + 1, 0)).toBe(true)
  })

  test('ends with a bind or a finish', () => {
    for (const progress of ['bind', 'finish'] as const) {
      const detector = told([...THREE_ROUNDS, [progress, 123]])
      expect(detector.isLivelock(123 * SECOND, 0)).toBe(false)
      expect(detector.progressAt).toBe(123 * SECOND)
      expect(detector.isLivelock(500 * SECOND, 0)).toBe(false)
    }
  })

  test('is not when all the places of one gathering are given back one after another', () => {
    const once = told([
      ['reserve', 1],
      ['reserve', 2],
      ['release', 119],
      ['release', 120],
      ['release', 121],
    ])
    expect(once.isLivelock(121 * SECOND, 0)).toBe(false)
  })

  test('is not while a gang runs that the others merely wait for', () => {
    expect(told(THREE_ROUNDS).isLivelock(122 * SECOND, 1)).toBe(false)
  })

  test('is not when it has fallen silent: that is a stall', () => {
    const detector = told(THREE_ROUNDS)
    expect(detector.isLivelock(222 * SECOND, 0)).toBe(true)
    expect(detector.isLivelock(222 * SECOND + 1, 0)).toBe(false)
  })

  test('agrees with a reading of the whole history', () => {
    const events = fc.array(
      fc.record({ event: fc.constantFrom<LivelockEvent[]>('reserve', 'release', 'reserve', 'release', 'bind', 'finish'), gap: fc.nat(80) }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(events, fc.nat(150), (list, wait) => {
        let now = 0
        const history = list.map(({ event, gap }) => {
          now += gap * SECOND
          return [event, now] as const
        })
        const detector = new LivelockDetector(WINDOW, 0)
        for (const [event, time] of history) detector.observe(event, time)
        now += wait * SECOND
        expect(detector.isLivelock(now, 0)).toBe(byHistory(history, now))
      }),
      { numRuns: CASES },
    )
  })
})

function byHistory(history: readonly (readonly [LivelockEvent, number])[], now: number): boolean {
  const last = history.findLastIndex(([e]) => e === 'bind' || e === 'finish')
  const since = history.slice(last + 1)
  const text = since.map(([e]) => (e === 'reserve' ? 'r' : 'g')).join('')
  const releases = history.filter(([e]) => e === 'release')
  return (
    now - (history[last]?.[1] ?? 0) > WINDOW &&
    (text.match(/rg/g)?.length ?? 0) >= 2 &&
    now - (releases.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY) <= WINDOW
  )
}
