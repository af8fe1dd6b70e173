/**
 * Beside the loop: pods that wait at Permit, pods being bound, and pods that lose their reservation; each in a goroutine of its
 * own. Also the PodScheduled condition, which both sides write. Semantics 1.3, 1.4, 6.5.
 */
import type { Pod } from '../../objects/index.ts'
import type { Answer } from '../actor.ts'
import type { SchedulerCore, Waiter } from './core.ts'
import { PluginBit, type PluginName, type WaitingPod } from './framework.ts'
import type { QueuedPod } from './queued-pod.ts'

export class Binding {
  readonly #core: SchedulerCore

  constructor(core: SchedulerCore) {
    this.#core = core
  }

  /** Asks the API to bind a pod. `q` is what the queue knows of it. */
  bind(pod: Pod, attempt: number, node: number, q: QueuedPod): void {
    const core = this.#core
    const name = core.cache.names[node] as string
    core.noteAttempt(pod, attempt, 'bound', { node: name })
    core.host.ask({
      verb: 'bind',
      pod: pod.name,
      uid: pod.uid,
      node: name,
      tag: (answer: Answer) => {
        if (answer.ok) core.queue.done(q)
        else this.#refused(q)
      },
    })
  }

  /** A pod waits at Permit, on its node, for at most `timeout`. */
  wait(q: QueuedPod, node: number, timeout: number): void {
    const core = this.#core
    const { pod } = q
    const timer = core.after(timeout, () => {
      const waiter = core.waiting.get(pod.uid)
      if (waiter !== undefined) this.reject(waiter, core.plugin?.name, 'permit wait over')
    })
    core.waiting.set(pod.uid, { q, node, group: core.plugin?.groupOf(pod) ?? '', timer })
    const name = core.cache.names[node] as string
    core.noteAttempt(pod, q.attempts, 'waiting', { ...(core.plugin === undefined ? {} : { plugin: core.plugin.name }), node: name })
    core.host.note({ kind: 'reserved', pod: pod.name, job: pod.job, node: name })
  }

  allow(waiting: WaitingPod): void {
    if (this.#core.waiting.get(waiting.q.pod.uid)?.rejected === true) return
    const waiter = this.#take(waiting)
    if (waiter !== undefined) this.bind(waiter.q.pod, waiter.q.attempts, waiter.node, waiter.q)
  }

  /** A pod is told that it is rejected; it counts as waiting until its goroutine has its turn. */
  tell(waiting: WaitingPod, plugin: PluginName, cause: string): void {
    const core = this.#core
    const waiter = core.waiting.get(waiting.q.pod.uid)
    if (waiter === undefined || waiter.rejected === true) return
    if (core.goroutines === undefined) {
      this.reject(waiter, plugin, cause)
      return
    }
    waiter.rejected = true
    core.host.cancel(waiter.timer)
    core.goroutines.wake(() => this.reject(waiter, plugin, cause))
  }

  /** The binding goroutine of a pod that loses its reservation. @param plugin who rejected it, if a plugin did */
  reject(waiting: WaitingPod, plugin: PluginName | undefined, cause: string): void {
    const waiter = this.#take(waiting)
    if (waiter === undefined) return
    const core = this.#core
    const { q } = waiter
    core.step(q.pod, 'Permit', () => `rejected: ${cause}`)
    core.host.note({ kind: 'released', pod: q.pod.name, job: q.pod.job, node: core.cache.names[waiter.node] as string, cause })
    // up to 1.28 nobody is to blame, so any event wakes the pod
    q.plugins = core.profile.minor <= 28 || plugin === undefined ? 0 : PluginBit[plugin]
    this.#giveBack(q, () => this.#requeue(q, cause, () => core.move('pod-delete', (other) => other !== q)))
  }

  #take(waiting: WaitingPod): Waiter | undefined {
    const { uid } = waiting.q.pod
    const waiter = this.#core.waiting.get(uid)
    if (waiter !== undefined) {
      this.#core.waiting.delete(uid)
      this.#core.host.cancel(waiter.timer)
    }
    return waiter
  }

  /**
   * An error, not a rejection: the move comes first, and for the pod itself too, so that it counts as one during its cycle and the pod
   * backs off (kube-scheduler v1.28.8 and v1.37.2, handleBindingCycleError).
   */
  #refused(q: QueuedPod): void {
    this.#giveBack(q, () =>
      this.#core.move(
        'pod-delete',
        () => true,
        () => this.#requeue(q, 'bind refused', () => {}),
      ),
    )
  }

  #giveBack(q: QueuedPod, then: () => void): void {
    const core = this.#core
    const go = (): void => {
      core.cache.release(q.pod.uid)
      core.assumed.delete(q.pod.uid)
      then()
    }
    if (core.plugin?.unreserve === undefined) go()
    else core.plugin.unreserve(q, go)
  }

  #requeue(q: QueuedPod, why: string, then: () => void): void {
    const core = this.#core
    core.renew(q)
    core.underLock(
      () => core.queue.fail(q, core.host.now(), false),
      () => this.condition(q, why, then),
    )
  }

  /**
   * Writes the PodScheduled condition when its text changed, then goes on. Up to 1.34 the loop, or the goroutine, waits for the
   * answer, which the client's rate limit may hold back; later versions write beside it. Returns whether it waits.
   */
  condition(q: QueuedPod, why: string, then: () => void): boolean {
    const core = this.#core
    const waits = core.profile.minor <= 34
    if (q.condition === why || q.deleted) {
      then()
      return false
    }
    // up to 1.34 the comparison is with the pod as it was popped: a write on its way does not show, so it may be made again
    if (!waits) q.condition = why
    const { name, uid } = q.pod
    core.host.ask({ verb: 'update', kind: 'pod', name, uid, patch: { unschedulable: why }, ...(waits ? { tag: then } : {}) })
    if (!waits) then()
    return waits
  }
}
