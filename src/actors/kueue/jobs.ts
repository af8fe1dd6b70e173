/**
 * Kueue's reconciler of Jobs (semantics 7.2): makes a Workload for a suspended Job, starts the Job once that is admitted,
 * tells when its pods are ready or have given quota back, suspends it when it is evicted.
 *
 * As a controller does, it works on one Job at a time for each worker, from what the watches showed when it began, and
 * waits for each of its writes; what changes meanwhile makes it look again. A write that fails is tried again with back-off.
 */
import type { Job, KubeObject, NewObject, Workload } from '../../objects/index.ts'
import { MILLISECOND } from '../../units.ts'
import type { Answer, Host } from '../actor.ts'
import { Task } from '../task.ts'
import { patchOf, wholeSecond } from './workload-fields.ts'

/** Jobs reconciled at once (groupKindConcurrency of the released configuration). */
const WORKERS = 5
/** of a controller's queue: doubles with each failure in a row */
const RETRY = 5 * MILLISECOND
const LONGEST_RETRY = 1_000_000 * MILLISECOND

interface State {
  job: Job
  workload: Workload | undefined
  queued: boolean
  busy: boolean
  again: boolean
  failures: number
  gone: boolean
}

type Then = (ok: boolean) => void

/** Vector K10. Once true it stays true while the workload is admitted. */
export function podsReady(job: Pick<Job, 'succeeded' | 'ready' | 'size'>): boolean {
  return job.succeeded + job.ready >= job.size
}

/**
 * Pods whose quota is given back because they have succeeded and need no successor (vector K4).
 * @example reclaimablePods({ size: 4, succeeded: 1 }) // 1
 */
export function reclaimablePods(job: Pick<Job, 'size' | 'succeeded'>): number {
  return job.size === 1 ? 0 : Math.min(job.size, job.succeeded)
}

/** @example workloadName('lammps-3') // 'job-lammps-3' */
export function workloadName(job: string): string {
  return `job-${job}`
}

export class JobReconciler {
  readonly #host: Host
  readonly #states = new Map<number, State>()
  readonly #queue: State[] = []
  #busy = 0
  #working = false

  constructor(host: Host) {
    this.#host = host
  }

  /** A Job is new or changed. One without a queue is not Kueue's. */
  jobChanged(job: Job): void {
    if (job.queue === undefined) return
    const state = this.#states.get(job.uid)
    if (state === undefined) {
      const fresh = { job, workload: undefined, queued: false, busy: false, again: false, failures: 0, gone: false }
      this.#states.set(job.uid, fresh)
      this.#enqueue(fresh)
    } else {
      state.job = job
      this.#enqueue(state)
    }
  }

  jobGone(job: Job): void {
    const state = this.#states.get(job.uid)
    if (state === undefined) return
    state.gone = true
    this.#states.delete(job.uid)
  }

  /** @param workload undefined: it is gone */
  workloadChanged(owner: number | undefined, workload: Workload | undefined): void {
    const state = owner === undefined ? undefined : this.#states.get(owner)
    if (state === undefined) return
    state.workload = workload
    this.#enqueue(state)
  }

  #enqueue(state: State): void {
    if (state.gone) return
    if (state.busy) state.again = true
    else if (!state.queued) {
      state.queued = true
      this.#queue.push(state)
      this.#work()
    }
  }

  /** Starts reconciliations while there are workers; one that ends at once comes back here through the loop, not by recursion. */
  #work(): void {
    if (this.#working) return
    this.#working = true
    while (this.#busy < WORKERS) {
      const state = this.#queue.shift()
      if (state === undefined) break
      state.queued = false
      if (state.gone) continue
      state.busy = true
      this.#busy++
      this.#reconcile(state, (ok) => this.#done(state, ok))
    }
    this.#working = false
  }

  #done(state: State, ok: boolean): void {
    state.busy = false
    this.#busy--
    if (ok) state.failures = 0
    else {
      const wait = Math.min(RETRY * 2 ** state.failures++, LONGEST_RETRY)
      this.#host.at(this.#host.now() + wait, new Task(() => this.#enqueue(state)))
    }
    if (state.again) {
      state.again = false
      this.#enqueue(state)
    }
    this.#work()
  }

  /** In Kueue's order; all that is read is read here, before the first write. */
  #reconcile({ job, workload }: State, then: Then): void {
    if (workload?.finished) then(true)
    else if (job.condition !== undefined) {
      if (workload === undefined) then(true)
      else this.#update(workload, { finished: true }, then)
    } else if (workload === undefined) this.#withoutWorkload(job, then)
    else if (workload.reclaimable !== reclaimablePods(job)) this.#update(workload, { reclaimable: reclaimablePods(job) }, then)
    else {
      const ready = workload.admittedAt !== undefined && (workload.podsReady === true || podsReady(job))
      if (workload.podsReady === ready) this.#startOrStop(job, workload, then)
      else {
        // a failure here is only logged
        const said = { podsReady: ready, podsReadyChangedAt: wholeSecond(this.#host) }
        this.#update(workload, said, () => this.#startOrStop(job, workload, then))
      }
    }
  }

  /** A Job that runs without a Workload is suspended first, and has one once its pods are gone. */
  #withoutWorkload(job: Job, then: Then): void {
    if (!job.suspended) this.#suspend(job, then)
    else if (job.active > 0) then(true)
    else {
      const { request, priority } = job.template
      const object: NewObject = {
        kind: 'workload',
        name: workloadName(job.name),
        owner: job.uid,
        job: job.name,
        queue: job.queue ?? '',
        count: job.size,
        request,
        priority,
        active: true,
        requeueCount: 0,
        reclaimable: 0,
      }
      this.#host.ask({ verb: 'create', object, tag: (answer: Answer) => then(answer.ok) })
    }
  }

  #startOrStop(job: Job, workload: Workload, then: Then): void {
    const admitted = workload.admittedAt !== undefined
    if (workload.evictedAt !== undefined) {
      const stopped = (ok: boolean): void => {
        // the quota is held until the Job controller has taken the pods away
        if (ok && admitted && job.active === 0) this.#update(workload, { admittedAt: undefined }, then)
        else then(ok)
      }
      if (job.suspended) stopped(true)
      else this.#suspend(job, stopped)
    } else if (job.suspended) {
      if (admitted) this.#updateJob(job, { suspended: false }, then)
      else then(true)
    } else if (!workload.active) this.#update(workload, { evictedAt: wholeSecond(this.#host) }, then)
    else if (!admitted) this.#suspend(job, then)
    else then(true)
  }

  #suspend(job: Job, then: Then): void {
    this.#updateJob(job, { suspended: true }, then)
  }

  #updateJob({ name, uid }: Job, patch: Partial<KubeObject>, then: Then): void {
    this.#host.ask({ verb: 'update', kind: 'job', name, uid, patch, tag: (answer: Answer) => then(answer.ok) })
  }

  #update({ name, uid }: Workload, fields: Parameters<typeof patchOf>[0], then: Then): void {
    this.#host.ask({ verb: 'update', kind: 'workload', name, uid, patch: patchOf(fields), tag: (answer: Answer) => then(answer.ok) })
  }
}
