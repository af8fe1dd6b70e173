/**
 * The lock of the scheduling queue, as a server: whoever wants it waits in order of arrival (a Go mutex hands over in
 * order once anybody has waited for a millisecond). What a holder does happens at once; how long it holds the lock is the
 * number of API reads its comparisons cost. Readers (the Filter phase of 1.28, which asks the nominator under the same
 * lock) go in together as soon as the holder leaves. Semantics 5.9.6 and 12.1.
 */
import type { ApiReads } from './reads.ts'

interface Waiter {
  /** does the work; returns how many reads it cost */
  readonly work: () => number
  readonly then: () => void
}

export class QueueLock {
  readonly #reads: ApiReads
  readonly #waiting: Waiter[] = []
  #readers: (() => void)[] = []
  #held = false

  constructor(reads: ApiReads) {
    this.#reads = reads
  }

  get held(): boolean {
    return this.#held
  }

  /** Runs `work` under the lock; when it has been paid for and the lock handed on, `then`. */
  run(work: () => number, then: () => void): void {
    if (this.#held) this.#waiting.push({ work, then })
    else this.#hold(work, then)
  }

  /** Goes on as soon as no writer holds the lock. */
  read(then: () => void): void {
    if (this.#held) this.#readers.push(then)
    else then()
  }

  #hold(work: () => number, then: () => void): void {
    this.#held = true
    const cost = work()
    if (cost === 0) {
      this.#release()
      then()
    } else {
      this.#reads.spend(cost, () => {
        this.#release()
        then()
      })
    }
  }

  #release(): void {
    this.#held = false
    if (this.#readers.length > 0) {
      const readers = this.#readers
      this.#readers = []
      for (const reader of readers) reader()
    }
    // a reader or the next holder may already have taken it
    if (!this.#held) {
      const next = this.#waiting.shift()
      if (next !== undefined) this.#hold(next.work, next.then)
    }
  }
}
