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

  /** State to come back to, for a caller that reckons ahead. */
  mark(): number {
    return this.#fullAt
  }

  reset(mark: number): void {
    this.#fullAt = mark
  }
}
