/**
 * Uncached reads of the API by a scheduler's plugins: one token bucket, several callers at once, each of whom makes its
 * reads one after another (semantics 6.6, 12.3).
 *
 * A caller that is alone is reckoned in one step. As soon as a second one comes, they take turns read by read, as the
 * real client makes them; `test/support/stepwise-reads.ts` is the slow twin that always does.
 */

import type { Duration, Time } from '../../units.ts'
import type { Host, Timer, TimerHandle } from '../actor.ts'
import { TokenBucket } from '../token-bucket.ts'

/** Someone who makes reads; its own timer, as it waits for one answer at a time. */
class Caller implements Timer {
  readonly timer = 'reads'
  readonly #reads: ApiReads
  left: number
  /** round trip of each of its reads */
  readonly trip: Duration
  readonly goOn: () => void

  constructor(reads: ApiReads, left: number, trip: Duration, goOn: () => void) {
    this.#reads = reads
    this.left = left
    this.trip = trip
    this.goOn = goOn
  }

  run(): void {
    this.#reads.answered(this)
  }
}

export class ApiReads {
  readonly #host: Host
  readonly #bucket: TokenBucket
  readonly #roundTrip: () => Duration
  #callers = 0
  /** the one caller that is reckoned ahead; where the bucket stood then, and the timer that ends it */
  #alone: Caller | undefined
  #since: Time = 0
  #mark = 0
  #timer: TimerHandle = 0
  /** reads so far */
  total = 0

  constructor(host: Host, qps: number, burst: number, roundTrip: () => Duration) {
    this.#host = host
    this.#bucket = new TokenBucket(qps, burst)
    this.#roundTrip = roundTrip
  }

  /** Makes `n` reads one after another, then goes on. With n = 0 it goes on at once. */
  spend(n: number, then: () => void): void {
    if (n === 0) {
      then()
      return
    }
    const caller = new Caller(this, n, this.#roundTrip(), then)
    if (++this.#callers === 1) this.#reckon(caller)
    else {
      this.#together()
      this.#next(caller)
    }
  }

  /** Alone: all reads at once, but remembered so that they can be taken back. */
  #reckon(caller: Caller): void {
    const now = this.#host.now()
    this.#alone = caller
    this.#since = now
    this.#mark = this.#bucket.mark()
    this.#timer = this.#host.at(this.#bucket.takeInTurn(now, caller.left, caller.trip), caller)
  }

  /** A second caller has come: the first goes on from where it really is, read by read. */
  #together(): void {
    const caller = this.#alone
    if (caller === undefined) return
    this.#alone = undefined
    this.#host.cancel(this.#timer)
    const now = this.#host.now()
    this.#bucket.reset(this.#mark)
    let t = this.#since
    for (;;) {
      t = this.#bucket.take(t) + caller.trip
      if (t > now || caller.left === 1) break
      caller.left--
      this.total++
    }
    this.#host.at(Math.max(t, now), caller)
  }

  /** Asks for the caller's next read. */
  #next(caller: Caller): void {
    const now = this.#host.now()
    this.#host.at(Math.max(this.#bucket.take(now) + caller.trip, now), caller)
  }

  /** The caller's read, or all its reads when it is alone, are answered. */
  answered(caller: Caller): void {
    const reads = this.#alone === caller ? caller.left : 1
    this.#alone = undefined
    caller.left -= reads
    this.total += reads
    if (caller.left > 0) {
      if (this.#callers === 1) this.#reckon(caller)
      else this.#next(caller)
      return
    }
    this.#callers--
    caller.goOn()
  }
}
