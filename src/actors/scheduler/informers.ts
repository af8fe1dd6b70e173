/** From watches to queue and cache: the two handlers of the pod informer, and those of nodes, Services and PodGroups. Semantics 1.1, 1.3. */
import { type Change, hasEnded, type Node, type Pod, type PodGroup, type Service } from '../../objects/index.ts'
import type { Binding } from './binding.ts'
import type { SchedulerCore } from './core.ts'
import { Feed } from './feed.ts'
import type { QueueEvent } from './framework.ts'
import type { GroupQueue } from './group-queue.ts'

export class Informers {
  readonly #core: SchedulerCore
  readonly #binding: Binding
  readonly #groups: GroupQueue | undefined
  readonly #assigned = new Feed()
  readonly #unassigned = new Feed()

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
    // queueing hints look at which group it is; before them every group's pods were moved
    this.#core.move(event, (q) => profile.minor < 34 || plugin.groupOf(q.pod) === object.name)
  }

  /** The informer shows pods that have not ended; so a pod's end arrives as a deletion. */
  podChanged(change: Change<Pod>): void {
    const { object: pod, old, type } = change
    const core = this.#core
    const was = type !== 'added' && old !== undefined && !hasEnded(old)
    const is = type !== 'deleted' && !hasEnded(pod)
    this.#list(pod, is)
    core.plugin?.observe?.(change)
    const wasAssigned = was && old.node !== undefined
    const isAssigned = is && pod.node !== undefined
    if (wasAssigned || isAssigned) {
      this.#assigned.push((next) => {
        if (isAssigned) this.#assignedChanged(pod, wasAssigned, next)
        else this.#assignedGone(pod, next)
      })
    }
    if (pod.schedulerName !== core.profile.schedulerName) return
    const wasQueued = was && old.node === undefined
    const isQueued = is && pod.node === undefined
    // bound: the binding goroutine has taken it out of the queue already
    if (!isQueued && !(wasQueued && type === 'deleted')) return
    this.#unassigned.push((next) => {
      if (!isQueued) this.#unassignedGone(pod, next)
      else if (wasQueued) this.#unassignedChanged(pod, next)
      else this.#unassignedAdded(pod, next)
    })
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
    if (core.profile.minor >= 34 && known) next()
    // selects only pods with a required term for this one, which there are none of; yet it counts as a move request
    else core.move(known ? 'pod-update' : 'pod-add', () => false, pod, next)
  }

  #assignedGone(pod: Pod, next: () => void): void {
    this.#core.cache.release(pod.uid)
    this.#core.move('pod-delete', () => true, pod, next)
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
      if (group === undefined || core.profile.minor < 34) return
      core.queue.move('pod-create', (q) => q.pod.uid !== pod.uid && core.plugin?.groupOf(q.pod) === group, core.host.now(), pod)
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
    if (waiter !== undefined) this.#binding.reject(waiter, undefined, 'the pod was deleted')
  }
}
