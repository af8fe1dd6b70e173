import { describe, expect, it } from 'vitest'
import { backoffDuration } from '../../../../src/actors/scheduler/queue.ts'

describe('back-off', () => {
  it('S20: of the first to sixth attempt 1, 2, 4, 8, 10 and 10 s', () => {
    expect([1, 2, 3, 4, 5, 6].map((n) => backoffDuration(n, 1, 10))).toEqual([1, 2, 4, 8, 10, 10])
  })
})
