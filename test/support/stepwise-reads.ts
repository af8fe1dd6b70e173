/** The slow twin of `ApiReads`: every caller takes its tokens one by one, and every read is a timer of its own. */
import type { Host } from '../../src/actors/actor.ts'
import { Task } from '../../src/actors/task.ts'
import { TokenBucket } from '../../src/actors/token-bucket.ts'
import type { Duration } from '../../src/units.ts'

export class StepwiseReads {
  total = 0
  readonly #host: Host
  readonly #bucket: TokenBucket
  readonly #roundTrip: () => Duration

  constructor(host: Host, qps: number, burst: number, roundTrip: () => Duration) {
    this.#host = host
    this.#bucket = new TokenBucket(qps, burst)
    this.#roundTrip = roundTrip
  }

  spend(n: number, then: () => void): void {
    if (n === 0) {
      then()
      return
    }
    const trip = this.#roundTrip()
    const read = (left: number): void => {
      const answered = this.#bucket.take(this.#host.now()) + trip
      this.#host.at(
        answered,
        new Task(() => {
          this.total++
          if (left > 1) read(left - 1)
          else then()
        }),
      )
    }
    read(n)
  }
}
