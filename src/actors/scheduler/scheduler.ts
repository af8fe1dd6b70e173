/**
 * kube-scheduler as an actor: informers feed queue and cache, a serial loop takes one pod at a time through the
 * scheduling cycle, and binding goes on beside it. Semantics 1.1 to 1.5, 12.1, 12.2.
 *
 * In the code, as in the real one, several threads meet at the queue's lock: the loop, the two pod informers (assigned and
 * unassigned pods), the flush ticks and one binding goroutine for each placed pod. With a plugin whose comparisons read
 * the API the lock is held for seconds; without one everything under it is immediate.
 */
import { type Distribution, draw } from '../../experiment/distribution.ts'
import type { SchedulerSpec } from '../../experiment/experiment.ts'
import { type Change, hasEnded, type Pod, type PodGroup, type Service } from '../../objects/index.ts'
import type { Stream } from '../../random.ts'
import { SECOND, type Time } from '../../units.ts'
import type { Actor, Answer, Connection, Host, Request, Timer, TimerHandle } from '../actor.ts'
import { Task } from '../task.ts'
import { NodeCache } from './cache.ts'
import { Feed } from './feed.ts'
import { type GroupCycleHost, placeGroup } from './group-cycle.ts'
import { type GroupPlugin, type Handle, PluginBit, type PluginName, pluginNames, type WaitingPod } from './framework.ts'
import { QueueLock } from './lock.ts'
import { NodeSearch } from './node-search.ts'
import { findVictims } from './plugins/default-preemption.ts'
import type { GangScheduling } from './plugins/gang-scheduling.ts'
import type { QueueEvent, SchedulingQueue } from './queue.ts'
import { ClassicQueue } from './queue-classic.ts'
import { HintsQueue } from './queue-hints.ts'
import { QueuedPod } from './queued-pod.ts'
import { ApiReads } from './reads.ts'

/** What makes one kube-scheduler differ from another; `profiles.ts` lists the known ones. */
export interface Profile {
  /** Kubernetes minor version of the scheduler inside: 28 for 1.28 */
  readonly minor: number
  readonly schedulerName: string
  readonly plugin?: (handle: Handle) => GroupPlugin
  /** the pod-group cycle of 1.36 and later: a whole group is placed in one cycle */
  readonly groupCycle?: boolean
}

interface Waiter extends WaitingPod {
  readonly timer: TimerHandle
}

const FLUSH: Time = SECOND
const FLUSH_LEFTOVER: Time = 30 * SECOND

export class Scheduler implements Actor {
  readonly name = 'kube-scheduler'
  readonly connection: Connection
  readonly queue: SchedulingQueue
  readonly cache: NodeCache
  readonly reads: ApiReads
  attempts = 0
  readonly #host: Host
  readonly #spec: SchedulerSpec
  readonly #profile: Profile
  readonly #plugin: GroupPlugin | undefined
  readonly #lock: QueueLock
  readonly #search: NodeSearch
  readonly #cost: Stream
  readonly #assigned: Feed
  readonly #unassigned: Feed
  readonly #waiting = new Map<number, Waiter>()
  readonly #members = new Map<string, Map<number, Pod>>()
  readonly #spreads = new Set<string>()
  readonly #assumed = new Set<number>()
  /** with the group cycle: what stands in the queue for a group */
  readonly #entities = new Map<string, QueuedPod>()
  #idle = true
  #loopBusy = false

