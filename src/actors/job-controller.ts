/**
 * The Job controller of kube-controller-manager, for Indexed Jobs (semantics 2): slow-start batches, one sync of a job at a
 * time and few at once, pod events gathered for a second, and one client limit for all it asks.
 *
 * That includes the Events it reports ("created pod ..."): they leave one at a time, beside the syncs, and take tokens from
 * the same bucket. So a batch of jobs uses up the burst after 3 s at 0.3 s a job, as in `data/lab/*-24nodes`; with pods and
 * status updates alone it never would.
 */
import type { Controllers } from '../experiment/experiment.ts'
import { type Change, hasEnded, type Job, type NewObject, type Pod } from '../objects/index.ts'
import type { Stream } from '../random.ts'
import type { Duration, Time } from '../units.ts'
import type { Actor, Answer, Connection, Host, Request, Timer } from './actor.ts'
import { Task } from './task.ts'

const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789'

type NewPod = Extract<NewObject, { kind: 'pod' }>

interface State {
  job: Job
  readonly pods: Map<number, Pod>
  /** indexes being created: asked for, not yet seen */
  readonly expected: Set<number>
  readonly countedEnds: Set<number>
  queued: boolean
  syncing: boolean
  again: boolean
  timer: boolean
  succeeded: number
  failed: number
  deleted: boolean
  retryAt: Time
}

/**
 * Sizes of the batches in which `n` pods are created: 1, 2, 4, 8, ... (vector Q3).
 * @example slowStart(6) // [1, 2, 3]
 */
export function slowStart(n: number): number[] {
  const batches: number[] = []
  for (let left = n, batch = 1; left > 0; batch *= 2) {
    const size = Math.min(batch, left)
    batches.push(size)
    left -= size
  }
  return batches
}

/** Back-off before the replacement of a job's `failures`-th failed pod. */
export function podBackoff(failures: number, base: Duration, cap: Duration): Duration {
  return failures <= 0 ? 0 : Math.min(cap, base * 2 ** (failures - 1))
}

const MOST_CREATIONS = 500

export class JobController implements Actor {
  readonly name = 'job-controller'
  readonly connection: Connection
  readonly #host: Host
  readonly #options: Controllers
  readonly #names: Stream
  readonly #jobs = new Map<number, State>()
  readonly #queue: State[] = []
  /** for `#missing`: which indexes are taken */
  #taken = new Uint8Array(64)
  #syncing = 0
  #working = false
  /** Events not yet written */
  readonly #reports: string[] = []
  #reported = 0

  constructor(host: Host, options: Controllers) {
    this.#host = host
    this.#options = options
    this.connection = { watches: ['job', 'pod'], limit: { qps: options.qps, burst: options.burst } }
    this.#names = host.random.stream('pod-names')
  }

  observe(change: Change): void {
    if (change.object.kind === 'job') this.#jobChanged(change as Change<Job>)
    else if (change.object.kind === 'pod') this.#podChanged(change as Change<Pod>)
  }

  wake(timer: Timer): void {
    ;(timer as Task).run()
  }

  answered(request: Request, answer: Answer): void {
    ;(request.tag as (answer: Answer) => void)(answer)
  }

