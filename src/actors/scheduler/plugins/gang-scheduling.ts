/**
 * Native gang scheduling of Kubernetes as a plugin (semantics 8).
 *
 * 1.35: pod by pod. A pod is gated until its group exists and has `minCount` pods; then each placed pod waits at Permit
 * until `minCount` are placed, for at most five minutes. Nobody is rejected early, so two gangs can hold parts against each
 * other until a time-out.
 *
 * 1.36 and later: only the gate is used from here; the group itself is the unit that is queued and placed
 * (`group-cycle.ts`).
 */
import type { Change, Pod, PodGroup } from '../../../objects/index.ts'
import type { Duration } from '../../../units.ts'
import type { GroupPlugin, Handle, PermitResult, QueueEvent } from '../framework.ts'
import type { QueuedPod } from '../queued-pod.ts'

export class GangScheduling implements GroupPlugin {
  readonly name = 'GangScheduling'
  readonly #handle: Handle
  readonly #permitWait: Duration
  readonly #groups = new Map<string, PodGroup>()

  constructor(handle: Handle, permitWait: Duration) {
    this.#handle = handle
    this.#permitWait = permitWait
  }

  groupOf(pod: Pod): string | undefined {
    return pod.podGroup
  }

  minCount(group: string): number {
    return this.#groups.get(group)?.minMember ?? 1
  }

  gated(pod: Pod): boolean {
    if (pod.podGroup === undefined) return false
    const group = this.#groups.get(pod.podGroup)
    return group === undefined || this.#handle.members(pod.podGroup).length < group.minMember
  }

  permit(q: QueuedPod, _node: number, then: (result: PermitResult) => void): void {
    const name = q.pod.podGroup
    const group = name === undefined ? undefined : this.#groups.get(name)
    if (name === undefined || group === undefined) {
      then({ kind: 'allow' })
      return
    }
    const assigned = this.#handle.assigned(name)
    if (assigned + 1 >= group.minMember) {
      for (const waiter of this.#handle.waiting()) if (waiter.group === name) this.#handle.allow(waiter)
      then({ kind: 'allow' })
      return
    }
    const siblings = this.#handle.members(name).filter((p) => p.uid !== q.pod.uid && p.node === undefined)
    then({ kind: 'wait', timeout: this.#permitWait, activate: siblings })
  }

  listensTo(event: QueueEvent): boolean {
    return event === 'pod-create' || event === 'pod-group-add'
  }

  observe(change: Change): void {
    if (change.object.kind !== 'pod-group') return
    if (change.type === 'deleted') this.#groups.delete(change.object.name)
    else this.#groups.set(change.object.name, change.object)
  }
}
