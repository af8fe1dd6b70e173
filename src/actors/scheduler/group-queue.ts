/**
 * With the pod-group cycle of 1.36 and later a group stands in the queue as one, from the moment it is complete enough.
 * See `group-cycle.ts` for the cycle itself.
 */
import type { Pod } from '../../objects/index.ts'
import type { Binding } from './binding.ts'
import type { SchedulerCore } from './core.ts'
import { placeGroup } from './group-cycle.ts'
import { QueuedPod } from './queued-pod.ts'

export class GroupQueue {
  readonly #core: SchedulerCore
  readonly #binding: Binding
  readonly #minCount: (group: string) => number
  /** what stands in the queue for a group: one of its pods */
  readonly #entities = new Map<string, QueuedPod>()

  constructor(core: SchedulerCore, binding: Binding, minCount: (group: string) => number) {
    this.#core = core
    this.#binding = binding
    this.#minCount = minCount
  }

  /** A pod or the PodGroup has come: the group enters the queue unless it stands there or is still gated. */
  changed(group: string): void {
    const core = this.#core
    if (this.#entities.has(group)) return
    const pod = core.unplaced(group)[0]
    if (pod === undefined || core.plugin?.gated?.(pod) === true) return
    core.underLock(
      () => {
        const entity = core.queue.add(pod, core.host.now())
        entity.stands = core.members.get(group)?.size ?? 1
        this.#entities.set(group, entity)
      },
      () => {},
    )
  }

  /** A pod was deleted: if it stood for its group, another one does from now on. */
  memberGone(group: string): void {
    if (this.#entities.get(group)?.deleted !== true) return
    this.#entities.delete(group)
    this.changed(group)
  }

  /** Tries to place the whole group of what was popped. False: it has none. */
  schedule(q: QueuedPod, next: () => void): boolean {
    const core = this.#core
    const group = core.plugin?.groupOf(q.pod)
    if (group === undefined) return false
    const tried: Pod[] = []
    let cost = 0
    const place = (pod: Pod): number | undefined => {
      const node = core.search.place(pod)
      const name = core.cache.names[node]
      core.step(pod, 'group cycle', () => name ?? 'no node')
      tried.push(pod)
      cost += core.cost(name !== undefined, true)
      if (name === undefined) return undefined
      core.cache.hold(pod, name)
      return node
    }
    const takeBack = (pod: Pod): void => core.cache.release(pod.uid)
    const result = placeGroup({ place, takeBack }, core.unplaced(group), core.cache.assigned(group), this.#minCount(group))
    core.attempts += tried.length - 1
    if ('why' in result) {
      core.step(q.pod, 'GangScheduling', () => result.why)
      core.after(cost, () => this.#failed(q, group, tried, result.why, next))
      return true
    }
    for (const { pod } of result.placed) core.assumed.add(pod.uid)
    core.queue.done(q)
    this.#entities.delete(group)
    core.after(cost, () => {
      for (const { pod, node } of result.placed) this.#binding.bind(pod, q.attempts, node, new QueuedPod(pod, q.firstTimestamp))
      if (result.left.length > 0) this.changed(group)
      next()
    })
    return true
  }

  #failed(q: QueuedPod, group: string, tried: readonly Pod[], why: string, next: () => void): void {
    const core = this.#core
    for (const pod of tried) core.noteAttempt(pod, q.attempts, 'unschedulable', { plugin: 'GangScheduling', why })
    core.underLock(
      () => core.queue.fail(q, core.host.now(), true),
      () => {
        // conditions are written beside the loop, and once: their text hardly changes
        for (const { name, uid, unschedulable } of core.unplaced(group)) {
          if (unschedulable === undefined) core.host.ask({ verb: 'update', kind: 'pod', name, uid, patch: { unschedulable: why } })
        }
        next()
      },
    )
  }
}
