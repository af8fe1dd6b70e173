/**
 * The slow twin of `TokenBucket`: counts tokens as exact fractions (in units of 1 / (qps · 1 s)), refills them as time
 * passes, and makes a caller who finds none wait for the first whole microsecond at which one is there.
 */
import { SECOND, type Time } from '../../src/units.ts'

export class StepwiseBucket {
  /** one microsecond brings `qps` of these; a token is `SECOND` of them */
  #level: bigint
  readonly #qps: bigint
  readonly #full: bigint
  #at: Time = 0

  constructor(qps: number, burst: number) {
    this.#qps = BigInt(qps)
    this.#full = BigInt(burst) * BigInt(SECOND)
    this.#level = this.#full
  }

  take(now: Time): Time {
    const refilled = this.#level + this.#qps * BigInt(now - this.#at)
    this.#level = refilled > this.#full ? this.#full : refilled
    this.#at = now
    this.#level -= BigInt(SECOND)
    if (this.#level >= 0n) return now
    // owed: so many microseconds until the level is back at 0
    return now + Number((-this.#level + this.#qps - 1n) / this.#qps)
  }
}
