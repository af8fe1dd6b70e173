/**
 * What the threads of one scheduler share: queue, cache, lock, plugin, and the pods in between. The loop (`loop.ts`), the
 * informers (`informers.ts`), the binding goroutines (`binding.ts`) and the flush ticks (`scheduler.ts`) work on it.
 */
import { type Distribution, sampler } from '../../experiment/distribution.ts'
import type { SchedulerSpec } from '../../experiment/experiment.ts'
import type { Pod } from '../../objects/index.ts'
import type { Duration } from '../../units.ts'
import type { Host, TimerHandle } from '../actor.ts'
import { Task } from '../task.ts'
import { NodeCache } from './cache.ts'
import { type GroupPlugin, type Handle, PluginBit, type QueueEvent, type WaitingPod } from './framework.ts'
import { Goroutines } from './goroutines.ts'
import { QueueLock } from './lock.ts'
import { NodeSearch } from './node-search.ts'
import type { SchedulingQueue } from './queue.ts'
import { ClassicQueue } from './queue-classic.ts'
import { HintsQueue } from './queue-hints.ts'
import type { QueuedPod } from './queued-pod.ts'
import { ApiReads } from './reads.ts'

/** What makes one kube-scheduler differ from another; `profiles.ts` lists the known ones. */
export interface Profile {
  /** Kubernetes minor version of the scheduler inside: 28 for 1.28 */
  readonly minor: number
  readonly schedulerName: string
  readonly plugin?: (handle: Handle) => GroupPlugin
  /** the pod-group cycle of 1.36 and later: a whole group is placed in one cycle */
  readonly groupCycle?: boolean
}

/** A pod at Permit, with the timer that ends its wait. */
export interface Waiter extends WaitingPod {
  readonly timer: TimerHandle
  /** told, and its goroutine has not had its turn yet */
  rejected?: boolean
}

/** Processor time of an attempt that finds no node, or one. `more`: others wait for their turn. */
export type AttemptCost = (found: boolean, more: boolean) => Duration

export class SchedulerCore {
  readonly host: Host
  readonly spec: SchedulerSpec
  readonly profile: Profile
  readonly plugin: GroupPlugin | undefined
  readonly queue: SchedulingQueue
  readonly cache: NodeCache
  readonly search: NodeSearch
  readonly reads: ApiReads
  readonly lock: QueueLock
  /** absent: whoever is woken runs at once, for its first step waits for the API anyway */
  readonly goroutines: Goroutines | undefined
  readonly waiting = new Map<number, Waiter>()
  /** pods given a node that the API does not show yet */
  readonly assumed = new Set<number>()
  /** pods of each group that the informers know */
  readonly members = new Map<string, Map<number, Pod>>()
  /** jobs selected by a Service: their pods get the default spreading */
  readonly spreads = new Set<string>()
  readonly cost: AttemptCost
  attempts = 0
  /** no comparison reads the API: what is done under the lock takes no time, so nobody ever waits for it */
  readonly immediate: boolean
  /** called when the queue may have something for the loop */
  wakeLoop: () => void = () => {}

  /** @param handle what the plugin may do; made by the scheduler, which knows all its parts */
  constructor(host: Host, spec: SchedulerSpec, profile: Profile, roundTrip: Distribution, handle: Handle, cost?: AttemptCost) {
    this.host = host
    this.spec = spec
    this.profile = profile
    this.reads = new ApiReads(host, spec.qps, spec.burst, sampler(roundTrip, host.random.stream('api-read')))
    this.lock = new QueueLock(this.reads)
    if (spec.lateRejections !== undefined) {
      const chance = host.random.stream('late-goroutines')
      this.goroutines = new Goroutines(spec.lateRejections / 100, () => chance.next())
    }
    const costs = host.random.stream('scheduler-cost')
    const placing = sampler(spec.cyclePlacing, costs)
    const failing = sampler(spec.cycleFailing, costs)
    this.cost = cost ?? ((found) => (found ? placing() : failing()))
    this.plugin = profile.plugin?.(handle)
    this.immediate = this.plugin?.takeReads === undefined
    this.cache = new NodeCache((pod) => this.plugin?.groupOf(pod))
    this.search = new NodeSearch(this.cache, {
      minor: profile.minor,
      percentage: spec.percentageOfNodesToScore,
      spreads: (pod) => this.spreads.has(pod.job),
      ties: host.random.stream('scheduler-ties'),
      scores: this.plugin?.disablesScores !== true,
    })
    const options = {
      less: this.plugin?.less?.bind(this.plugin) ?? byPriority,
      gate: (pod: Pod) => (this.plugin?.gated?.(pod) === true ? PluginBit[this.plugin.name] : undefined),
      listeners: (event: QueueEvent, pod: Pod) => this.#listeners(event, pod),
      initialBackoff: spec.initialBackoff,
      maxBackoff: spec.maxBackoff,
      onQueued: host.explains === undefined ? undefined : (q: QueuedPod, cause: string) => this.#noteQueued(q, cause),
    }
    this.queue = profile.minor >= 34 ? new HintsQueue(options, host.clockPhase) : new ClassicQueue(options)
  }

