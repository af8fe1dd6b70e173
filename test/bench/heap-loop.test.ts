import { describe, expect, it } from 'vitest'
import { heapLoop, intervals } from '../../bench/heap-loop.ts'
import { median } from '../../bench/measure.ts'

/** The same with a list that is sorted anew for every event. */
function slowTwin(entities: number, events: number): number {
  const next = intervals()
  const times = Array.from({ length: entities }, next)
  for (let i = 0; i < events; i++) {
    times.sort((a, b) => a - b)
    times[0] = (times[0] as number) + next()
  }
  return Math.min(...times)
}

describe('the loop that other machines are compared by', () => {
  it.each([1, 2, 3, 7, 64, 100])('always takes the earliest of %i entities', (entities) => {
    expect(heapLoop(entities, 500)).toBe(slowTwin(entities, 500))
  })

  it('is reported as a median', () => {
    expect(median([5, 1, 9])).toBe(5)
  })
})
