import type { Pod } from '../../objects/index.ts'
import type { Time } from '../../units.ts'
import type { HeapItem } from './heap.ts'

/** Where a pod that is not yet placed can be. `flight`: popped, and not yet back or bound. */
export type Place = 'none' | 'active' | 'backoff' | 'unschedulable' | 'flight'

/** A set of plugins, as bits; see `PluginBit` in framework.ts. 0: none to blame. */
export type PluginSet = number

/** What the scheduling queue knows of a pod (QueuedPodInfo). */
export class QueuedPod implements HeapItem {
  pod: Pod
  heapIndex = -1
  place: Place = 'none'
  /** last time it was put into any container; renewed at every failure */
  timestamp: Time
  /** first time; fixed */
  readonly firstTimestamp: Time
  attempts = 0
  /** 1.34+: results that said unschedulable, in all; errors in a row */
  unschedulableCount = 0
  errorCount = 0
  /** who rejected it last time */
  plugins: PluginSet = 0
  /** pods that it stands for: 1, or the size of a group queued as one (1.36 and later) */
  stands = 1
  gated = false
  /** 1.34+: number of the queue's event log at its pop */
  flightFrom = 0
  deleted = false
  /** text of the condition that a new one is compared with: what the pod showed when it was popped; from 1.35 on, what was written last */
  condition = ''

  constructor(pod: Pod, now: Time) {
    this.pod = pod
    this.timestamp = now
    this.firstTimestamp = now
  }
}
