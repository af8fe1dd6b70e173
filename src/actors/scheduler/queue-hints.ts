/**
 * The queue of kube-scheduler 1.34 and later (semantics 1.10; kubernetes v1.34.7 and v1.37.2, pkg/scheduler/backend/queue):
 * events during a pod's cycle are replayed at its failure to the plugins that rejected it; backoff counts unschedulable
 * results, its end is truncated to whole seconds and ordered within a second by queue sort; when activeQ is empty the head of
 * backoffQ is taken although its time has not come. What failed with nobody to blame, by an error or as a whole group, backs off
 * in a queue of its own, from which nothing is taken early.
 */

import { type Duration, SECOND, type Time } from '../../units.ts'
import type { QueueEvent } from './framework.ts'
import { GoHeap } from './heap.ts'
import { backoffDuration, type QueueOptions, SchedulingQueue } from './queue.ts'
import type { QueuedPod } from './queued-pod.ts'

/**
 * A group queued as one backs off for longer the more pods it has (kubernetes v1.37.2, backoff_queue.go). Seen, too: in
 * `data/lab/attempts/gang37*.csv` groups of 2 to 6 settle at a try every 15, 18, 21, 23 and 25 s, which is 10 s x sqrt(pods), and
 * the wait for the next whole second.
 * @example longestBackoff(10_000_000, 4) // 20_000_000
 */
export function longestBackoff(maxBackoff: Duration, pods: number): Duration {
  return Math.round(maxBackoff * Math.sqrt(pods))
}

/** Something that happened while pods were in flight, and whom it may help. */
interface HeardEvent {
  readonly event: QueueEvent | 'activate'
  readonly selected: (q: QueuedPod) => boolean
}

export class HintsQueue extends SchedulingQueue {
  /** pods that failed with nobody to blame, by the end of their backoff */
  readonly errorBackoff: GoHeap<QueuedPod>
  /** events since the oldest pod in flight was popped */
  #events: HeardEvent[] = []
  #firstEvent = 0
  #inFlight = 0
  /** microseconds by which the scheduler's whole seconds are ahead of the run's */
  readonly #phase: number

  constructor(options: QueueOptions, phase: number) {
    super(options, (a, b) => {
      const x = this.backoffUntil(a)
      const y = this.backoffUntil(b)
      return x === y ? options.less(a, b) : x < y
    })
    this.#phase = phase
    this.errorBackoff = new GoHeap((a, b) => this.backoffUntil(a) < this.backoffUntil(b))
  }

  protected override backoffOf(q: QueuedPod): GoHeap<QueuedPod> {
    return q.plugins === 0 ? this.errorBackoff : this.backoff
  }

  #truncate(time: Time): Time {
    return Math.floor((time + this.#phase) / SECOND) * SECOND - this.#phase
  }

  override get hasNext(): boolean {
    return this.active.size > 0 || this.backoff.size > 0
  }

  override backoffUntil(q: QueuedPod): Time {
    const n = q.errorCount > 0 ? q.errorCount : q.unschedulableCount
    if (n === 0) return q.timestamp
    return this.#truncate(q.timestamp + backoffDuration(n, this.options.initialBackoff, longestBackoff(this.options.maxBackoff, q.stands)))
  }

  override isBackingOff(q: QueuedPod, now: Time): boolean {
    return this.backoffUntil(q) >= this.#truncate(now)
  }

  /** A back-off is over in the first whole second after it. */
  override get backoffDue(): Time | undefined {
    const a = this.backoff.head
    const b = this.errorBackoff.head
    if (a === undefined && b === undefined) return undefined
    const first = Math.min(a ? this.backoffUntil(a) : Number.POSITIVE_INFINITY, b ? this.backoffUntil(b) : Number.POSITIVE_INFINITY)
    return this.#truncate(first) + SECOND
  }

  override pop(_now: Time): QueuedPod | undefined {
    const q = this.active.pop() ?? this.backoff.pop()
    if (q === undefined) return undefined
    q.place = 'none'
    this.take(q)
    return q
  }

  /** Puts a pod in flight: the pod popped, and those a pod-group cycle pulls along. */
  take(q: QueuedPod): void {
    this.leave(q)
    q.place = 'flight'
    q.attempts++
    q.plugins = 0
    q.flightFrom = this.#firstEvent + this.#events.length
    this.#inFlight++
  }

  override fail(q: QueuedPod, now: Time, error: boolean): void {
    this.#land()
    if (q.deleted) return
    q.timestamp = now
    if (error || q.plugins === 0) {
      q.errorCount++
    } else {
      q.unschedulableCount++
      q.errorCount = 0
    }
    if (q.plugins === 0) this.#requeue(q, now, 'failed')
    else {
      for (let i = q.flightFrom - this.#firstEvent; i < this.#events.length; i++) {
        if (this.#helped(q, this.#events[i] as HeardEvent)) {
          this.#requeue(q, now, `failed, and ${this.#events[i]?.event} came during its cycle`)
          this.#forget()
          return
        }
      }
      this.park(q, 'failed')
    }
    this.#forget()
  }

  /** Whether an event during its cycle may have changed the answer. A time-out of others counts, too: it says nothing of whom it is for. */
  #helped(q: QueuedPod, { event, selected }: HeardEvent): boolean {
    if (event === 'timeout') return true
    return selected(q) && (event === 'activate' || (q.plugins & this.options.listeners(event, q.pod)) !== 0)
  }

  #requeue(q: QueuedPod, now: Time, cause: string): void {
    if (this.isBackingOff(q, now)) this.backOff(q, cause)
    else this.activate_(q, cause)
  }

  override done(q: QueuedPod): void {
    if (q.place === 'flight') this.#land()
    q.place = 'none'
    this.pods.delete(q.pod.uid)
    this.#forget()
  }

  #land(): void {
    this.#inFlight--
  }

  /** Nobody is in flight: no event needs to be remembered. */
  #forget(): void {
    if (this.#inFlight > 0 || this.#events.length === 0) return
    this.#firstEvent += this.#events.length
    this.#events = []
  }

  protected override activatedInFlight(q: QueuedPod): void {
    this.#events.push({ event: 'activate', selected: (other) => other === q })
  }

  override move(event: QueueEvent, selected: (q: QueuedPod) => boolean, now: Time): void {
    if (this.#inFlight > 0) this.#events.push({ event, selected })
    for (const q of this.unschedulable.values()) {
      if (!selected(q) || this.staysGated(q)) continue
      if (event !== 'timeout' && q.plugins !== 0 && (q.plugins & this.options.listeners(event, q.pod)) === 0) continue
      this.unschedulable.delete(q.pod.uid)
      this.#requeue(q, now, event)
    }
  }

  override flushBackoff(now: Time): boolean {
    let any = false
    for (const heap of [this.backoff, this.errorBackoff]) {
      for (let q = heap.head; q !== undefined && !this.isBackingOff(q, now); q = heap.head) {
        heap.pop()
        if (this.activate_(q, 'backoff over')) any = true
      }
    }
    return any
  }
}
