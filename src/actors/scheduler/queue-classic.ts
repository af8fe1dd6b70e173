/** The queue of kube-scheduler 1.27 to 1.29 (semantics 1.2 and 12.1). */
import type { Time } from '../../units.ts'
import type { QueueEvent } from './framework.ts'
import { backoffDuration, type QueueOptions, SchedulingQueue } from './queue.ts'
import type { QueuedPod } from './queued-pod.ts'

export class ClassicQueue extends SchedulingQueue {
  #cycle = 0
  /** the cycle during which the last move request came; every call counts, also one that selects nothing */
  #moveCycle = -1

  constructor(options: QueueOptions) {
    super(options, (a, b) => this.backoffUntil(a) < this.backoffUntil(b))
  }

  override get hasNext(): boolean {
    return this.active.size > 0
  }

  override backoffUntil(q: QueuedPod): Time {
    return q.timestamp + backoffDuration(q.attempts, this.options.initialBackoff, this.options.maxBackoff)
  }

  override isBackingOff(q: QueuedPod, now: Time): boolean {
    return this.backoffUntil(q) > now
  }

  override get backoffDue(): Time | undefined {
    const { head } = this.backoff
    return head && this.backoffUntil(head)
  }

  override pop(_now: Time): QueuedPod | undefined {
    const q = this.active.pop()
    if (q === undefined) return undefined
    q.place = 'flight'
    q.attempts++
    q.plugins = 0
    this.#cycle++
    return q
  }

  override fail(q: QueuedPod, now: Time): void {
    if (q.deleted) return
    q.timestamp = now
    if (this.#moveCycle >= this.#cycle) this.backOff(q, 'failed, and something moved during its cycle')
    else this.park(q, 'failed')
  }

  override done(q: QueuedPod): void {
    q.place = 'none'
    this.pods.delete(q.pod.uid)
  }

  override move(event: QueueEvent, selected: (q: QueuedPod) => boolean, now: Time): void {
    for (const q of this.unschedulable.values()) {
      if (!selected(q) || this.staysGated(q)) continue
      if (event !== 'timeout' && q.plugins !== 0 && (q.plugins & this.options.listeners(event, q.pod)) === 0) continue
      this.unschedulable.delete(q.pod.uid)
      if (this.isBackingOff(q, now)) this.backOff(q, event)
      else this.activate_(q, event)
    }
    this.#moveCycle = this.#cycle
  }

  override flushBackoff(now: Time): boolean {
    let any = false
    for (let q = this.backoff.head; q !== undefined && !this.isBackingOff(q, now); q = this.backoff.head) {
      this.backoff.pop()
      if (this.activate_(q, 'backoff over')) any = true
    }
    return any
  }
}
