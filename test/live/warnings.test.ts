import { describe, expect, it } from 'vitest'
import { WarningCounts, warningOf } from '../../live/warnings.ts'

const event = (more: object) => ({
  type: 'Warning',
  reason: 'FailedScheduling',
  message: 'no room',
  involvedObject: { name: 'r1-a-0-x' },
  ...more,
})

describe('warnings', () => {
  it('are those of the run only', () => {
    expect(warningOf(event({ count: 3 }), 'r1-')).toEqual({ reason: 'FailedScheduling', about: 'r1-a-0-x', count: 3, message: 'no room' })
    expect(warningOf(event({ involvedObject: { name: 'r2-a-0-x' } }), 'r1-')).toBeUndefined()
    expect(warningOf(event({ type: 'Normal' }), 'r1-')).toBeUndefined()
  })

  it('count each report once, whether an Event is new or written again, with a count or a series', () => {
    const counts = new WarningCounts()
    const first = { reason: 'FailedScheduling', about: 'a', count: 1, message: 'no room' }
    counts.add(first)
    counts.add({ ...first, about: 'b' })
    counts.add({ ...first, count: 4, message: 'still no room' }, first)
    counts.add({ ...first, reason: 'BackOff' })
    expect(counts.list()).toEqual([
      { reason: 'FailedScheduling', count: 5, objects: 2, message: 'no room' },
      { reason: 'BackOff', count: 1, objects: 1, message: 'no room' },
    ])
    expect(warningOf(event({ series: { count: 7 } }), 'r1-')?.count).toBe(7)
  })
})
