/**
 * Watches a cluster, simulated or real, for the clog predicate of semantics 4.5 and for livelock. Counters are kept at every
 * change, so that the question "can anything still move?" is asked in full only when they leave no other answer.
 */
import type { Experiment, JobRequest } from '../experiment/experiment.ts'
import { admits } from '../objects/admits.ts'
import { type Change, hasEnded, type Node, type Pod } from '../objects/index.ts'
import type { ClogReport } from '../record/events.ts'
import { minus, NO_RESOURCES, plus, type Resources } from '../resources.ts'
import type { Time } from '../units.ts'
import { isCloggedByCount } from './clogged.ts'
import { LivelockDetector } from './livelock.ts'
import { clogReport } from './report.ts'
import { type ClusterSnapshot, fitsOn, type GangPod, type PodKind } from './snapshot.ts'

/** The time it is told by, and who is told that nothing can move: a kernel, or whoever runs a real cluster. */
export interface ClogClock {
  readonly now: Time
  stop(): void
}

interface Gang {
  readonly request: JobRequest
  /** bound, not ended */
  readonly held: Map<number, Pod>
  /** not bound */
  readonly pending: Map<number, Pod>
  /** a pod has ended or is being deleted: what it holds will be released */
  begun: boolean
}

export class ClogWatch {
  readonly #clock: ClogClock
  readonly #livelock: LivelockDetector
  /** whether someone gives places back by himself (Kueue's PodsReady time-out) */
  readonly #evicts: boolean
  readonly #gangs = new Map<string, Gang>()
  /** what bound, unfinished pods ask of each node, and what is left of it */
  readonly #used = new Map<string, Resources>()
  readonly #free = new Map<string, Resources>()
  readonly #nodes = new Map<string, Node>()
  /** nodes that admit pods of the same rules; undefined: all of them */
  readonly #admitting = new Map<string, ReadonlySet<string> | undefined>()
  /** pods that hold a place in the scheduler only, and where */
  readonly #reserved = new Map<string, string>()
  readonly #keys = new WeakMap<Resources, string>()
  /** pending pods of each kind, and one of them */
  readonly #pending = new Map<string, { readonly pod: Pod; count: number }>()
  #held = 0
  #terminating = 0
  /** gangs that hold at least what they need, or will release what they hold */
  #whole = 0
  #clogged: { readonly at: number; readonly kind: ClogReport['kind'] } | undefined

  constructor(experiment: Experiment, jobs: readonly JobRequest[], clock: ClogClock) {
    this.#clock = clock
    this.#livelock = new LivelockDetector(experiment.limits.livelock, 0)
    this.#evicts = experiment.scheduler.name === 'kueue'
    for (const request of jobs) this.#gangs.set(request.name, { request, held: new Map(), pending: new Map(), begun: false })
  }

  /** Whether nothing can move, as of now. An empty cluster is not clogged: a job larger than it is refused beforehand. */
  get clogged(): boolean {
    return this.#clogged !== undefined
  }

  /** Who holds what and who waits for whom; null while anything can move. */
  report(): ClogReport | null {
    return this.#clogged === undefined ? null : clogReport(this.#snapshot(), this.#clogged.kind, this.#clogged.at)
  }

  reserved(note: { readonly kind: 'reserved' | 'released'; readonly pod: string; readonly node: string }): void {
    if (note.kind === 'reserved') {
      this.#reserved.set(note.pod, note.node)
      this.#livelock.observe('reserve', this.#clock.now)
      return
    }
    this.#reserved.delete(note.pod)
    this.#livelock.observe('release', this.#clock.now)
    if (this.#livelock.isLivelock(this.#clock.now, this.#whole)) this.#stop('livelock')
  }

  changed(change: Change): void {
    const { object } = change
    if (object.kind === 'node') {
      this.#nodeChanged(object, change.type === 'deleted')
      this.#check()
    } else if (object.kind === 'pod') {
      this.#podChanged(change as Change<Pod>)
      this.#check()
    }
  }

  #isWhole(gang: Gang): boolean {
    return gang.held.size > 0 && (gang.begun || gang.held.size >= gang.request.need)
  }

  #podChanged({ type, object: pod, old }: Change<Pod>): void {
    if (type === 'updated' && old !== undefined && isAsBefore(old, pod)) return
    const wasHeld = type !== 'added' && old?.node !== undefined && !hasEnded(old)
    const isHeld = type !== 'deleted' && pod.node !== undefined && !hasEnded(pod)
    if (wasHeld !== isHeld) this.#use(pod, isHeld)
    const gang = this.#gangs.get(pod.job)
    if (gang === undefined) return
    if (pod.node !== undefined || type === 'deleted') this.#reserved.delete(pod.name)
    if (this.#isWhole(gang)) this.#whole--
    const wasLeaving = wasHeld && old.deletedAt !== undefined
    const isLeaving = isHeld && pod.deletedAt !== undefined
    if (wasLeaving !== isLeaving) this.#terminating += isLeaving ? 1 : -1
    if (isHeld) gang.held.set(pod.uid, pod)
    else gang.held.delete(pod.uid)
    const isPending = type !== 'deleted' && pod.node === undefined && !hasEnded(pod)
    if (isPending !== gang.pending.has(pod.uid)) this.#countPending(pod, isPending ? 1 : -1)
    if (wasHeld !== isHeld) this.#held += isHeld ? 1 : -1
    if (isPending) gang.pending.set(pod.uid, pod)
    else gang.pending.delete(pod.uid)
    if (hasEnded(pod) || isLeaving) gang.begun = true
    if (this.#isWhole(gang)) this.#whole++
    if (isHeld && !wasHeld) this.#livelock.observe('bind', this.#clock.now)
    else if (wasHeld && !isHeld) this.#livelock.observe('finish', this.#clock.now)
  }

  /** A real node says that it lives every few seconds: only what it offers and whom it admits matters. */
  #nodeChanged(node: Node, gone: boolean): void {
    const { name, allocatable } = node
    if (gone) {
      this.#nodes.delete(name)
      this.#free.delete(name)
    } else {
      this.#nodes.set(name, node)
      this.#free.set(name, minus(allocatable, this.#used.get(name) ?? NO_RESOURCES))
    }
    this.#admitting.clear()
  }

