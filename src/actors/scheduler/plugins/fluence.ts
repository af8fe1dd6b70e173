/**
 * Fluence F4 and F5: the group's nodes are asked of Fluxion once, by one of its pods, and each pod keeps the node it was
 * given for life; Permit gathers the group as coscheduling does (semantics 5.4, 5.5 and, where they differ, 5.9).
 *
 * PodGroups are read without a cache, as by coscheduling 0.28, so the same 50 reads a second decide its speed.
 */
import { type Change, hasEnded, type Pod, type PodGroup } from '../../../objects/index.ts'
import type { Stream } from '../../../random.ts'
import { type Duration, SECOND, type Time } from '../../../units.ts'
import { Fluxion, type FluxionNode } from '../../fluxion/fluxion.ts'
import { Task } from '../../task.ts'
import { Feed } from '../feed.ts'
import type { GroupPlugin, Handle, PermitResult, PreFilterResult, QueueEvent } from '../framework.ts'
import type { QueuedPod } from '../queued-pod.ts'
import { permitTimeout } from './coscheduling.ts'

export interface FluenceOptions {
  readonly version: 'F4' | 'F5'
  readonly permitWaitingTime: Duration
  /** the nodes as the sidecar saw them at its start */
  readonly graph: () => readonly FluxionNode[]
}

/** How long a matched group counts as permitted, so that its other pods do not ask again. */
const PERMITTED: Duration = 60 * SECOND
/** A match, through gRPC and Fluxion: 2-3 ms as measured (semantics 5.9). */
const MATCH: readonly [Duration, Duration] = [2_000, 3_000]

/** Cores a slot asks for: the cpu request in whole cores, rounded up. */
export function coresOf(pod: Pod): number {
  return Math.max(1, Math.ceil(pod.request.cpu / 1000))
}

export class Fluence implements GroupPlugin {
  readonly name = 'Fluence'
  readonly disablesScores = true
  readonly watchesPods = true
  readonly #handle: Handle
  readonly #options: FluenceOptions
  readonly #groups = new Map<string, PodGroup>()
  readonly #nodeOf = new Map<number, string>()
  readonly #jobOf = new Map<string, number>()
  readonly #jobNames = new Map<string, string>()
  readonly #permitted = new Map<string, Time>()
  readonly #informer = new Feed<Change<Pod>>((change, next) => this.#handle.read(1, () => this.#seen(change, next)))
  readonly #lister: Stream
  readonly #latency: Stream
  #fluxion: Fluxion | undefined
  #reads = 0
  matches = 0
  busy = 0

  constructor(handle: Handle, options: FluenceOptions) {
    this.#handle = handle
    this.#options = options
    this.#lister = handle.host.random.stream('fluence-lister')
    this.#latency = handle.host.random.stream('fluence-match')
  }

