import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TokenBucket } from '../../../src/actors/token-bucket.ts'
import { MINUTE, SECOND, seconds } from '../../../src/units.ts'
import { CASES } from '../../support/cases.ts'
import { StepwiseBucket } from '../../support/stepwise-bucket.ts'

const burstOf = (bucket: TokenBucket, n: number): number[] => Array.from({ length: n }, () => bucket.take(0))

describe('a client’s rate limit', () => {
  it('Q1: of 195 requests at once the last leaves after 8.25 s', () => {
    expect(burstOf(new TokenBucket(20, 30), 195).at(-1)).toBe(seconds(8.25))
  })

  it('C11: the 100th, 150th and 955th read of a burst', () => {
    const times = burstOf(new TokenBucket(50, 100), 955)
    expect([times[99], times[149], times[954]]).toEqual([0, seconds(1), seconds(17.1)])
  })

  it('a pause fills the bucket again, up to its burst and no further', () => {
    const bucket = new TokenBucket(20, 3)
    burstOf(bucket, 3)
    expect([1, 2, 3, 4].map(() => bucket.take(MINUTE) - MINUTE)).toEqual([0, 0, 0, SECOND / 20])
  })

  it('a limit of 0 a second is none', () => {
    expect(burstOf(new TokenBucket(0, 1), 5)).toEqual([0, 0, 0, 0, 0])
  })
})

const limits = fc.record({
  qps: fc.oneof(fc.constantFrom(5, 10, 20, 50, 100), fc.integer({ min: 1, max: 200 })),
  burst: fc.integer({ min: 1, max: 120 }),
})
/** a token that takes no whole number of microseconds to come may be counted one late */
const slack = (qps: number): number => (SECOND % qps === 0 ? 0 : 1)
/** gaps between callers, often none */
const gaps = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(SECOND / 10), fc.nat(5 * SECOND)), { maxLength: 60 })

describe('the bucket against its slow twin, which adds and takes tokens one by one', () => {
  it('gives every caller the same moment', () => {
    fc.assert(
      fc.property(limits, gaps, ({ qps, burst }, pauses) => {
        const fast = new TokenBucket(qps, burst)
        const slow = new StepwiseBucket(qps, burst)
        let now = 0
        for (const pause of pauses) {
          now += pause
          expect(Math.abs(fast.take(now) - slow.take(now))).toBeLessThanOrEqual(slack(qps))
        }
      }),
      { numRuns: CASES },
    )
  })

  it('takeInTurn is as many takes, each after the use of the one before', () => {
    fc.assert(
      fc.property(
        limits,
        fc.array(fc.tuple(fc.nat(SECOND), fc.integer({ min: 0, max: 300 }), fc.nat(50_000)), { maxLength: 6 }),
        ({ qps, burst }, calls) => {
          const fast = new TokenBucket(qps, burst)
          const slow = new TokenBucket(qps, burst)
          let now = 0
          for (const [pause, n, trip] of calls) {
            now += pause
            let t = now
            for (let i = 0; i < n; i++) t = slow.take(t) + trip
            const end = fast.takeInTurn(now, n, trip)
            expect(Math.abs(end - t)).toBeLessThanOrEqual(slack(qps))
            expect(Math.abs(fast.mark() - slow.mark())).toBeLessThan(SECOND % qps === 0 ? 1e-9 : n + 1)
            now = end
          }
        },
      ),
      { numRuns: CASES },
    )
  })

  it('never lets more than burst + qps x time through', () => {
    fc.assert(
      fc.property(limits, gaps, ({ qps, burst }, pauses) => {
        const bucket = new TokenBucket(qps, burst)
        let now = 0
        const through = pauses.map((pause) => {
          now += pause
          return bucket.take(now)
        })
        for (const [i, from] of through.entries()) {
          for (let j = i; j < through.length; j++) {
            expect(j - i + 1).toBeLessThanOrEqual(burst + Math.ceil((qps * ((through[j] as number) - from + 1)) / SECOND))
          }
        }
      }),
      { numRuns: CASES },
    )
  })

  it('reset takes back everything since the mark', () => {
    fc.assert(
      fc.property(limits, gaps, gaps, ({ qps, burst }, before, taken) => {
        const bucket = new TokenBucket(qps, burst)
        const sum = (pauses: readonly number[]): number => pauses.reduce((a, b) => a + b, 0)
        for (let i = 1; i <= before.length; i++) bucket.take(sum(before.slice(0, i)))
        const mark = bucket.mark()
        const now = sum(before)
        const next = bucket.take(now)
        for (let i = 1; i <= taken.length; i++) bucket.take(now + sum(taken.slice(0, i)))
        bucket.reset(mark)
        expect(bucket.take(now)).toBe(next)
      }),
      { numRuns: CASES },
    )
  })
})