  /** A pod may be seen on a node before the node is. */
  #use(pod: Pod, holds: boolean): void {
    const node = pod.node as string
    const change = holds ? plus : minus
    const request = { ...pod.request, pods: 1 }
    this.#used.set(node, change(this.#used.get(node) ?? NO_RESOURCES, request))
    const free = this.#free.get(node)
    if (free !== undefined) this.#free.set(node, holds ? minus(free, request) : plus(free, request))
  }

  #check(): void {
    const releases = this.#terminating + this.#reserved.size
    if (this.#whole > 0 || releases > 0 || this.#pending.size === 0 || this.#held === 0 || this.#evicts) {
      this.#clogged = undefined
      return
    }
    const clogged = isCloggedByCount({
      whole: this.#whole,
      releases,
      pending: [...this.#pending.values()].map(({ pod }) => this.#kindOf(pod)),
      fitsSomewhere: (kind) => this.#fitsSomewhere(kind),
    })
    if (clogged) this.#stop('deadlock')
    else this.#clogged = undefined
  }

  #stop(kind: ClogReport['kind']): void {
    this.#clogged ??= { at: this.#clock.now, kind }
    this.#clock.stop()
  }

  #countPending(pod: Pod, by: 1 | -1): void {
    const key = this.#keyOf(pod)
    const same = this.#pending.get(key)
    if (same === undefined) this.#pending.set(key, { pod, count: by })
    else if (same.count + by === 0) this.#pending.delete(key)
    else same.count += by
  }

  /** Pods of one key are alike to the nodes. Jobs mostly share their request objects, so the text is made once. */
  #keyOf(pod: Pod): string {
    const plain = pod.tolerations === undefined && pod.nodeSelector === undefined
    let key = plain ? this.#keys.get(pod.request) : undefined
    if (key === undefined) {
      const { cpu, memory, gpu } = pod.request
      key = `${cpu} ${memory} ${gpu} ${rulesKey(pod)}`
      if (plain) this.#keys.set(pod.request, key)
    }
    return key
  }

  #kindOf(pod: Pod): PodKind {
    const key = rulesKey(pod)
    if (!this.#admitting.has(key)) {
      const names = [...this.#nodes.values()].filter((node) => admits(node, pod)).map((node) => node.name)
      this.#admitting.set(key, names.length === this.#nodes.size ? undefined : new Set(names))
    }
    const allowedNodes = this.#admitting.get(key)
    return { request: { ...pod.request, pods: 1 }, ...(allowedNodes === undefined ? {} : { allowedNodes }) }
  }

  #fitsSomewhere(kind: PodKind): boolean {
    for (const [name, free] of this.#free) if (fitsOn(kind, name, free)) return true
    return false
  }

  #snapshot(): ClusterSnapshot {
    const free = new Map(this.#free)
    const gangs = []
    for (const { request, held, pending, begun } of this.#gangs.values()) {
      const pods: GangPod[] = []
      for (const pod of held.values()) {
        pods.push({
          name: pod.name,
          state: pod.deletedAt === undefined ? 'held' : 'terminating',
          node: pod.node as string,
          ...this.#kindOf(pod),
        })
      }
      for (const pod of pending.values()) {
        const node = this.#reserved.get(pod.name)
        if (node === undefined) pods.push({ name: pod.name, state: 'pending', ...this.#kindOf(pod) })
        else {
          const kind = this.#kindOf(pod)
          pods.push({ name: pod.name, state: 'reserved', node, ...kind })
          free.set(node, minus(free.get(node) ?? NO_RESOURCES, kind.request))
        }
      }
      if (pods.length > 0) gangs.push({ job: request.name, need: request.need, pods, begun })
    }
    return { nodes: [...free].map(([name, room]) => ({ name, free: room })), gangs }
  }
}

/** Pods with equal rules for nodes share one text; most have none. */
function rulesKey({ tolerations, nodeSelector }: Pod): string {
  return tolerations === undefined && nodeSelector === undefined ? '' : JSON.stringify([tolerations, nodeSelector])
}

/** Whether a change leaves alone all that is looked at here. */
function isAsBefore(old: Pod, pod: Pod): boolean {
  return old.node === pod.node && old.deletedAt === pod.deletedAt && hasEnded(old) === hasEnded(pod)
}
