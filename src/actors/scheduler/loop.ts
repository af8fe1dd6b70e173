/** The scheduling loop: one pod at a time, from Pop to a place or a failure. Semantics 1.4, 12.2. */
import type { Pod } from '../../objects/index.ts'
import type { Binding } from './binding.ts'
import type { SchedulerCore } from './core.ts'
import { type GroupPlugin, type PermitResult, PluginBit, pluginNames } from './framework.ts'
import { findVictims } from './plugins/default-preemption.ts'
import type { QueuedPod } from './queued-pod.ts'

export class SchedulingLoop {
  readonly #core: SchedulerCore
  readonly #binding: Binding
  /** another way to schedule what was popped (a whole group); true: it has taken over and will call `next` */
  readonly #instead: ((q: QueuedPod, next: () => void) => boolean) | undefined
  readonly #next = (): void => this.next()
  /** what Pop gave, until it is paid for */
  #q: QueuedPod | undefined
  readonly #pop = (): number => {
    const core = this.#core
    this.#q = core.queue.pop(core.host.now())
    return core.plugin?.takeReads?.() ?? 0
  }
  readonly #popped = (): void => this.#took(this.#q)
  /** waits in Pop for the queue to have something */
  #idle = true
  /** waits for the lock in Pop */
  #popping = false

  constructor(core: SchedulerCore, binding: Binding, instead?: (q: QueuedPod, next: () => void) => boolean) {
    this.#core = core
    this.#binding = binding
    this.#instead = instead
    core.wakeLoop = () => this.#wake()
  }

  #wake(): void {
    if (!this.#idle || this.#popping || !this.#core.queue.hasNext) return
    this.#idle = false
    this.next()
  }

  next(): void {
    this.#popping = true
    this.#core.lock.run(this.#pop, this.#popped)
  }

  #took(q: QueuedPod | undefined): void {
    const core = this.#core
    this.#popping = false
    if (q === undefined) {
      this.#idle = true
      core.goroutines?.waits()
      this.#wake()
    } else if (q.deleted || q.pod.deletedAt !== undefined) {
      core.queue.done(q)
      this.next()
    } else this.#cycle(q)
  }

  #cycle(q: QueuedPod): void {
    const core = this.#core
    if (core.profile.minor <= 34) q.condition = q.pod.unschedulable ?? ''
    core.attempts++
    core.step(q.pod, 'queue', () => `attempt ${q.attempts}, ${core.queue.active.size} more active, ${core.queue.pending} pending in all`)
    if (this.#instead?.(q, this.#next) === true) return
    core.goroutines?.begins()
    core.cache.freeze()
    core.goroutines?.pauses()
    const { plugin } = core
    if (plugin?.preFilter === undefined) {
      this.#filter(q, undefined)
      return
    }
    plugin.preFilter(q, (result) => {
      if (result.ok) {
        this.#filter(q, result.node)
        return
      }
      q.plugins = result.error === true ? 0 : PluginBit[plugin.name]
      core.step(q.pod, `${plugin.name} PreFilter`, () => result.why)
      this.#postFilter(q, result.why, plugin.name)
    })
  }

  #filter(q: QueuedPod, only: number | undefined): void {
    const core = this.#core
    const go = (): void => {
      const found = core.search.find(q.pod, only)
      if ('node' in found) {
        core.step(q.pod, 'Filter and Score', () => `${core.cache.names[found.node]}${only === undefined ? '' : ' (the only one allowed)'}`)
        this.#permit(q, found.node)
        return
      }
      q.plugins = found.rejected
      core.step(q.pod, 'Filter', () => found.message)
      this.#postFilter(q, found.message, pluginNames(found.rejected)[0] ?? 'NodeResourcesFit')
    }
    // up to 1.28 Filter asks the nominator, which shares the queue's lock
    if (core.profile.minor <= 28) core.lock.read(go)
    else go()
  }

  #postFilter(q: QueuedPod, why: string, plugin: string): void {
    const core = this.#core
    if (q.pod.priority > 0) this.#preempt(q.pod)
    const fail = (): void => this.#afterCost(false, () => this.#failed(q, why, plugin))
    if (core.plugin?.postFilter === undefined) fail()
    else core.plugin.postFilter(q, fail)
  }

  /** The place that victims leave is not kept for the pod: its priority brings it to the head of the queue. */
  #preempt(pod: Pod): void {
    const { cache, host } = this.#core
    const victims = findVictims(cache, pod)
    if (victims === undefined) return
    this.#core.step(pod, 'DefaultPreemption', () => `deletes ${victims.pods.map((p) => p.name).join(', ')} on ${cache.names[victims.node]}`)
    for (const victim of victims.pods) host.ask({ verb: 'delete', kind: 'pod', name: victim.name, uid: victim.uid })
  }

  #permit(q: QueuedPod, node: number): void {
    const core = this.#core
    const { plugin } = core
    if (plugin?.permit === undefined) this.#placed(q, node)
    else plugin.permit(q, node, (result) => this.#permitted(q, node, result, plugin))
  }

  #permitted(q: QueuedPod, node: number, result: PermitResult, plugin: GroupPlugin): void {
    const core = this.#core
    const who = `${plugin.name} Permit`
    if (result.kind === 'allow') {
      core.step(q.pod, who, () => 'allowed')
      this.#placed(q, node)
    } else if (result.kind === 'wait') {
      core.step(q.pod, who, () => `waits on ${core.cache.names[node]}`)
      core.goroutines?.counted()
      core.assume(q.pod, node)
      this.#binding.wait(q, node, result.timeout)
      const end = (): void => this.#afterCost(true, this.#next)
      if (result.activate.length === 0) end()
      else core.underLock(() => core.queue.activate(result.activate), end)
    } else {
      core.step(q.pod, who, () => result.why)
      q.plugins = core.profile.minor <= 27 ? 0 : PluginBit[plugin.name]
      const fail = (): void => this.#afterCost(true, () => this.#failed(q, result.why, plugin.name))
      if (plugin.unreserve === undefined) fail()
      else plugin.unreserve(q, fail)
    }
  }

  #placed(q: QueuedPod, node: number): void {
    this.#core.assume(q.pod, node)
    this.#afterCost(true, () => {
      this.#binding.bind(q.pod, q.attempts, node, q)
      this.next()
    })
  }

  /** The snapshot is given up; the cycle's processor time passes. */
  #afterCost(found: boolean, then: () => void): void {
    const core = this.#core
    core.cache.thaw()
    core.after(core.cost(found, core.queue.hasNext), then)
  }

  #failed(q: QueuedPod, why: string, plugin: string): void {
    const core = this.#core
    core.noteAttempt(q.pod, q.attempts, 'unschedulable', { plugin, why })
    core.underLock(
      () => core.queue.fail(q, core.host.now(), false),
      () => {
        if (this.#binding.condition(q, why, this.#next)) core.goroutines?.waits()
      },
    )
  }
}
