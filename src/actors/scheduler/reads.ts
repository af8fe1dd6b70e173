/**
 * Uncached reads of the API by a scheduler's plugins: one token bucket, several callers at once, each of whom makes its
 * reads one after another (semantics 6.6, 12.3).
 *
 * A caller that is alone is reckoned in one step. As soon as a second one comes, they take turns read by read, as the
 * real client makes them; `test/support/stepwise-reads.ts` is the slow twin that always does.
 */

import type { Duration, Time } from '../../units.ts'
import type { Host, TimerHandle } from '../actor.ts'
import { Task } from '../task.ts'
import { TokenBucket } from '../token-bucket.ts'

interface Caller {
  left: number
  /** round trip of each of its reads */
  readonly trip: Duration
  /** when the read under way is answered */
  answered: Time
  readonly then: () => void
}

export class ApiReads {
  readonly #host: Host
  readonly #bucket: TokenBucket
  readonly #roundTrip: () => Duration
  readonly #callers = new Set<Caller>()
  /** set while one caller is reckoned ahead: where the bucket and the caller stood */
  #alone: { caller: Caller; since: Time; mark: number; timer: TimerHandle } | undefined
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
    const caller: Caller = { left: n, trip: this.#roundTrip(), answered: 0, then }
    this.#callers.add(caller)
    if (this.#callers.size === 1) this.#reckon(caller)
    else {
      this.#together()
      this.#next(caller)
    }
  }

  /** Alone: all reads at once, but remembered so that they can be taken back. */
  #reckon(caller: Caller): void {
    const now = this.#host.now()
    const mark = this.#bucket.mark()
    const t = this.#bucket.takeInTurn(now, caller.left, caller.trip)
    const timer = this.#host.at(
      t,
      new Task(() => {
        this.#alone = undefined
        this.total += caller.left
        caller.left = 0
        this.#finish(caller)
      }),
    )
    this.#alone = { caller, since: now, mark, timer }
  }

  /** A second caller has come: the first goes on from where it really is, read by read. */
  #together(): void {
    const alone = this.#alone
    if (alone === undefined) return
    this.#alone = undefined
    this.#host.cancel(alone.timer)
    const now = this.#host.now()
    const { caller } = alone
    this.#bucket.reset(alone.mark)
    let t = alone.since
    for (;;) {
      t = this.#bucket.take(t) + caller.trip
      if (t > now || caller.left === 1) break
      caller.left--
      this.total++
    }
    this.#await(caller, t)
  }

  /** Asks for the caller's next read. */
  #next(caller: Caller): void {
    this.#await(caller, this.#bucket.take(this.#host.now()) + caller.trip)
  }

  #await(caller: Caller, answered: Time): void {
    this.#host.at(
      Math.max(answered, this.#host.now()),
      new Task(() => {
        caller.left--
        this.total++
        if (caller.left <= 0) this.#finish(caller)
        else if (this.#callers.size === 1) this.#reckon(caller)
        else this.#next(caller)
      }),
    )
  }

  #finish(caller: Caller): void {
    this.#callers.delete(caller)
    caller.then()
  }
}
