import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../../src/actors/actor.ts'
import { ApiReads } from '../../../../src/actors/scheduler/reads.ts'
import type { Task } from '../../../../src/actors/task.ts'
import { SECOND } from '../../../../src/units.ts'
import { CASES } from '../../../support/cases.ts'
import { ScriptHost } from '../../../support/script-host.ts'
import { StepwiseReads } from '../../../support/stepwise-reads.ts'

/** After the caller before it: a pause, then so many reads of so long a round trip; perhaps more of them when done. */
interface Call {
  readonly pause: number
  readonly n: number
  readonly trip: number
  readonly again: number
}

type Reads = ApiReads | StepwiseReads

/** When each caller was done, in order of being done, and how many reads were made in all. */
function play(make: (host: ScriptHost, trip: () => number) => Reads, calls: readonly Call[]): { done: [string, number][]; total: number } {
  const host = new ScriptHost()
  const waker: Actor = {
    name: 'reader',
    connection: { watches: [] },
    observe: () => {},
    answered: () => {},
    wake: (timer) => (timer as Task).run(),
  }
  host.drive(() => waker)
  let trip = 0
  const reads = make(host, () => trip)
  const done: [string, number][] = []
  const spend = (who: string, n: number, length: number, then: () => void): void => {
    trip = length
    reads.spend(n, () => {
      done.push([who, host.now()])
      then()
    })
  }
  for (const [i, call] of calls.entries()) {
    host.advance(host.now() + call.pause)
    spend(`${i}`, call.n, call.trip, () => {
      if (call.again > 0) spend(`${i} again`, call.again, call.trip, () => {})
    })
  }
  host.advance(host.now() + 10_000 * SECOND)
  return { done, total: reads.total }
}

const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.record({
    pause: fc.oneof(fc.constant(0), fc.nat(40_000), fc.nat(3 * SECOND), fc.constantFrom(20_000, 22_000, 100_000)),
    n: fc.nat(120),
    trip: fc.constantFrom(0, 1, 2_000, 5_000, 20_000, 35_000),
    again: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) }),
  }),
  { minLength: 1, maxLength: 7 },
)

describe('reads of the API', () => {
  it('are those of the slow twin, which makes them one by one, however callers come and overlap', () => {
    fc.assert(
      fc.property(calls, fc.constantFrom([50, 100], [50, 1], [10, 5], [100, 30]), (list, [qps, burst]) => {
        const fast = play((host, trip) => new ApiReads(host, qps as number, burst as number, trip), list)
        const slow = play((host, trip) => new StepwiseReads(host, qps as number, burst as number, trip), list)
        expect(fast).toEqual(slow)
      }),
      { numRuns: CASES },
    )
  })

  it('C11: 955 reads of a plugin with a full bucket end after 17.1 s and the last round trip', () => {
    const run = play((host, trip) => new ApiReads(host, 50, 100, trip), [{ pause: 0, n: 955, trip: 2_000, again: 0 }])
    expect(run).toEqual({ done: [['0', 17.1 * SECOND + 2_000]], total: 955 })
  })

  it('no reads take no time and no timer', () => {
    const run = play((host, trip) => new ApiReads(host, 50, 1, trip), [{ pause: 5, n: 0, trip: 9, again: 0 }])
    expect(run).toEqual({ done: [['0', 5]], total: 0 })
  })
})
