/**
 * Coscheduling of scheduler-plugins, in two generations (semantics 6).
 *
 * 0.28: the plugin reads PodGroups without a cache: one read for each labelled pod in each comparison of queue sort, one in
 * PreFilter, PostFilter, Permit (two when it answers Wait) and Unreserve, all from one bucket of 50 a second. That decides its speed.
 * 0.34 (scheduler-plugins v0.34.7, pkg/coscheduling): reads are cached; a group's last failure replaces its creation time in queue
 * sort, also in the middle of a heap; the plugin counts a group's placed pods by itself; and it looks at no event more closely.
 */
import { type Change, hasEnded, type Pod, type PodGroup } from '../../../objects/index.ts'
import { type Duration, MINUTE, SECOND, type Time } from '../../../units.ts'
import type { GroupPlugin, Handle, PermitResult, PreFilterResult, QueueEvent } from '../framework.ts'
import type { QueuedPod } from '../queued-pod.ts'

export interface CoschedulingOptions {
  /** whether PodGroups are read from the API at each use (0.28) or from an informer's cache (master) */
  readonly uncached: boolean
  /** permitWaitingTimeSeconds; a group's own scheduleTimeout goes before it */
  readonly permitWaitingTime: Duration
  readonly podGroupBackoff: Duration
  /** part of a group, in per cent, that may be missing without its waiting pods being rejected */
  readonly rejectPercentage: number
}

/** The framework waits for no permit longer than this (vector C7). */
export const PERMIT_CAP: Duration = 15 * MINUTE
const DEFAULT_WAIT: Duration = 60 * SECOND

/**
 * Whether PostFilter lets the waiting pods of a group keep their places, with `assigned` of `minMember` having one: the gap,
 * in the single precision that 0.28 uses, is at most the tolerated part (vectors C1-C3).
 * @example keepsWaiting(9, 10, 10) // true
 */
export function keepsWaiting(assigned: number, minMember: number, rejectPercentage: number): boolean {
  return Math.fround(Math.fround(minMember - assigned) / Math.fround(minMember)) <= Math.fround(rejectPercentage / 100)
}

/** How long a member may wait at Permit: its group's own time, else the plugin's, else 60 s; never over 15 min. */
export function permitTimeout(group: PodGroup, permitWaitingTime: Duration): Duration {
  const wait = group.scheduleTimeout !== undefined && group.scheduleTimeout > 0 ? group.scheduleTimeout : permitWaitingTime
  return Math.min(PERMIT_CAP, wait > 0 ? wait : DEFAULT_WAIT)
}

export class Coscheduling implements GroupPlugin {
  readonly name = 'Coscheduling'
  readonly #handle: Handle
  readonly #options: CoschedulingOptions
  readonly #groups = new Map<string, PodGroup>()
  readonly #backedOff = new Map<string, Time>()
  /** 0.34: when a group last failed to be scheduled */
  readonly #lastFailure = new Map<string, Time>()
  /** 0.34: pods of each group that have a place: from Permit until Unreserve or their end */
  readonly #placed = new Map<string, Set<string>>()
  readonly withoutHints = true
  #reads = 0

  constructor(handle: Handle, options: CoschedulingOptions) {
    this.#handle = handle
    this.#options = options
  }