  get #graph(): Fluxion {
    this.#fluxion ??= new Fluxion(this.#options.graph())
    return this.#fluxion
  }

  groupOf(pod: Pod): string | undefined {
    return pod.podGroup
  }

  /** Priority, then the group's scheduleStartTime (a pod's own first try without one), then name. Vector F-9. */
  less(a: QueuedPod, b: QueuedPod): boolean {
    if (a.pod.priority !== b.pod.priority) return a.pod.priority > b.pod.priority
    const x = this.#sortTime(a)
    const y = this.#sortTime(b)
    return x === y ? a.pod.name < b.pod.name : x < y
  }

  #sortTime(q: QueuedPod): Time {
    if (q.pod.podGroup === undefined) return q.firstTimestamp
    this.#reads++
    return this.#groups.get(q.pod.podGroup)?.scheduleStartTime ?? q.firstTimestamp
  }

  takeReads(): number {
    const n = this.#reads
    this.#reads = 0
    return n
  }

  preFilter(q: QueuedPod, then: (result: PreFilterResult) => void): void {
    const known = this.#assigned(q.pod)
    if (known !== undefined) {
      then(known)
      return
    }
    const name = q.pod.podGroup
    if (name === undefined) {
      then(this.#nowhere('it has no group'))
      return
    }
    this.#handle.read(1, () => this.#ask(q, name, then))
  }

  #assigned(pod: Pod): PreFilterResult | undefined {
    const name = this.#nodeOf.get(pod.uid)
    const node = name === undefined ? undefined : this.#handle.nodeNamed(name)
    return node === undefined ? undefined : { ok: true, node }
  }

  /** Passes with the node name "", and the scheduler then fails to look that node up: an error, blamed on no plugin. */
  #nowhere(why: string): PreFilterResult {
    return { ok: false, error: true, why: `nodeinfo not found for node name "" (${why})` }
  }

  #ask(q: QueuedPod, name: string, then: (result: PreFilterResult) => void): void {
    const group = this.#groups.get(name)
    if (group === undefined) {
      then(
        this.#options.version === 'F5'
          ? this.#nowhere('its PodGroup does not exist yet')
          : { ok: false, why: `podgroup ${name} not found` },
      )
      return
    }
    const pods = this.#shuffled(this.#handle.members(name))
    if (pods.length < group.minMember) {
      then({
        ok: false,
        why: `pre-filter pod ${q.pod.name} cannot find enough sibling pods, current pods number: ${pods.length}, minMember of group: ${group.minMember}`,
      })
      return
    }
    if ((this.#permitted.get(name) ?? 0) > this.#handle.host.now()) {
      then(this.#nowhere('its group is permitted, but it was given no node'))
      return
    }
    if (this.#options.version === 'F4' && pods[0]?.uid !== q.pod.uid) {
      then({ ok: false, why: `pod ${q.pod.name} is not the first of its group, and the group has no nodes yet` })
      return
    }
    const [low, high] = MATCH
    const wait = Math.round(low + this.#latency.next() * (high - low))
    this.#handle.host.at(this.#handle.host.now() + wait, new Task(() => then(this.#match(q.pod, group, pods))))
  }

  /** The lister walks a Go map: another order at each call. */
  #shuffled(pods: readonly Pod[]): Pod[] {
    const shuffled = [...pods]
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.#lister.below(i + 1)
      const swapped = shuffled[i] as Pod
      shuffled[i] = shuffled[j] as Pod
      shuffled[j] = swapped
    }
    return shuffled
  }

  #match(pod: Pod, group: PodGroup, pods: readonly Pod[]): PreFilterResult {
    const { name, minMember } = group
    this.#cancel(name, 'the group asks anew')
    const cpuPerSlot = coresOf(pods[0] as Pod)
    const match = this.#graph.match(minMember, cpuPerSlot)
    const nodes = match.busy ? null : match.nodes.map((n) => n.node)
    this.#handle.host.note({ kind: 'matched', job: pod.job, pod: pod.name, slots: minMember, cpuPerSlot, nodes, flux: match.id })
    if (nodes === null) {
      this.busy++
      return { ok: false, why: 'rpc error: code = Unknown desc = Allocation was not possible' }
    }
    this.matches++
    this.#jobOf.set(name, match.id)
    this.#jobNames.set(name, pod.job)
    this.#permitted.set(name, this.#handle.host.now() + PERMITTED)
    if (nodes.length !== pods.length) this.#cancel(name, `${nodes.length} nodes for ${pods.length} pods`)
    for (let i = 0; i < Math.min(nodes.length, pods.length); i++) this.#nodeOf.set((pods[i] as Pod).uid, nodes[i] as string)
    return this.#assigned(pod) ?? this.#nowhere('its group was given fewer nodes than it has pods')
  }

  #cancel(group: string, cause: string): void {
    const id = this.#jobOf.get(group)
    if (id === undefined) return
    this.#jobOf.delete(group)
    this.#graph.cancel(id)
    this.#handle.host.note({ kind: 'cancelled', job: this.#jobNames.get(group) ?? group, flux: id, cause })
  }

  postFilter(q: QueuedPod, then: () => void): void {
    const name = q.pod.podGroup
    if (name === undefined) {
      then()
      return
    }
    this.#handle.read(1, () => {
      const group = this.#groups.get(name)
      if (group !== undefined && this.#handle.assigned(name) < group.minMember) {
        this.#rejectAll(name, 'rejection in PostFilter')
        this.#permitted.delete(name)
      }
      then()
    })
  }

  #rejectAll(group: string, cause: string): void {
    for (const waiter of this.#handle.waiting()) if (waiter.group === group) this.#handle.reject(waiter, this.name, cause)
  }

  permit(q: QueuedPod, _node: number, then: (result: PermitResult) => void): void {
    const name = q.pod.podGroup
    this.#handle.read(name === undefined ? 0 : 1, () => {
      const group = name === undefined ? undefined : this.#groups.get(name)
      if (name === undefined || group === undefined) {
        then(name === undefined ? { kind: 'allow' } : { kind: 'reject', why: 'PodGroup not found' })
        return
      }
      const assigned = this.#handle.assigned(name)
      if (assigned + 1 >= group.minMember) {
        for (const waiter of this.#handle.waiting()) if (waiter.group === name) this.#handle.allow(waiter)
        then({ kind: 'allow' })
        return
      }
      this.#handle.read(1, () => {
        const siblings = assigned === 0 ? this.#handle.members(name).filter((p) => p.uid !== q.pod.uid) : []
        then({ kind: 'wait', timeout: permitTimeout(group, this.#options.permitWaitingTime), activate: siblings })
      })
    })
  }

  unreserve(q: QueuedPod, then: () => void): void {
    const name = q.pod.podGroup
    this.#handle.read(name === undefined ? 0 : 1, () => {
      if (name !== undefined) {
        this.#rejectAll(name, 'rejection in Unreserve')
        this.#permitted.delete(name)
      }
      then()
    })
  }

  /** Registered: Pod Add|Delete and PodGroup Add|Update|Delete. */
  listensTo(event: QueueEvent): boolean {
    return (
      event === 'pod-delete' || event === 'pod-add' || event === 'pod-create' || event === 'pod-group-add' || event === 'pod-group-update'
    )
  }

  observe(change: Change): void {
    const { object, type } = change
    if (object.kind === 'pod-group') {
      if (type === 'deleted') this.#groups.delete(object.name)
      else this.#groups.set(object.name, object)
      return
    }
    if (object.kind === 'pod' && object.podGroup !== undefined && type !== 'added') this.#informer.push(change as Change<Pod>)
  }

  /** Its own informer reads the PodGroup at each change of a pod, whatever it is. */
  #seen({ object: pod, type }: Change<Pod>, next: () => void): void {
    if (type === 'deleted' || hasEnded(pod)) {
      this.#nodeOf.delete(pod.uid)
      this.#cancel(pod.podGroup as string, `${pod.name} ${type === 'deleted' ? 'is gone' : 'ended'}`)
    }
    next()
  }
}
