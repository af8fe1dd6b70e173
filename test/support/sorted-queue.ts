/** The slow twin of `Kernel`: a list of events that is sorted whenever the next one is wanted. */
import type { Target } from '../../sim/kernel/kernel.ts'
import type { Time } from '../../src/units.ts'

interface Waiting {
  readonly time: Time
  readonly priority: number
  readonly birth: number
  readonly target: Target
  readonly payload: unknown
}

export class SortedQueue {
  now: Time = 0
  fired = 0
  #births = 0
  #stopped = false
  #events: Waiting[] = []

  schedule(time: Time, priority: number, target: Target, payload: unknown): number {
    this.#events.push({ time, priority, birth: ++this.#births, target, payload })
    return this.#births
  }

  cancel(birth: number): void {
    this.#events = this.#events.filter((e) => e.birth !== birth)
  }

  stop(): void {
    this.#stopped = true
  }

  run(until: Time = Number.POSITIVE_INFINITY): 'empty' | 'stopped' | 'until' {
    this.#stopped = false
    for (;;) {
      this.#events.sort((a, b) => a.time - b.time || a.priority - b.priority || a.birth - b.birth)
      const first = this.#events[0]
      if (first === undefined) return 'empty'
      if (first.time > until) {
        this.now = until
        return 'until'
      }
      this.#events.shift()
      this.now = first.time
      this.fired++
      first.target.fire(first.payload)
      if (this.#stopped) return 'stopped'
    }
  }
}
