import { describe, expect, it } from 'vitest'
import { liveClock } from '../../live/clock.ts'

function machine() {
  const state = { wall: 1_000_000, count: 50 }
  return { state, clocks: { wall: () => state.wall, count: () => state.count } }
}

describe('the clock of a live run', () => {
  it('counts from when the run began, in microseconds, whoever sets the wall clock back', () => {
    const { state, clocks } = machine()
    const clock = liveClock(1_000_000, 0, clocks)
    expect(clock.now()).toBe(0)
    state.count += 1.5
    state.wall -= 60_000
    expect(clock.now()).toBe(1500)
    expect(clock.wall()).toBe(1_000_001.5)
  })

  it('goes on with a run: from the wall clock, and not before the last time in its record', () => {
    const { clocks } = machine()
    expect(liveClock(990_000, 0, clocks).now()).toBe(10_000_000)
    expect(liveClock(990_000, 11_000_000, clocks).now()).toBe(11_000_000)
  })

  it('is put forward after the machine has slept, when the counting clock stood still', () => {
    const { state, clocks } = machine()
    const clock = liveClock(1_000_000, 0, clocks)
    state.count += 100
    state.wall += 3_600_000
    expect(clock.now()).toBe(3_600_000_000)
    state.count += 1
    state.wall += 1
    expect(clock.now()).toBe(3_600_001_000)
  })
})