  /** Plugins that asked to hear of an event, of those that may have rejected this pod. */
  #listeners(event: QueueEvent, pod: Pod): number {
    let bits = 0
    if (event === 'pod-delete') {
      bits = PluginBit.NodeResourcesFit | PluginBit.NodePorts | PluginBit.InterPodAffinity | PluginBit.PodTopologySpread
    } else if (event === 'node-add' || event === 'node-update') {
      bits = ~(PluginBit.Coscheduling | PluginBit.Fluence | PluginBit.GangScheduling)
    }
    if (this.plugin?.listensTo(event, pod)) bits |= PluginBit[this.plugin.name]
    return bits
  }

  /** Does something to the queue under its lock, pays for the comparisons, wakes the loop if there is work, goes on. */
  underLock(work: () => void, then: () => void): void {
    if (this.immediate) {
      work()
      this.wakeLoop()
      then()
      return
    }
    this.lock.run(
      () => {
        work()
        return this.plugin?.takeReads?.() ?? 0
      },
      () => {
        this.wakeLoop()
        then()
      },
    )
  }

  /** An event that may let rejected pods be placed. */
  move(event: QueueEvent, selected: (q: QueuedPod) => boolean, then: () => void = () => {}): void {
    if (this.immediate) {
      this.queue.move(event, selected, this.host.now())
      this.wakeLoop()
      then()
    } else this.underLock(() => this.queue.move(event, selected, this.host.now()), then)
  }

  after(delay: Duration, run: () => void): TimerHandle {
    return this.host.at(this.host.now() + delay, new Task(run))
  }

  assume(pod: Pod, node: number): void {
    this.cache.hold(pod, this.cache.names[node] as string)
    this.assumed.add(pod.uid)
  }

  /** What goes back to the queue is the pod as the informer has it: while it was assumed its queue was not told of changes. */
  renew(q: QueuedPod): void {
    const group = this.plugin?.groupOf(q.pod)
    const latest = group === undefined ? undefined : this.members.get(group)?.get(q.pod.uid)
    if (latest !== undefined) q.pod = latest
  }

  /** Pods of a group that have no node yet. */
  unplaced(group: string): Pod[] {
    const pods: Pod[] = []
    for (const pod of this.members.get(group)?.values() ?? []) {
      if (pod.node === undefined && pod.deletedAt === undefined && !this.assumed.has(pod.uid)) pods.push(pod)
    }
    return pods
  }

  /** A step for `--explain`; the text is made only when somebody reads it. */
  step(pod: Pod, who: string, what: () => string): void {
    if (this.host.explains !== undefined && this.host.explains === pod.job) {
      this.host.note({ kind: 'step', job: pod.job, pod: pod.name, who, what: what() })
    }
  }

  noteAttempt(
    pod: Pod,
    number: number,
    result: 'bound' | 'unschedulable' | 'waiting',
    more: { plugin?: string; why?: string; node?: string },
  ): void {
    if (this.host.wantsNotes === false) return
    this.host.note({ kind: 'attempt', pod: pod.name, job: pod.job, result, number, ...more })
  }

  #noteQueued(q: QueuedPod, cause: string): void {
    if (this.host.explains !== q.pod.job) return
    const queue = q.gated ? 'gated' : q.place === 'backoff' || q.place === 'unschedulable' ? q.place : 'active'
    const until = queue === 'backoff' ? { until: this.queue.backoffUntil(q) } : {}
    this.host.note({ kind: 'queued', pod: q.pod.name, job: q.pod.job, queue, cause, ...until })
  }
}

/** PrioritySort: higher priority first, then the one that was queued earlier. */
function byPriority(a: QueuedPod, b: QueuedPod): boolean {
  return a.pod.priority === b.pod.priority ? a.timestamp < b.timestamp : a.pod.priority > b.pod.priority
}