  constructor(host: Host, spec: SchedulerSpec, profile: Profile, readRoundTrip: Distribution) {
    this.#host = host
    this.#spec = spec
    this.#profile = profile
    this.connection = {
      watches: ['pod', 'node', 'service', 'pod-group'],
      limit: { qps: spec.qps, burst: spec.burst },
      limitPerKind: true,
    }
    const trips = host.random.stream('api-read')
    this.reads = new ApiReads(host, spec.qps, spec.burst, () => draw(readRoundTrip, () => trips.next()))
    this.#lock = new QueueLock(this.reads)
    this.#cost = host.random.stream('scheduler-cost')
    this.#plugin = profile.plugin?.(this.#handle())
    this.cache = new NodeCache((pod) => this.#plugin?.groupOf(pod))
    this.#search = new NodeSearch(this.cache, {
      minor: profile.minor,
      percentage: spec.percentageOfNodesToScore,
      spreads: (pod) => this.#spreads.has(pod.job),
      ties: host.random.stream('scheduler-ties'),
      scores: this.#plugin?.disablesScores !== true,
    })
    const options = {
      less: this.#plugin?.less?.bind(this.#plugin) ?? byPriority,
      gate: (pod: Pod) => (this.#plugin?.gated?.(pod) === true ? PluginBit[this.#plugin.name] : undefined),
      listeners: (event: QueueEvent, pod: Pod) => this.#listeners(event, pod),
      initialBackoff: spec.initialBackoff,
      maxBackoff: spec.maxBackoff,
      onQueued: (q: QueuedPod, cause: string) => this.#noteQueued(q, cause),
    }
    this.queue = profile.minor >= 34 ? new HintsQueue(options, host.clockPhase, profile.groupCycle !== true) : new ClassicQueue(options)
    this.#assigned = new Feed()
    this.#unassigned = new Feed()
  }

  start(): void {
    const phase = this.#host.random.keyed('scheduler-flush')
    const now = this.#host.now()
    const first =
      this.#profile.minor >= 34
        ? SECOND - ((now + this.#host.clockPhase) % SECOND)
        : Math.floor(phase * FLUSH)
    this.#after(first, () => this.#flush())
    this.#after(Math.floor(phase * FLUSH_LEFTOVER), () => this.#flushLeftover())
    if (this.#spec.backgroundEvents > 0) this.#background()
  }

  wake(timer: Timer): void {
    ;(timer as Task).run()
  }

  observe(change: Change): void {
    switch (change.object.kind) {
      case 'pod':
        this.#podChanged(change as Change<Pod>)
        return
      case 'node': {
        const { object } = change
        if (change.type === 'deleted') this.cache.removeNode(object)
        else {
          this.cache.setNode(object)
          this.#move(change.type === 'added' ? 'node-add' : 'node-update', () => true)
        }
        return
      }
      case 'service': {
        const service = change.object as Service
        if (change.type === 'deleted') this.#spreads.delete(service.selectsJob)
        else this.#spreads.add(service.selectsJob)
        return
      }
      case 'pod-group': {
        this.#plugin?.observe?.(change)
        const group = change.object as PodGroup
        if (change.type === 'deleted' || this.#plugin === undefined) return
        if (this.#profile.groupCycle === true) this.#groupChanged(group.name)
        const event: QueueEvent = change.type === 'added' ? 'pod-group-add' : 'pod-group-update'
        const { groupOf } = this.#plugin
        this.#move(event, (q) => groupOf(q.pod) === group.name || this.#profile.minor < 34)
        return
      }
      default:
    }
  }

  answered(request: Request, answer: Answer): void {
    const done = request.tag as ((answer: Answer) => void) | undefined
    done?.(answer)
  }

  // --- informers ---------------------------------------------------------------------------------------------------

  /** The informer shows pods that have not ended; so a pod's end arrives as a deletion (semantics 1.1). */
  #podChanged(change: Change<Pod>): void {
    const { object: pod, old } = change
    const was = change.type !== 'added' && old !== undefined && !hasEnded(old)
    const is = change.type !== 'deleted' && !hasEnded(pod)
    this.#list(pod, is)
    this.#plugin?.observe?.(change)
    const wasAssigned = was && old.node !== undefined
    const isAssigned = is && pod.node !== undefined
    if (wasAssigned || isAssigned) {
      this.#assigned.push((next) => {
        if (!isAssigned) this.#assignedGone(pod, next)
        else this.#assignedChanged(pod, wasAssigned, next)
      })
    }
    if (pod.schedulerName !== this.#profile.schedulerName) return
    const wasQueued = was && old.node === undefined
    const isQueued = is && pod.node === undefined
    if (wasQueued || isQueued) {
      this.#unassigned.push((next) => {
        if (!isQueued) this.#unassignedGone(pod, change.type === 'deleted', next)
        else if (wasQueued) this.#unassignedChanged(pod, next)
        else this.#unassignedAdded(pod, next)
      })
    }
  }

  #list(pod: Pod, is: boolean): void {
    const group = this.#plugin?.groupOf(pod)
    if (group === undefined) return
    let members = this.#members.get(group)
    if (members === undefined) {
      members = new Map()
      this.#members.set(group, members)
    }
    if (is) members.set(pod.uid, pod)
    else members.delete(pod.uid)
  }