  #jobChanged({ type, object: job, old }: Change<Job>): void {
    let state = this.#jobs.get(job.uid)
    if (type === 'deleted') {
      if (state === undefined) return
      state.deleted = true
      this.#jobs.delete(job.uid)
      // its pods are orphans now: their finalizer goes, one patch each
      for (const pod of state.pods.values()) if (!state.countedEnds.has(pod.uid)) this.#removeFinalizer(pod)
      return
    }
    if (state === undefined) {
      state = {
        job,
        pods: new Map(),
        expected: new Set(),
        countedEnds: new Set(),
        queued: false,
        syncing: false,
        again: false,
        timer: false,
        succeeded: 0,
        failed: 0,
        deleted: false,
        retryAt: 0,
      }
      this.#jobs.set(job.uid, state)
    }
    state.job = job
    if (type === 'added' || (old !== undefined && (old.suspended !== job.suspended || old.size !== job.size))) this.#enqueue(state)
  }

  #podChanged({ type, object: pod }: Change<Pod>): void {
    const state = pod.owner === undefined ? undefined : this.#jobs.get(pod.owner)
    if (state === undefined) return
    if (type === 'deleted') {
      state.pods.delete(pod.uid)
      if (!hasEnded(pod) && !state.countedEnds.has(pod.uid)) state.failed++
    } else {
      state.pods.set(pod.uid, pod)
      state.expected.delete(pod.index)
    }
    if (state.timer) return
    state.timer = true
    this.#after(this.#options.podEventBatch, () => {
      state.timer = false
      this.#enqueue(state)
    })
  }

  #after(delay: Duration, run: () => void): void {
    this.#host.at(this.#host.now() + delay, new Task(run))
  }

  #enqueue(state: State): void {
    if (state.deleted) return
    if (state.syncing) state.again = true
    else if (!state.queued) {
      state.queued = true
      this.#queue.push(state)
      this.#work()
    }
  }

  /** Starts syncs while there are workers; one that ends at once comes back here through the loop, not by recursion. */
  #work(): void {
    if (this.#working) return
    this.#working = true
    while (this.#syncing < this.#options.syncs) {
      const state = this.#queue.shift()
      if (state === undefined) break
      state.queued = false
      if (state.deleted) continue
      state.syncing = true
      this.#syncing++
      this.#sync(state)
    }
    this.#working = false
  }

  #done(state: State): void {
    state.syncing = false
    this.#syncing--
    if (state.again) {
      state.again = false
      this.#enqueue(state)
    }
    this.#work()
  }

  #sync(state: State): void {
    const { job } = state
    this.#countEnds(state)
    let live = 0
    for (const pod of state.pods.values()) {
      if (hasEnded(pod) || pod.deletedAt !== undefined) continue
      live++
      if (job.suspended) this.#take(state, pod)
    }
    if (job.suspended) {
      this.#status(state, 0)
      return
    }
    const missing = this.#missing(state)
    const wait = state.retryAt - this.#host.now()
    if (missing.length === 0 || state.failed > job.backoffLimit) this.#status(state, live)
    else if (wait > 0) {
      this.#after(wait, () => this.#enqueue(state))
      this.#status(state, live)
    } else this.#create(state, missing, 0, slowStart(missing.length), live)
  }

  /** Indexes that have no pod, nor one under way; the first few hundred of them. */
  #missing({ job, pods, expected }: State): readonly number[] {
    if (this.#taken.length < job.size) this.#taken = new Uint8Array(2 * job.size)
    const taken = this.#taken.fill(0, 0, job.size)
    for (const index of expected) taken[index] = 1
    for (const pod of pods.values()) if (pod.phase !== 'Failed' && pod.deletedAt === undefined) taken[pod.index] = 1
    const missing: number[] = []
    for (let i = 0; i < job.size && missing.length < MOST_CREATIONS; i++) if (taken[i] === 0) missing.push(i)
    return missing
  }

  /** Ended pods are counted once, and give up their finalizer. */
  #countEnds(state: State): void {
    for (const pod of state.pods.values()) {
      if (!hasEnded(pod) || state.countedEnds.has(pod.uid)) continue
      state.countedEnds.add(pod.uid)
      if (pod.phase === 'Succeeded') state.succeeded++
      else {
        state.failed++
        state.retryAt = this.#host.now() + podBackoff(state.failed, this.#options.backoff, this.#options.backoffCap)
      }
      this.#removeFinalizer(pod)
    }
  }

  /** Deletes a pod that is not wanted: without its finalizer, so that it is no failure (kubernetes v1.37.2, deleteJobPods). */
  #take(state: State, pod: Pod): void {
    state.countedEnds.add(pod.uid)
    this.#removeFinalizer(pod)
    this.#host.ask({ verb: 'delete', kind: 'pod', name: pod.name, uid: pod.uid })
  }

  #removeFinalizer(pod: Pod): void {
    this.#host.ask({ verb: 'update', kind: 'pod', name: pod.name, uid: pod.uid, patch: {} })
  }

  /** One batch; the next when all of it is answered. A failure ends the sync (vector Q2). */
  #create(state: State, missing: readonly number[], from: number, batches: readonly number[], active: number): void {
    const [size, ...rest] = batches
    if (size === undefined || state.deleted) {
      this.#status(state, active)
      return
    }
    let waiting = size
    let refused = false
    for (const index of missing.slice(from, from + size)) {
      state.expected.add(index)
      this.#host.ask({
        verb: 'create',
        object: this.#pod(state.job, index),
        tag: (answer: Answer) => {
          if (answer.ok) {
            active++
            this.#report(state.job.name)
          } else {
            refused = true
            state.expected.delete(index)
          }
          if (--waiting > 0) return
          if (refused) {
            state.again = true
            this.#status(state, active)
          } else this.#create(state, missing, from + size, rest, active)
        },
      })
    }
  }

  /** Events leave in order, each when the one before has been answered. */
  #report(about: string): void {
    this.#reports.push(about)
    if (this.#reports.length === 1) this.#reportNext()
  }

  #reportNext(): void {
    const about = this.#reports[0]
    if (about === undefined) return
    const tag = (): void => {
      this.#reports.shift()
      this.#reportNext()
    }
    this.#host.ask({ verb: 'create', object: { kind: 'event', name: `${about}.${++this.#reported}`, about }, tag })
  }

  /** Five random characters, as the API server appends them. */
  #suffix(): string {
    let n = this.#names.below(SUFFIX.length ** 5)
    let suffix = ''
    for (let i = 0; i < 5; i++) {
      suffix += SUFFIX[n % SUFFIX.length]
      n = Math.floor(n / SUFFIX.length)
    }
    return suffix
  }

  /** Field by field: spreading the template for each pod took a tenth of a run. */
  #pod(job: Job, index: number): NewPod {
    const t = job.template
    return {
      kind: 'pod',
      name: `${job.name}-${index}-${this.#suffix()}`,
      owner: job.uid,
      job: job.name,
      index,
      phase: 'Pending',
      request: t.request,
      containersWithoutCpu: t.containersWithoutCpu,
      containersWithoutMemory: t.containersWithoutMemory,
      priority: t.priority,
      schedulerName: t.schedulerName,
      podGroup: t.podGroup,
      app: t.app,
      affinity: t.affinity,
      nodeSelector: t.nodeSelector,
      nodePreferences: t.nodePreferences,
      tolerations: t.tolerations,
      hostPorts: t.hostPorts,
      imageSize: t.imageSize,
      grace: t.grace,
      obeysTerm: t.obeysTerm,
      init: t.init,
      restartPolicy: t.restartPolicy,
    } as NewPod
  }

  #status(state: State, active: number): void {
    const { job } = state
    if (state.deleted) {
      this.#done(state)
      return
    }
    let ready = 0
    for (const pod of state.pods.values()) if (pod.ready && !hasEnded(pod) && pod.deletedAt === undefined) ready++
    const { succeeded, failed } = state
    const condition =
      succeeded >= job.size && active === 0 ? ('Complete' as const) : failed > job.backoffLimit ? ('Failed' as const) : job.condition
    const same =
      job.active === active && job.ready === ready && job.succeeded === succeeded && job.failed === failed && job.condition === condition
    if (same) {
      this.#done(state)
      return
    }
    const patch = { active, ready, succeeded, failed, ...(condition === undefined ? {} : { condition }) }
    this.#host.ask({ verb: 'update', kind: 'job', name: job.name, uid: job.uid, patch, tag: () => this.#done(state) })
  }
}
