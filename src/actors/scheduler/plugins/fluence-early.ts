/**
 * The first two Fluences, flaws included (semantics 5.2, 5.3). Neither has a Permit: a pod is bound to the node it was handed as
 * soon as that fits, its siblings or not.
 *
 * F1 (fluence-original): a list of nodes per group, one handed out at each PreFilter call, also to a retry; when it is used up
 * the next call asks for a second full allocation. F2: one allocation per group, its last node handed out again and again when
 * more pods ask than nodes were given.
 * Both read a PodGroup for each pod in each comparison. Semantics 5.3 has F2 without those reads; but the recorded run6 bound a pod
 * every 0.9 s with 500 pending, which is what some 40 reads a pop cost at 50 a second, and without them it would end in two
 * thirds of its time.
 *
 * In both the Fluxion job belongs to the pod that asked and is cancelled when that pod ends.
 */
import { type Change, hasEnded, type Pod, type PodGroup } from '../../../objects/index.ts'
import type { Time } from '../../../units.ts'
import { Fluxion, type FluxionNode } from '../../fluxion/fluxion.ts'
import type { GroupPlugin, Handle, PreFilterResult, QueueEvent } from '../framework.ts'
import type { QueuedPod } from '../queued-pod.ts'
import { coresOf } from './fluence.ts'

export class EarlyFluence implements GroupPlugin {
  readonly name = 'Fluence'
  readonly disablesScores = true
  readonly watchesPods = true
  readonly #handle: Handle
  readonly #version: 'F1' | 'F2'
  readonly #nodes: () => readonly FluxionNode[]
  readonly #sizeOf: (group: string) => number
  readonly #groups = new Map<string, PodGroup>()
  readonly #firstSeen = new Map<string, Time>()
  /** nodes of a group not yet handed out */
  readonly #lists = new Map<string, string[]>()
  /** F2: the node a pod was handed first. That a retry keeps it is inferred: else run6 could not have completed */
  readonly #given = new Map<number, string>()
  /** pod that asked, to its Fluxion job and group */
  readonly #jobs = new Map<number, { readonly id: number; readonly group: string; readonly job: string }[]>()
  #fluxion: Fluxion | undefined
  #reads = 0
  matches = 0
  busy = 0

  /** @param sizeOf F2 only: group size as the pods are labelled (`fluence.group-size`); F1 reads minMember of the PodGroup */
  constructor(handle: Handle, version: 'F1' | 'F2', nodes: () => readonly FluxionNode[], sizeOf: (group: string) => number) {
    this.#handle = handle
    this.#version = version
    this.#nodes = nodes
    this.#sizeOf = sizeOf
  }

  groupOf(pod: Pod): string | undefined {
    return pod.podGroup
  }

  less(a: QueuedPod, b: QueuedPod): boolean {
    if (a.pod.priority !== b.pod.priority) return a.pod.priority > b.pod.priority
    const x = this.#sortTime(a)
    const y = this.#sortTime(b)
    return x === y ? a.pod.name < b.pod.name : x < y
  }

  #sortTime(q: QueuedPod): Time {
    const name = q.pod.podGroup
    if (name === undefined) return q.firstTimestamp
    this.#reads++
    if (this.#version === 'F2') return this.#firstSeen.get(name) ?? q.firstTimestamp
    return this.#groups.get(name)?.creationTimestamp ?? q.firstTimestamp
  }

  takeReads(): number {
    const n = this.#reads
    this.#reads = 0
    return n
  }

  preFilter(q: QueuedPod, then: (result: PreFilterResult) => void): void {
    const name = q.pod.podGroup
    this.#handle.read(name === undefined ? 0 : 1, () => then(this.#hand(q.pod, name)))
  }

  #hand(pod: Pod, name: string | undefined): PreFilterResult {
    const key = name ?? pod.name
    const group = name === undefined ? undefined : this.#groups.get(name)
    if (this.#version === 'F1' && name !== undefined && group === undefined) return { ok: false, why: `podgroup ${name} not found` }
    let list = this.#lists.get(key)
    if (list === undefined) {
      const slots = name === undefined ? 1 : (group?.minMember ?? this.#sizeOf(name))
      const asked = this.#ask(pod, key, slots)
      if (asked === undefined) return { ok: false, why: 'rpc error: code = Unknown desc = Allocation was not possible' }
      list = asked
      this.#lists.set(key, list)
    }
    const sticky = this.#version === 'F2'
    const next = (sticky ? this.#given.get(pod.uid) : undefined) ?? (sticky && list.length === 1 ? list[0] : list.shift())
    if (sticky && next !== undefined) this.#given.set(pod.uid, next)
    if (list.length === 0) this.#lists.delete(key)
    const node = next === undefined ? undefined : this.#handle.nodeNamed(next)
    return node === undefined ? { ok: false, error: true, why: `node ${next ?? '""'} not found` } : { ok: true, node }
  }

  #ask(pod: Pod, group: string, slots: number): string[] | undefined {
    this.#fluxion ??= new Fluxion(this.#nodes())
    const cpuPerSlot = coresOf(pod)
    const match = this.#fluxion.match(slots, cpuPerSlot)
    // one entry for each slot
    const nodes = match.busy ? null : match.nodes.flatMap((n) => Array.from({ length: n.tasks }, () => n.node))
    this.#handle.host.note({ kind: 'matched', job: pod.job, pod: pod.name, slots, cpuPerSlot, nodes: nodes && [...nodes], flux: match.id })
    if (nodes === null) {
      this.busy++
      return undefined
    }
    this.matches++
    const jobs = this.#jobs.get(pod.uid) ?? []
    jobs.push({ id: match.id, group, job: pod.job })
    this.#jobs.set(pod.uid, jobs)
    return nodes
  }

  listensTo(event: QueueEvent): boolean {
    return event === 'pod-delete' || event === 'pod-group-add' || event === 'pod-group-update'
  }

  observe(change: Change): void {
    const { object, type } = change
    if (object.kind === 'pod-group') {
      if (type === 'deleted') this.#groups.delete(object.name)
      else this.#groups.set(object.name, object)
      return
    }
    if (object.kind !== 'pod') return
    const group = object.podGroup
    if (type === 'added' && group !== undefined && !this.#firstSeen.has(group)) this.#firstSeen.set(group, object.createdAt)
    if (type === 'deleted' || hasEnded(object)) this.#given.delete(object.uid)
    const jobs = this.#jobs.get(object.uid)
    if (jobs === undefined || (type !== 'deleted' && !hasEnded(object))) return
    this.#jobs.delete(object.uid)
    for (const { id, group: key, job } of jobs) {
      this.#fluxion?.cancel(id)
      this.#handle.host.note({ kind: 'cancelled', job, flux: id, cause: `${object.name}, which asked for it, ended` })
      if (this.#version === 'F2') this.#lists.delete(key)
    }
  }
}