  #assignedChanged(pod: Pod, known: boolean, next: () => void): void {
    this.cache.hold(pod, pod.node as string)
    this.#assumed.delete(pod.uid)
    if (this.#profile.minor >= 34 && known) next()
    else {
      // selects only pods with a required term for this one, which there are none of; yet it counts as a move
      this.#underLock(() => this.queue.move(known ? 'pod-update' : 'pod-add', () => false, this.#host.now(), pod), next)
    }
  }

  #assignedGone(pod: Pod, next: () => void): void {
    this.cache.release(pod.uid)
    this.#underLock(() => this.queue.move('pod-delete', () => true, this.#host.now(), pod), next)
  }

  #unassignedAdded(pod: Pod, next: () => void): void {
    const group = this.#profile.groupCycle === true ? this.#plugin?.groupOf(pod) : undefined
    if (group !== undefined) {
      this.#groupChanged(group)
      next()
      return
    }
    this.#underLock(() => {
      this.queue.add(pod, this.#host.now())
      // with the gang scheduling gate the creation of a pod is itself an event for its group (semantics 1.10.5)
      if (this.#profile.minor >= 34) this.queue.move('pod-create', (q) => q.pod.uid !== pod.uid && this.#sameGroup(q.pod, pod), this.#host.now(), pod)
    }, next)
  }

  #unassignedChanged(pod: Pod, next: () => void): void {
    if (this.#assumed.has(pod.uid)) next()
    else this.#underLock(() => this.queue.update(pod), next)
  }

  #unassignedGone(pod: Pod, deleted: boolean, next: () => void): void {
    if (!deleted) {
      // bound: the binding goroutine has taken it out already
      next()
      return
    }
    this.#underLock(() => void this.queue.delete(pod), next)
    const group = this.#profile.groupCycle === true ? this.#plugin?.groupOf(pod) : undefined
    if (group !== undefined && this.#entities.get(group)?.deleted === true) {
      this.#entities.delete(group)
      this.#groupChanged(group)
    }
    const waiter = this.#waiting.get(pod.uid)
    if (waiter !== undefined) this.#reject(waiter, undefined, 'the pod was deleted')
  }

  /** With the group cycle: a group enters the queue, as one, once it is complete enough. */
  #groupChanged(group: string): void {
    if (this.#entities.has(group)) return
    const pod = this.#unplaced(group)[0]
    if (pod === undefined || this.#plugin?.gated?.(pod) === true) return
    this.#underLock(
      () => this.#entities.set(group, this.queue.add(pod, this.#host.now())),
      () => {},
    )
  }

  #unplaced(group: string): Pod[] {
    const pods = [...(this.#members.get(group)?.values() ?? [])]
    return pods.filter((p) => p.node === undefined && p.deletedAt === undefined && !this.#assumed.has(p.uid))
  }

  #sameGroup(a: Pod, b: Pod): boolean {
    const group = this.#plugin?.groupOf(a)
    return group !== undefined && group === this.#plugin?.groupOf(b)
  }

  #listeners(event: QueueEvent, pod: Pod): number {
    let bits = 0
    if (event === 'pod-delete') bits = PluginBit.NodeResourcesFit | PluginBit.NodePorts | PluginBit.InterPodAffinity | PluginBit.PodTopologySpread
    else if (event === 'node-add' || event === 'node-update') bits = ~(PluginBit.Coscheduling | PluginBit.Fluence | PluginBit.GangScheduling)
    if (this.#plugin?.listensTo(event, pod)) bits |= PluginBit[this.#plugin.name]
    return bits
  }

  // --- lock and timers ---------------------------------------------------------------------------------------------

  /** Does something to the queue under its lock, pays for the comparisons, wakes the loop if there is work, goes on. */
  #underLock(work: () => void, then: () => void): void {
    this.#lock.run(
      () => {
        work()
        return this.#plugin?.takeReads?.() ?? 0
      },
      () => {
        this.#kick()
        then()
      },
    )
  }

  #move(event: QueueEvent, selected: (q: QueuedPod) => boolean): void {
    this.#underLock(() => this.queue.move(event, selected, this.#host.now()), () => {})
  }

  #after(delay: number, run: () => void): TimerHandle {
    return this.#host.at(this.#host.now() + delay, new Task(run))
  }

  #flush(): void {
    this.#underLock(() => void this.queue.flushBackoff(this.#host.now()), () => this.#after(FLUSH, () => this.#flush()))
  }

  #flushLeftover(): void {
    this.#underLock(() => this.queue.flushLeftover(this.#host.now()), () => this.#after(FLUSH_LEFTOVER, () => this.#flushLeftover()))
  }

  /** Pod events of other workloads (semantics 11.1): each lets the pods rejected for room try again. */
  #background(): void {
    const wait = -Math.log1p(-this.#host.random.stream('background').next()) * this.#spec.backgroundEvents
    this.#after(Math.round(wait), () => {
      this.#move('pod-delete', () => true)
      this.#background()
    })
  }

  // --- the scheduling loop -----------------------------------------------------------------------------------------

  #kick(): void {
    if (!this.#idle || this.#loopBusy) return
    if (!this.queue.hasNext) return
    this.#idle = false
    this.#next()
  }

  #next(): void {
    this.#loopBusy = true
    let q: QueuedPod | undefined
    this.#lock.run(
      () => {
        q = this.queue.pop(this.#host.now())
        return this.#plugin?.takeReads?.() ?? 0
      },
      () => {
        this.#loopBusy = false
        if (q === undefined) {
          this.#idle = true
          this.#kick()
        } else if (q.deleted || q.pod.deletedAt !== undefined) {
          this.queue.done(q)
          this.#next()
        } else this.#cycle(q)
      },
    )
  }

  #cycle(q: QueuedPod): void {
    this.attempts++
    this.#step(q.pod, 'queue', `attempt ${q.attempts}, ${this.queue.active.size} more active, ${this.queue.pending} pending in all`)
    const group = this.#profile.groupCycle === true ? this.#plugin?.groupOf(q.pod) : undefined
    if (group !== undefined) {
      this.#groupCycle(q, group)
      return
    }
    this.cache.freeze()
    const plugin = this.#plugin
    if (plugin?.preFilter === undefined) {
      this.#filter(q, undefined)
      return
    }
    plugin.preFilter(q, (result) => {
      if (result.ok) this.#filter(q, result.node)
      else {
        q.plugins = result.error === true ? 0 : PluginBit[plugin.name]
        this.#step(q.pod, `${plugin.name} PreFilter`, result.why)
        this.#postFilter(q, result.why, plugin.name)
      }
    })
  }

  /** Tries to place a whole group; 1.36 and later. */
  #groupCycle(q: QueuedPod, group: string): void {
    const minCount = (this.#plugin as GangScheduling).group(group)?.minMember ?? 1
    const tried: { pod: Pod; node: number | undefined }[] = []
    const host: GroupCycleHost = {
      place: (pod) => {
        const found = this.#search.find(pod)
        const node = 'node' in found ? found.node : undefined
        this.#step(pod, 'group cycle', node === undefined ? 'no node' : (this.cache.names[node] as string))
        tried.push({ pod, node })
        if (node !== undefined) this.cache.hold(pod, this.cache.names[node] as string)
        return node
      },
      takeBack: (pod) => this.cache.release(pod.uid),
    }
    const assigned = this.cache.assigned(group)
    const result = placeGroup(host, this.#unplaced(group), assigned, minCount)
    this.attempts += tried.length - 1
    let cost = 0
    for (const t of tried) cost += draw(t.node === undefined ? this.#spec.cycleFailing : this.#spec.cyclePlacing, () => this.#cost.next())
    if ('why' in result) {
      this.#step(q.pod, 'GangScheduling', result.why)
      this.#after(cost, () => {
        for (const { pod } of tried) this.#host.note({ kind: 'attempt', pod: pod.name, job: pod.job, result: 'unschedulable', number: q.attempts, plugin: 'GangScheduling', why: result.why })
        q.plugins = 0
        this.#underLock(
          () => this.queue.fail(q, this.#host.now(), true),
          () => {
            for (const pod of this.#unplaced(group)) this.#groupCondition(pod, result.why)
            this.#next()
          },
        )
      })
      return
    }
    for (const { pod } of result.placed) this.#assumed.add(pod.uid)
    this.queue.done(q)
    this.#entities.delete(group)
    this.#after(cost, () => {
      for (const { pod, node } of result.placed) {
        const one = new QueuedPod(pod, q.firstTimestamp)
        one.attempts = q.attempts
        this.#bind(one, node)
      }
      if (result.left.length > 0) this.#groupChanged(group)
      this.#next()
    })
  }

  #groupCondition(pod: Pod, why: string): void {
    if (pod.unschedulable === undefined) this.#host.ask({ verb: 'update', kind: 'pod', name: pod.name, uid: pod.uid, patch: { unschedulable: why } })
  }

  #filter(q: QueuedPod, only: number | undefined): void {
    const go = (): void => {
      const found = this.#search.find(q.pod, only)
      if ('node' in found) {
        this.#step(q.pod, 'Filter and Score', `${this.cache.names[found.node]}${only === undefined ? '' : ' (the only one allowed)'}`)
        this.#permit(q, found.node)
        return
      }
      q.plugins = found.rejected
      if (only !== undefined && this.#plugin !== undefined) q.plugins |= PluginBit[this.#plugin.name]
      this.#step(q.pod, 'Filter', found.message)
      this.#postFilter(q, found.message, pluginNames(found.rejected)[0] ?? 'NodeResourcesFit')
    }
    // up to 1.28 Filter asks the nominator, which shares the queue's lock
    if (this.#profile.minor <= 28) this.#lock.read(go)
    else go()
  }

  #postFilter(q: QueuedPod, why: string, plugin: string): void {
    const victims = q.pod.priority > 0 ? findVictims(this.cache, q.pod) : undefined
    if (victims !== undefined) {
      this.#step(q.pod, 'DefaultPreemption', `deletes ${victims.pods.map((p) => p.name).join(', ')} on ${this.cache.names[victims.node]}`)
      for (const pod of victims.pods) this.#host.ask({ verb: 'delete', kind: 'pod', name: pod.name, uid: pod.uid })
    }
    const fail = (): void => this.#afterCost(this.#spec.cycleFailing, () => this.#failed(q, why, plugin))
    if (this.#plugin?.postFilter === undefined) fail()
    else this.#plugin.postFilter(q, fail)
  }

  #permit(q: QueuedPod, node: number): void {
    const plugin = this.#plugin
    if (plugin?.permit === undefined) {
      this.#placed(q, node)
      return
    }
    plugin.permit(q, node, (result) => {
      if (result.kind === 'allow') {
        this.#step(q.pod, `${plugin.name} Permit`, 'allowed')
        this.#placed(q, node)
      } else if (result.kind === 'wait') {
        this.#step(q.pod, `${plugin.name} Permit`, `waits on ${this.cache.names[node]}`)
        this.#wait(q, node, result.timeout, result.activate)
      } else {
        this.#step(q.pod, `${plugin.name} Permit`, result.why)
        q.plugins = this.#profile.minor <= 27 ? 0 : PluginBit[plugin.name]
        const fail = (): void => this.#afterCost(this.#spec.cyclePlacing, () => this.#failed(q, result.why, plugin.name))
        if (plugin.unreserve === undefined) fail()
        else plugin.unreserve(q, fail)
      }
    })
  }

  /** The cycle's processor time passes; then the snapshot is given up. */
  #afterCost(cost: Distribution, then: () => void): void {
    this.cache.thaw()
    this.#after(
      draw(cost, () => this.#cost.next()),
      then,
    )
  }

  #assume(q: QueuedPod, node: number): void {
    this.cache.hold(q.pod, this.cache.names[node] as string)
    this.#assumed.add(q.pod.uid)
  }

  #placed(q: QueuedPod, node: number): void {
    this.#assume(q, node)
    this.#afterCost(this.#spec.cyclePlacing, () => {
      this.#bind(q, node)
      this.#next()
    })
  }

  #wait(q: QueuedPod, node: number, timeout: number, activate: readonly Pod[]): void {
    this.#assume(q, node)
    const group = this.#plugin?.groupOf(q.pod) as string
    const timer = this.#after(timeout, () => {
      const waiter = this.#waiting.get(q.pod.uid)
      if (waiter !== undefined) this.#reject(waiter, this.#plugin?.name, 'permit wait over')
    })
    this.#waiting.set(q.pod.uid, { q, node, group, timer })
    const name = this.cache.names[node] as string
    this.#noteAttempt(q, 'waiting', this.#plugin?.name, undefined, name)
    this.#host.note({ kind: 'reserved', pod: q.pod.name, job: q.pod.job, node: name })
    const end = (): void => this.#afterCost(this.#spec.cyclePlacing, () => this.#next())
    if (activate.length === 0) end()
    else this.#underLock(() => this.queue.activate(activate), end)
  }

  #failed(q: QueuedPod, why: string, plugin: string): void {
    this.#noteAttempt(q, 'unschedulable', plugin, why)
    this.#underLock(
      () => this.queue.fail(q, this.#host.now(), false),
      () => this.#condition(q, why, true),
    )
  }

  /** Writes the PodScheduled condition when its text changed; up to 1.33 the loop waits for the answer. */
  #condition(q: QueuedPod, why: string, inLoop: boolean): void {
    const next = inLoop ? (): void => this.#next() : undefined
    if (q.condition === why || q.deleted) {
      next?.()
      return
    }
    q.condition = why
    const waits = next !== undefined && this.#profile.minor < 34
    this.#host.ask({
      verb: 'update',
      kind: 'pod',
      name: q.pod.name,
      uid: q.pod.uid,
      patch: { unschedulable: why },
      ...(waits ? { tag: next } : {}),
    })
    if (!waits) next?.()
  }

  // --- binding -----------------------------------------------------------------------------------------------------

  #bind(q: QueuedPod, node: number): void {
    const name = this.cache.names[node] as string
    this.#noteAttempt(q, 'bound', undefined, undefined, name)
    this.#host.ask({
      verb: 'bind',
      pod: q.pod.name,
      uid: q.pod.uid,
      node: name,
      tag: (answer: Answer) => {
        if (answer.ok) {
          this.queue.done(q)
          return
        }
        this.#giveBack(q, 'bind refused', () => this.#underLock(() => this.queue.move('pod-delete', () => true, this.#host.now()), () => {}))
      },
    })
  }

  /** The binding goroutine of a pod that lost its reservation. */
  #reject(waiter: Waiter, plugin: PluginName | undefined, cause: string): void {
    const { q } = waiter
    this.#waiting.delete(q.pod.uid)
    this.#host.cancel(waiter.timer)
    this.#step(q.pod, 'Permit', `rejected: ${cause}`)
    this.#host.note({ kind: 'released', pod: q.pod.name, job: q.pod.job, node: this.cache.names[waiter.node] as string, cause })
    q.plugins = this.#profile.minor <= 28 || plugin === undefined ? 0 : PluginBit[plugin]
    this.#giveBack(q, cause, () =>
      this.#underLock(
        () => this.queue.move('pod-delete', (other) => other !== q, this.#host.now(), q.pod),
        () => {},
      ),
    )
  }

  #giveBack(q: QueuedPod, why: string, then: () => void): void {
    const go = (): void => {
      this.cache.release(q.pod.uid)
      this.#assumed.delete(q.pod.uid)
      this.#underLock(
        () => this.queue.fail(q, this.#host.now(), false),
        () => {
          this.#condition(q, why, false)
          then()
        },
      )
    }
    if (this.#plugin?.unreserve === undefined) go()
    else this.#plugin.unreserve(q, go)
  }

  // --- what plugins may do -----------------------------------------------------------------------------------------

  #handle(): Handle {
    return {
      host: this.#host,
      waiting: () => [...this.#waiting.values()],
      reject: (pod, plugin, cause) => {
        const waiter = this.#waiting.get(pod.q.pod.uid)
        if (waiter !== undefined) this.#reject(waiter, plugin, cause)
      },
      allow: (pod) => {
        const waiter = this.#waiting.get(pod.q.pod.uid)
        if (waiter === undefined) return
        this.#waiting.delete(pod.q.pod.uid)
        this.#host.cancel(waiter.timer)
        this.#bind(waiter.q, waiter.node)
      },
      assigned: (group) => this.cache.assigned(group),
      members: (group) => [...(this.#members.get(group)?.values() ?? [])],
      nodeName: (node) => this.cache.names[node] as string,
      nodeNamed: (name) => this.cache.indexOf(name),
      read: (n, then) => this.reads.spend(n, then),
      event: (event, selected) => this.#move(event, (q) => selected === undefined || selected(q.pod)),
      step: (pod, who, what) => this.#step(pod, who, what),
    }
  }

  #step(pod: Pod, who: string, what: string): void {
    if (this.#host.explains !== undefined && this.#host.explains === pod.job) this.#host.note({ kind: 'step', job: pod.job, pod: pod.name, who, what })
  }

  #noteAttempt(q: QueuedPod, result: 'bound' | 'unschedulable' | 'waiting', plugin?: string, why?: string, node?: string): void {
    this.#host.note({
      kind: 'attempt',
      pod: q.pod.name,
      job: q.pod.job,
      result,
      number: q.attempts,
      ...(plugin === undefined ? {} : { plugin }),
      ...(why === undefined ? {} : { why }),
      ...(node === undefined ? {} : { node }),
    })
  }

  #noteQueued(q: QueuedPod, cause: string): void {
    if (this.#host.explains === undefined || this.#host.explains !== q.pod.job) return
    const queue = q.place === 'none' || q.place === 'flight' ? 'active' : q.gated ? 'gated' : q.place
    this.#host.note({ kind: 'queued', pod: q.pod.name, job: q.pod.job, queue, cause, ...(q.place === 'backoff' ? { until: this.queue.backoffUntil(q) } : {}) })
  }
}

/** PrioritySort: higher priority first, then the one that was queued earlier. */
function byPriority(a: QueuedPod, b: QueuedPod): boolean {
  return a.pod.priority === b.pod.priority ? a.timestamp < b.timestamp : a.pod.priority > b.pod.priority
}
