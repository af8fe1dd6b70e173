/**
 * The scheduling queue of kube-scheduler: activeQ, backoffQ and the unschedulable pods. Two generations share this
 * frame: 1.27-1.29 (`queue-classic.ts`: any move request during a cycle sends a failure to backoffQ) and 1.34+
 * (`queue-hints.ts`: queueing hints, backoff by result in whole seconds, pop from backoff). Semantics 1.2, 1.10, 12.1.
 *
 * The queue acts at once and costs nothing; who may touch it when, and what a comparison costs, is the lock's affair.
 */
import type { Pod } from '../../objects/index.ts'
import { type Duration, SECOND, type Time } from '../../units.ts'
import type { QueueEvent } from './framework.ts'
import { GoHeap } from './heap.ts'
import { type PluginSet, QueuedPod } from './queued-pod.ts'

export interface QueueOptions {
  readonly less: (a: QueuedPod, b: QueuedPod) => boolean
  /** why the pod may not enter activeQ yet (PreEnqueue); undefined: it may */
  readonly gate: (pod: Pod) => PluginSet | undefined
  /** plugins that asked to hear of `event` for a pod they rejected */
  readonly listeners: (event: QueueEvent, pod: Pod) => PluginSet
  readonly initialBackoff: Duration
  readonly maxBackoff: Duration
  /** told of every entry into a container */
  readonly onQueued?: ((q: QueuedPod, cause: string) => void) | undefined
}

/** Age from which a pod leaves the unschedulable ones without any event. */
export const LEFTOVER_AGE: Duration = 300 * SECOND

/**
 * Backoff for the n-th failure: doubled from `initial`, capped at `max` (semantics 1.2, vector S20).
 * @example backoffDuration(4, 1_000_000, 10_000_000) // 8_000_000
 */
export function backoffDuration(n: number, initial: Duration, max: Duration): Duration {
  let d = initial
  for (let i = 1; i < n; i++) {
    if (d > max - d) return max
    d *= 2
  }
  return d
}

export abstract class SchedulingQueue {
  readonly active: GoHeap<QueuedPod>
  readonly backoff: GoHeap<QueuedPod>
  readonly unschedulable = new Map<number, QueuedPod>()
  protected readonly options: QueueOptions
  /** every pod not bound or deleted, by uid */
  readonly pods = new Map<number, QueuedPod>()

  constructor(options: QueueOptions, backoffLess: (a: QueuedPod, b: QueuedPod) => boolean) {
    this.options = options
    this.active = new GoHeap(options.less)
    this.backoff = new GoHeap(backoffLess)
  }

  /** whether `pop` would give something */
  abstract get hasNext(): boolean
  abstract backoffUntil(q: QueuedPod): Time
  abstract isBackingOff(q: QueuedPod, now: Time): boolean
  /** the first moment at which `flushBackoff` would do something; undefined: nobody backs off */
  abstract get backoffDue(): Time | undefined
  /** Takes the next pod to try, or nothing. */
  abstract pop(now: Time): QueuedPod | undefined
  /** A cycle of this pod ended without a place. `error`: not a rejection but a failure. */
  abstract fail(q: QueuedPod, now: Time, error: boolean): void
  /** An event that may help the selected pods. */
  abstract move(event: QueueEvent, selected: (q: QueuedPod) => boolean, now: Time): void
  /** Forgets a pod that was popped and needs no further try. */
  abstract done(q: QueuedPod): void
  /** Pods whose backoff is over become active. Returns whether any did. */
  abstract flushBackoff(now: Time): boolean

  /** called whenever a pod has entered backoffQ */
  onBackoff: () => void = () => {}

  /** comparisons by the queue-sort plugin so far */
  get comparisons(): number {
    return this.active.comparisons
  }

  get pending(): number {
    return this.pods.size
  }

  add(pod: Pod, now: Time): QueuedPod {
    const q = new QueuedPod(pod, now)
    this.pods.set(pod.uid, q)
    this.activate_(q, 'created')
    return q
  }

  /** A status-only change: updated where it stands; in activeQ the heap is mended, which compares. */
  update(pod: Pod): void {
    const q = this.pods.get(pod.uid)
    if (q === undefined) return
    q.pod = pod
    if (q.place === 'active') this.active.fix(q)
    else if (q.place === 'backoff') this.backoffOf(q).fix(q)
  }

  delete(pod: Pod): QueuedPod | undefined {
    const q = this.pods.get(pod.uid)
    if (q === undefined) return undefined
    q.deleted = true
    this.leave(q)
    if (q.place !== 'flight') q.place = 'none'
    this.pods.delete(pod.uid)
    return q
  }

  /** Puts pods straight into activeQ, past their backoff. Not an event. */
  activate(pods: readonly Pod[]): void {
    for (const pod of pods) {
      const q = this.pods.get(pod.uid)
      if (q === undefined) continue
      if (q.place === 'backoff' || q.place === 'unschedulable') {
        this.leave(q)
        this.activate_(q, 'activated')
      } else if (q.place === 'flight') this.activatedInFlight(q)
    }
  }

  /** A pod is to be activated while it is being tried: only queues with hints remember it. */
  protected activatedInFlight(_q: QueuedPod): void {}

  /** The container in which a pod backs off. */
  protected backoffOf(_q: QueuedPod): GoHeap<QueuedPod> {
    return this.backoff
  }

  /** Pods that have been unschedulable for over five minutes are moved whoever rejected them. */
  flushLeftover(now: Time): void {
    let old: Set<number> | undefined
    for (const q of this.unschedulable.values()) {
      if (now - q.timestamp > LEFTOVER_AGE) {
        old ??= new Set()
        old.add(q.pod.uid)
      }
    }
    if (old !== undefined) this.move('timeout', (q) => old.has(q.pod.uid), now)
  }

  protected leave(q: QueuedPod): void {
    if (q.place === 'active') this.active.remove(q)
    else if (q.place === 'backoff') this.backoffOf(q).remove(q)
    else if (q.place === 'unschedulable') this.unschedulable.delete(q.pod.uid)
  }

  protected staysGated(q: QueuedPod): boolean {
    return q.gated && this.options.gate(q.pod) !== undefined
  }

  protected activate_(q: QueuedPod, cause: string): boolean {
    const gate = this.options.gate(q.pod)
    if (gate !== undefined) {
      q.gated = true
      q.plugins = gate
      this.park(q, cause)
      return false
    }
    q.gated = false
    q.place = 'active'
    this.active.push(q)
    this.options.onQueued?.(q, cause)
    return true
  }

  protected backOff(q: QueuedPod, cause: string): void {
    q.place = 'backoff'
    this.backoffOf(q).push(q)
    this.options.onQueued?.(q, cause)
    this.onBackoff()
  }

  protected park(q: QueuedPod, cause: string): void {
    q.place = 'unschedulable'
    this.unschedulable.set(q.pod.uid, q)
    this.options.onQueued?.(q, cause)
  }
}
