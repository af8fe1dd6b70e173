/**
 * The tick that lets pods out of backoffQ, every second (semantics 1.2). In a replay: at the recorded moments.
 *
 * Where the lock is always free the ticks lie on a grid, and one before the first back-off is over does nothing: only those that may do
 * something are events (a tenth of them in a run of kueue or gang). Where comparisons read the API a tick waits for the lock, the
 * next comes a second after that, and each is an event.
 */
import { SECOND, type Time } from '../../units.ts'
import type { TimerHandle } from '../actor.ts'
import type { SchedulerCore } from './core.ts'

const EVERY: Time = SECOND

export class FlushTicks {
  readonly #core: SchedulerCore
  #first: Time = 0
  /** the last one that went off */
  #last: Time = -1
  #armed: { readonly at: Time; readonly timer: TimerHandle } | undefined

  constructor(core: SchedulerCore) {
    this.#core = core
  }

  /** @param first from now until the first tick */
  start(first: Time): void {
    const core = this.#core
    if (!core.immediate) {
      core.after(first, () => this.#everySecond())
      return
    }
    this.#first = core.host.now() + first
    core.queue.onBackoff = () => this.#arm()
  }

  /** @param times the moments of all ticks */
  startAt(times: readonly Time[]): void {
    const core = this.#core
    for (const time of times) core.after(time - core.host.now(), () => this.#flush(() => {}))
  }

  #flush(then: () => void): void {
    const core = this.#core
    core.underLock(() => void core.queue.flushBackoff(core.host.now()), then)
  }

  #everySecond(): void {
    this.#flush(() => this.#core.after(EVERY, () => this.#everySecond()))
  }

  /** Sees to it that the first tick that finds a back-off over goes off. */
  #arm(): void {
    const core = this.#core
    const due = core.queue.backoffDue
    if (due === undefined) return
    const from = Math.max(due, this.#last + 1, core.host.now())
    const at = this.#first + Math.max(0, Math.ceil((from - this.#first) / EVERY)) * EVERY
    if (this.#armed !== undefined) {
      if (this.#armed.at <= at) return
      core.host.cancel(this.#armed.timer)
    }
    const timer = core.after(at - core.host.now(), () => {
      this.#armed = undefined
      this.#last = at
      this.#flush(() => this.#arm())
    })
    this.#armed = { at, timer }
  }
}
