/**
 * kube-scheduler as an actor: informers feed queue and cache, a serial loop takes one pod at a time through the
 * scheduling cycle, and binding goes on beside it. Semantics 1.1 to 1.5, 12.1, 12.2.
 *
 * In the code, as in the real one, several threads meet at the queue's lock: the loop, the two pod informers (assigned and
 * unassigned pods), the flush ticks and one binding goroutine for each placed pod. With a plugin whose comparisons read
 * the API the lock is held for seconds; without one everything under it is immediate.
 */
import type { Distribution } from '../../experiment/distribution.ts'
import type { SchedulerSpec } from '../../experiment/experiment.ts'
import type { Change, Node, Pod, PodGroup, Service } from '../../objects/index.ts'
import { SECOND, type Time } from '../../units.ts'
import type { Actor, Answer, Connection, Host, Request, Timer } from '../actor.ts'
import type { Task } from '../task.ts'
import { Binding } from './binding.ts'
import { type AttemptCost, type Profile, SchedulerCore } from './core.ts'
import { FlushTicks } from './flush-ticks.ts'
import type { Handle } from './framework.ts'
import { GroupQueue } from './group-queue.ts'
import { Informers } from './informers.ts'
import { SchedulingLoop } from './loop.ts'
import type { SchedulingQueue } from './queue.ts'

const FLUSH: Time = SECOND
const FLUSH_LEFTOVER: Time = 30 * SECOND

/** What is known of the machine that a scheduler ran on, in a replay. */
export interface Known {
  /** processor time of an attempt */
  readonly cost?: AttemptCost
  /** moments at which the back-off timer ran */
  readonly flushes?: readonly Time[]
}

export class Scheduler implements Actor {
  readonly name = 'kube-scheduler'
  readonly connection: Connection
  readonly #core: SchedulerCore
  readonly #binding: Binding
  readonly #informers: Informers
  readonly #flushes: readonly Time[] | undefined

  constructor(host: Host, spec: SchedulerSpec, profile: Profile, readRoundTrip: Distribution, known: Known = {}) {
    this.connection = {
      watches: ['pod', 'node', 'service', 'pod-group'],
      heeds: (change) => this.#informers.heeds(change),
      limit: { qps: spec.qps, burst: spec.burst },
      limitPerKind: true,
    }
    this.#core = new SchedulerCore(host, spec, profile, readRoundTrip, this.#handle(host), known.cost)
    this.#flushes = known.flushes
    this.#binding = new Binding(this.#core)
    const minCount = (group: string): number => this.#core.plugin?.minCount?.(group) ?? 1
    const groups = profile.groupCycle === true ? new GroupQueue(this.#core, this.#binding, minCount) : undefined
    this.#informers = new Informers(this.#core, this.#binding, groups)
    new SchedulingLoop(this.#core, this.#binding, groups?.schedule.bind(groups))
  }

  get queue(): SchedulingQueue {
    return this.#core.queue
  }

  /** attempts to place a pod so far */
  get attempts(): number {
    return this.#core.attempts
  }

  /** uncached reads so far */
  get reads(): number {
    return this.#core.reads.total
  }

  start(): void {
    const core = this.#core
    const phase = core.host.random.keyed('scheduler-flush')
    // from 1.34 on the flush waits for a whole second of the clock
    const first = core.profile.minor >= 34 ? SECOND - ((core.host.now() + core.host.clockPhase) % SECOND) : Math.floor(phase * FLUSH)
    const ticks = new FlushTicks(core)
    if (this.#flushes === undefined) ticks.start(first)
    else ticks.startAt(this.#flushes)
    core.after(Math.floor(phase * FLUSH_LEFTOVER), () => this.#flushLeftover())
    if (core.spec.backgroundEvents > 0) this.#background()
  }

  wake(timer: Timer): void {
    ;(timer as Task).run()
  }

  answered(request: Request, answer: Answer): void {
    ;(request.tag as (answer: Answer) => void)(answer)
  }

  observe(change: Change): void {
    switch (change.object.kind) {
      case 'pod':
        this.#informers.podChanged(change as Change<Pod>)
        return
      case 'node':
        this.#informers.nodeChanged(change as Change<Node>)
        return
      case 'service':
        this.#informers.serviceChanged(change as Change<Service>)
        return
      case 'pod-group':
        this.#informers.groupChanged(change as Change<PodGroup>)
        return
      default:
    }
  }

  #flushLeftover(): void {
    const core = this.#core
    core.underLock(
      () => core.queue.flushLeftover(core.host.now()),
      () => core.after(FLUSH_LEFTOVER, () => this.#flushLeftover()),
    )
  }

  /** Pod events of other workloads (semantics 11.1): each lets the pods rejected for room try again. */
  #background(): void {
    const core = this.#core
    const wait = -Math.log1p(-core.host.random.stream('background').next()) * core.spec.backgroundEvents * SECOND
    core.after(Math.round(wait), () => {
      core.move('pod-delete', () => true)
      this.#background()
    })
  }

  #handle(host: Host): Handle {
    return {
      host,
      waiting: () => [...this.#core.waiting.values()],
      reject: (pod, plugin, cause) => this.#binding.tell(pod, plugin, cause),
      allow: (pod) => this.#binding.allow(pod),
      assigned: (group) => this.#core.cache.assigned(group),
      members: (group) => [...(this.#core.members.get(group)?.values() ?? [])],
      nodeName: (node) => this.#core.cache.names[node] as string,
      nodeNamed: (name) => this.#core.cache.indexOf(name),
      read: (n, then) => this.#core.reads.spend(n, then),
    }
  }
}
