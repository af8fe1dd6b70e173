/**
 * The time limit for an admitted workload to have all its pods ready, and what follows when it is over (semantics 7.6):
 * eviction with a back-off, or, after too many, no more tries.
 */
import type { Workload } from '../../objects/index.ts'
import { hashName } from '../../random.ts'
import { type Duration, SECOND, type Time } from '../../units.ts'
import type { Host, TimerHandle } from '../actor.ts'
import { Task } from '../task.ts'
import { wholeSecond } from './workload-fields.ts'

export interface TimeoutOptions {
  readonly podsReadyTimeout: Duration
  /** evictions after which a workload is set inactive */
  readonly requeueLimit: number
}

const BASE = SECOND
const FACTOR = 1.41284738
/** share of the back-off that chance may add */
const JITTER = 0.0001

/**
 * Back-off before a workload evicted for the `count`-th time is queued again, without the share of chance (vector K7).
 * @param count from 1 up
 * @example requeueDelay(3) // 1_996_137
 */
export function requeueDelay(count: number): Duration {
  return Math.floor(BASE * FACTOR ** (count - 1))
}

interface Pending {
  readonly due: Time
  readonly handle: TimerHandle
}

export class PodsReadyTimeouts {
  readonly #host: Host
  readonly #options: TimeoutOptions
  readonly #latest: (name: string) => Workload | undefined
  readonly #timers = new Map<string, Pending>()

  /** @param latest a workload as the watch showed it last */
  constructor(host: Host, options: TimeoutOptions, latest: (name: string) => Workload | undefined) {
    this.#host = host
    this.#options = options
    this.#latest = latest
  }

  /** A workload is new, changed or gone. */
  changed(name: string): void {
    const due = this.#due(this.#latest(name))
    const timer = this.#timers.get(name)
    if (timer?.due === due) return
    if (timer !== undefined) this.#host.cancel(timer.handle)
    this.#timers.delete(name)
    if (due === undefined) return
    const handle = this.#host.at(
      Math.max(due, this.#host.now()),
      new Task(() => {
        this.#timers.delete(name)
        this.#over(name)
      }),
    )
    this.#timers.set(name, { due, handle })
  }

  /** Counted from the admission, or from when the pods were said not to be ready if that came later. */
  #due(workload: Workload | undefined): Time | undefined {
    if (workload?.admittedAt === undefined || workload.finished || !workload.active) return undefined
    if (workload.evictedAt !== undefined || workload.podsReady) return undefined
    return Math.max(workload.admittedAt, workload.podsReadyChangedAt ?? 0) + this.#options.podsReadyTimeout
  }

  #over(name: string): void {
    const workload = this.#latest(name)
    if (workload === undefined || this.#due(workload) === undefined) return
    const { job, uid } = workload
    const count = workload.requeueCount + 1
    if (count > this.#options.requeueLimit) {
      this.#host.note({ kind: 'quota', job, what: 'deactivated', why: `evicted ${workload.requeueCount} times, the limit` })
      this.#host.ask({ verb: 'update', kind: 'workload', name, uid, patch: { active: false } })
      return
    }
    const delay = requeueDelay(count) * (1 + JITTER * this.#host.random.keyed('kueue-requeue', hashName(name), count))
    const patch = {
      requeueCount: count,
      requeueAt: wholeSecond(this.#host, this.#host.now() + Math.round(delay)),
      evictedAt: wholeSecond(this.#host),
    }
    this.#host.note({ kind: 'quota', job, what: 'evicted', why: 'exceeded the PodsReady timeout' })
    this.#host.ask({ verb: 'update', kind: 'workload', name, uid, patch })
  }
}
