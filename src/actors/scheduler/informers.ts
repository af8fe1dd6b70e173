/** From watches to queue and cache: the two handlers of the pod informer, and those of nodes, Services and PodGroups. Semantics 1.1, 1.3. */
import { type Change, hasEnded, type Node, type Pod, type PodGroup, type Service } from '../../objects/index.ts'
import type { Binding } from './binding.ts'
import type { SchedulerCore } from './core.ts'
import { Feed } from './feed.ts'
import type { QueueEvent } from './framework.ts'
import type { GroupQueue } from './group-queue.ts'
import type { QueuedPod } from './queued-pod.ts'

export class Informers {
  readonly #core: SchedulerCore
  readonly #binding: Binding
  readonly #groups: GroupQueue | undefined
  readonly #assigned = new Feed<Change<Pod>>((change, next) => this.#assignedPod(change, next))
  readonly #unassigned = new Feed<Change<Pod>>((change, next) => this.#unassignedPod(change, next))

  constructor(core: SchedulerCore, binding: Binding, groups: GroupQueue | undefined) {
    this.#core = core
    this.#binding = binding
    this.#groups = groups
  }

  nodeChanged({ type, object }: Change<Node>): void {
    const { cache, search } = this.#core
    if (type === 'deleted') {
      cache.removeNode(object)
      return
    }
    cache.setNode(object)
    // only pods that would fit this very node; during a cycle the cache does not show it yet: then all
    const node = cache.frozen ? undefined : cache.indexOf(object.name)
    this.#core.move(type === 'added' ? 'node-add' : 'node-update', (q) => node === undefined || 'node' in search.find(q.pod, node))
  }

  serviceChanged({ type, object }: Change<Service>): void {
    if (type === 'deleted') this.#core.spreads.delete(object.selectsJob)
    else this.#core.spreads.add(object.selectsJob)
  }

  groupChanged(change: Change<PodGroup>): void {
    const { type, object } = change
    const { plugin, profile } = this.#core
    plugin?.observe?.(change)
    if (type === 'deleted' || plugin === undefined) return
    this.#groups?.changed(object.name)
    const event: QueueEvent = type === 'added' ? 'pod-group-add' : 'pod-group-update'
    this.#core.move(event, profile.minor < 34 ? () => true : this.#wokenBy(object.name))
  }

  /** Whom an event about a group may wake: queueing hints look at which group it is; without them every group's pods are moved. */
  #wokenBy(group: string | undefined): (q: QueuedPod) => boolean {
    const { plugin } = this.#core
    return plugin?.withoutHints === true ? () => true : (q) => plugin?.groupOf(q.pod) === group
  }

  /**
   * Whether anything comes of a change: nothing does when the pod had ended before, nor, from 1.34 on, when one that has its node starts
   * or becomes ready (before, it counted as a move request). A plugin that watches pods may see more in either.
   */
  heeds({ type, object: pod, old }: Change<Pod>): boolean {
    const { plugin, profile } = this.#core
    if (old === undefined || plugin?.watchesPods === true) return true
    if (hasEnded(old)) return false
    return !(
      profile.minor >= 34 &&
      type === 'updated' &&
      old.node !== undefined &&
      old.node === pod.node &&
      old.deletedAt === pod.deletedAt &&
      !hasEnded(pod)
    )
  }

  /** The informer shows pods that have not ended; so a pod's end arrives as a deletion. */
  podChanged(change: Change<Pod>): void {
    const { object: pod, old } = change
    const core = this.#core
    const was = isThere(change.type !== 'added', old)
    const is = isThere(change.type !== 'deleted', pod)
    this.#list(pod, is)
    core.plugin?.observe?.(change)
    if ((was && old?.node !== undefined) || (is && pod.node !== undefined)) this.#assigned.push(change)
    if (pod.schedulerName !== core.profile.schedulerName) return
    // bound: the binding goroutine has taken it out of the queue already
    if ((is && pod.node === undefined) || (was && old?.node === undefined && change.type === 'deleted')) this.#unassigned.push(change)
  }

  /** A pod with a node, before or after the change. */
  #assignedPod({ type, object: pod, old }: Change<Pod>, next: () => void): void {
    const known = isThere(type !== 'added', old) && old?.node !== undefined
    if (isThere(type !== 'deleted', pod) && pod.node !== undefined) this.#assignedChanged(pod, known, next)
    else this.#assignedGone(pod, next)
  }

  /** A pod of ours without one. */
  #unassignedPod({ type, object: pod, old }: Change<Pod>, next: () => void): void {
    if (!isThere(type !== 'deleted', pod) || pod.node !== undefined) this.#unassignedGone(pod, next)
    else if (isThere(type !== 'added', old) && old?.node === undefined) this.#unassignedChanged(pod, next)
    else this.#unassignedAdded(pod, next)
  }

  #list(pod: Pod, is: boolean): void {
    const group = this.#core.plugin?.groupOf(pod)
    if (group === undefined) return
    const { members } = this.#core
    let pods = members.get(group)
    if (pods === undefined) {
      pods = new Map()
      members.set(group, pods)
    }
    if (is) pods.set(pod.uid, pod)
    else pods.delete(pod.uid)
  }

  #assignedChanged(pod: Pod, known: boolean, next: () => void): void {
    const core = this.#core
    core.cache.hold(pod, pod.node as string)
    core.assumed.delete(pod.uid)
    // up to 1.33 it selects only pods with a required term for this one, which there are none of; yet it counts as a move request
    if (core.profile.minor < 34) core.move(known ? 'pod-update' : 'pod-add', () => false, next)
    else if (known || core.plugin === undefined) next()
    else core.move('pod-add', this.#wokenBy(core.plugin.groupOf(pod)), next)
  }

  #assignedGone(pod: Pod, next: () => void): void {
    this.#core.cache.release(pod.uid)
    this.#core.move('pod-delete', () => true, next)
  }

  #unassignedAdded(pod: Pod, next: () => void): void {
    const core = this.#core
    const group = core.plugin?.groupOf(pod)
    if (group !== undefined && this.#groups !== undefined) {
      this.#groups.changed(group)
      next()
      return
    }
    core.underLock(() => {
      core.queue.add(pod, core.host.now())
      // the creation of a pod is an event for its group: with the gang scheduling gate (semantics 1.10.5)
      if (group === undefined || core.profile.minor < 35) return
      core.queue.move('pod-create', (q) => q.pod.uid !== pod.uid && core.plugin?.groupOf(q.pod) === group, core.host.now())
    }, next)
  }

  #unassignedChanged(pod: Pod, next: () => void): void {
    if (this.#core.assumed.has(pod.uid)) next()
    else this.#core.underLock(() => this.#core.queue.update(pod), next)
  }

  #unassignedGone(pod: Pod, next: () => void): void {
    const core = this.#core
    core.underLock(() => void core.queue.delete(pod), next)
    const group = core.plugin?.groupOf(pod)
    if (group !== undefined) this.#groups?.memberGone(group)
    const waiter = core.waiting.get(pod.uid)
    if (waiter === undefined) return
    this.#binding.reject(waiter, undefined, 'the pod was deleted')
    // and once more when its goroutine has given the place back
    core.move('pod-delete', () => true)
  }
}

/** Whether the informer shows a pod: one that exists and has not ended. */
function isThere(exists: boolean, pod: Pod | undefined): boolean {
  return exists && pod !== undefined && !hasEnded(pod)
}