  #assigned(group: string): number {
    return this.#options.uncached ? this.#handle.assigned(group) : (this.#placed.get(group)?.size ?? 0)
  }

  #place(group: string, pod: Pod): void {
    const placed = this.#placed.get(group)
    if (placed === undefined) this.#placed.set(group, new Set([pod.name]))
    else placed.add(pod.name)
  }

  groupOf(pod: Pod): string | undefined {
    return pod.podGroup
  }

  /** Priority, then the group's creation in whole seconds (a pod's own first try without one), then name. Vector C8. */
  less(a: QueuedPod, b: QueuedPod): boolean {
    if (a.pod.priority !== b.pod.priority) return a.pod.priority > b.pod.priority
    const x = this.#sortTime(a)
    const y = this.#sortTime(b)
    return x === y ? a.pod.name < b.pod.name : x < y
  }

  #sortTime(q: QueuedPod): Time {
    const name = q.pod.podGroup
    if (name === undefined) return q.firstTimestamp
    if (this.#options.uncached) this.#reads++
    const group = this.#groups.get(name)
    if (group === undefined) return q.firstTimestamp
    return (this.#options.uncached ? undefined : this.#lastFailure.get(name)) ?? group.creationTimestamp
  }

  takeReads(): number {
    const n = this.#reads
    this.#reads = 0
    return n
  }

  #read(n: number, then: () => void): void {
    this.#handle.read(this.#options.uncached ? n : 0, then)
  }

  preFilter(q: QueuedPod, then: (result: PreFilterResult) => void): void {
    const name = q.pod.podGroup
    if (name === undefined) {
      then({ ok: true })
      return
    }
    this.#read(1, () => {
      const group = this.#groups.get(name)
      if (group === undefined) then({ ok: true })
      else if ((this.#backedOff.get(name) ?? 0) > this.#handle.host.now()) then({ ok: false, why: `podGroup ${name} failed recently` })
      else {
        const members = this.#handle.members(name).length
        if (members < group.minMember) {
          then({
            ok: false,
            why: `pre-filter pod ${q.pod.name} cannot find enough sibling pods, current pods number: ${members}, minMember of group: ${group.minMember}`,
          })
        } else then({ ok: true })
      }
    })
  }

  postFilter(q: QueuedPod, then: () => void): void {
    const name = q.pod.podGroup
    if (name === undefined) {
      then()
      return
    }
    this.#read(1, () => {
      const group = this.#groups.get(name)
      if (group !== undefined) this.#rejectSiblings(group)
      then()
    })
  }

  #rejectSiblings(group: PodGroup): void {
    const { name, minMember } = group
    const assigned = this.#assigned(name)
    if (assigned >= minMember || keepsWaiting(assigned, minMember, this.#options.rejectPercentage)) return
    for (const waiter of this.#handle.waiting()) {
      if (waiter.group === name) this.#handle.reject(waiter, this.name, 'optimistic rejection in PostFilter')
    }
    this.#lastFailure.set(name, this.#handle.host.now())
    if (this.#options.podGroupBackoff > 0 && this.#handle.members(name).length >= minMember) {
      this.#backedOff.set(name, this.#handle.host.now() + this.#options.podGroupBackoff)
    }
  }

  permit(q: QueuedPod, _node: number, then: (result: PermitResult) => void): void {
    const name = q.pod.podGroup
    if (name === undefined) {
      then({ kind: 'allow' })
      return
    }
    this.#read(1, () => {
      const group = this.#groups.get(name)
      if (group === undefined) {
        then({ kind: 'reject', why: 'PodGroup not found' })
        return
      }
      const assigned = this.#assigned(name)
      this.#place(name, q.pod)
      if (assigned + 1 >= group.minMember) {
        this.#lastFailure.delete(name)
        for (const waiter of this.#handle.waiting()) if (waiter.group === name) this.#handle.allow(waiter)
        then({ kind: 'allow' })
        return
      }
      this.#read(1, () => {
        const siblings = assigned === 0 ? this.#handle.members(name).filter((p) => p.uid !== q.pod.uid) : []
        then({ kind: 'wait', timeout: permitTimeout(group, this.#options.permitWaitingTime), activate: siblings })
      })
    })
  }

  unreserve(q: QueuedPod, then: () => void): void {
    const name = q.pod.podGroup
    if (name === undefined) {
      then()
      return
    }
    this.#read(1, () => {
      if (this.#groups.has(name)) {
        this.#placed.get(name)?.delete(q.pod.name)
        for (const waiter of this.#handle.waiting()) {
          if (waiter.group === name) this.#handle.reject(waiter, this.name, 'rejection in Unreserve')
        }
        this.#lastFailure.set(name, this.#handle.host.now())
      }
      then()
    })
  }

  /**
   * Registered: a pod that appears, and changes of PodGroups. Of pods, those that have been bound tell from 1.34 on; before, only
   * pods with a matching required affinity hear of them, so never in practice.
   */
  listensTo(event: QueueEvent): boolean {
    return event === 'pod-group-add' || event === 'pod-group-update' || event === 'pod-add'
  }

  observe(change: Change): void {
    const { object, type } = change
    if (object.kind === 'pod' && object.podGroup !== undefined && object.node !== undefined) {
      if (type === 'deleted' || hasEnded(object)) this.#placed.get(object.podGroup)?.delete(object.name)
      else if (type === 'added') this.#place(object.podGroup, object)
    }
    if (change.object.kind !== 'pod-group') return
    if (change.type === 'deleted') {
      this.#groups.delete(change.object.name)
      this.#lastFailure.delete(change.object.name)
    } else this.#groups.set(change.object.name, change.object)
  }
}
