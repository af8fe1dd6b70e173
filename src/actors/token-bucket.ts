/**
 * The rate limit of a Kubernetes client: `burst` tokens, refilled at `qps` a second. A caller that finds none waits for
 * its turn; turns are given in order of arrival, so tokens may be owed (as golang.org/x/time/rate reserves them).
 *
 * Vectors: Q1 (195 requests at 20/s, burst 30: the last after 8.25 s), C11 (the k-th of a burst at 50/s, burst 100).
 */
import { SECOND, type Time } from '../units.ts'

export class TokenBucket {
  /** microseconds a token takes to come back */
  readonly #interval: number
  readonly #burst: number
  /** the moment at which the bucket was or will be full */
  #fullAt = 0

  /** @param qps tokens a second; 0 or less: no limit */
  constructor(qps: number, burst: number) {
    this.#interval = qps > 0 ? SECOND / qps : 0
    this.#burst = burst
  }

  /**
   * Takes one token and returns the moment from which the caller may go on.
   * @example const b = new TokenBucket(20, 1); [b.take(0), b.take(0)] // [0, 50_000]
   */
  take(now: Time): Time {
    if (this.#interval === 0) return now
    // owed: how far the full mark lies ahead; with `burst` tokens' worth or more the bucket is empty
    const fullAt = Math.max(this.#fullAt, now) + this.#interval
    this.#fullAt = fullAt
    return Math.max(now, Math.ceil(fullAt - this.#burst * this.#interval))
  }

  /**
   * Takes `n` tokens one after another, each use lasting `trip` before the next token is asked for; returns when the last
   * use is over. Once the bucket is empty and a token takes longer to come than a use lasts, only tokens count.
   * @example new TokenBucket(50, 1).takeInTurn(0, 3, 2_000) // 42_000
   */
  takeInTurn(now: Time, n: number, trip: number): Time {
    let t = now
    for (let left = n; left > 0; left--) {
      const at = this.take(t)
      if (at > t && trip <= this.#interval) {
        this.#fullAt += (left - 1) * this.#interval
        return Math.ceil(this.#fullAt - this.#burst * this.#interval) + trip
      }
      t = at + trip
    }
    return t
  }

  /** State to come back to, for a caller that reckons ahead. */
  mark(): number {
    return this.#fullAt
  }

  reset(mark: number): void {
    this.#fullAt = mark
  }
}
