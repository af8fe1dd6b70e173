/**
 * Livelock: gangs reserve places and give them back for ever, and nothing comes of it. A stall in which nothing happens
 * at all is not one.
 */
import type { Duration, Time } from '../units.ts'

/** What a detector is told. `reserve` and `release` are places in the scheduler only; `bind` and `finish` are progress. */
export type LivelockEvent = 'reserve' | 'release' | 'bind' | 'finish'

/** Places given back at least this often, with new reservations between, before one speaks of "repeatedly". */
const ROUNDS = 2

/** Told event by event, in order of time. Its state is five numbers, whatever the size of the run. */
export class LivelockDetector {
  readonly #window: Duration
  #progressAt: Time
  #lastReleaseAt: Time = Number.NEGATIVE_INFINITY
  #reserved = false
  #rounds = 0

  /**
   * @param window how long nothing may be bound or finish; longer than a permit wait, or each failed gathering looks like one
   * @param start when the run began; counts as progress
   * @example new LivelockDetector(60_000_000, 0).isLivelock(120_000_000, 0) // false
   */
  constructor(window: Duration, start: Time) {
    this.#window = window
    this.#progressAt = start
  }

  observe(event: LivelockEvent, now: Time): void {
    switch (event) {
      case 'bind':
      case 'finish':
        this.#progressAt = now
        this.#reserved = false
        this.#rounds = 0
        return
      case 'reserve':
        this.#reserved = true
        return
      case 'release':
        this.#lastReleaseAt = now
        if (this.#reserved) this.#rounds++
        this.#reserved = false
    }
  }

  /**
   * Whether nothing was bound or finished for longer than the window while places were reserved and given back repeatedly,
   * last within the window. It becomes true at a release, or later by the passing of time: asking at each release is enough
   * for one who can wait for the next.
   * @param running gangs that run now (`ClogCounts.whole`): while one does, the others merely wait for it to finish, however long
   */
  isLivelock(now: Time, running: number): boolean {
    return running === 0 && now - this.#progressAt > this.#window && this.#rounds >= ROUNDS && now - this.#lastReleaseAt <= this.#window
  }

  /** The last time anything was bound or finished (or the start). */
  get progressAt(): Time {
    return this.#progressAt
  }

  /** How often places were given back after new reservations, since then. */
  get rounds(): number {
    return this.#rounds
  }
}
