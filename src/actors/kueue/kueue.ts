/**
 * Kueue 0.6.2 with one ClusterQueue, as in the recorded experiments (semantics 7): holds Jobs back until the quota has room
 * for all their pods, and, with `blockAdmission`, until all admitted before are ready.
 *
 * Its parts meet at the Workload as the watch shows it: `jobs.ts` makes and marks Workloads and starts and stops Jobs,
 * `admission.ts` decides, `timeouts.ts` evicts. Here a change of a Workload reaches the queue and the quota, in the order
 * in which the watch tells it, before anyone else looks at it.
 */
import type { SchedulerSpec } from '../../experiment/experiment.ts'
import type { Change, Workload } from '../../objects/index.ts'
import type { Actor, Answer, Connection, Host, Request, Timer } from '../actor.ts'
import { Task } from '../task.ts'
import { Admission } from './admission.ts'
import { ClusterQueue } from './cluster-queue.ts'
import { JobReconciler } from './jobs.ts'
import { Quota } from './quota.ts'
import { PodsReadyTimeouts } from './timeouts.ts'
import { statusOf } from './workload-fields.ts'

export type KueueOptions = Required<
  Pick<SchedulerSpec, 'quotaCpu' | 'quotaPods' | 'queueingStrategy' | 'blockAdmission' | 'podsReadyTimeout' | 'requeueLimit'>
>

/** clientConnection of the recorded configuration; controller-runtime has a client, and so a bucket, for each kind. */
const CLIENT = { qps: 50, burst: 100 } as const

export class Kueue implements Actor {
  readonly name = 'kueue'
  readonly connection: Connection = { watches: ['job', 'workload'], limit: CLIENT, limitPerKind: true }
  readonly #host: Host
  readonly #workloads = new Map<string, Workload>()
  readonly #queue: ClusterQueue
  readonly #quota: Quota
  readonly #admission: Admission
  readonly #jobs: JobReconciler
  readonly #timeouts: PodsReadyTimeouts

  constructor(host: Host, options: KueueOptions) {
    this.#host = host
    const latest = (name: string): Workload | undefined => this.#workloads.get(name)
    this.#queue = new ClusterQueue(() => host.now(), host.random.stream('kueue-map-order'))
    this.#quota = new Quota({ cpu: options.quotaCpu, pods: options.quotaPods })
    this.#admission = new Admission(host, options, this.#queue, this.#quota, latest)
    this.#jobs = new JobReconciler(host)
    this.#timeouts = new PodsReadyTimeouts(host, options, latest)
  }

  /** what admitted workloads use of the quota */
  get used(): { readonly cpu: number; readonly pods: number } {
    return this.#quota.used
  }

  /** admitted workloads whose pods are not all ready */
  get notReady(): number {
    return this.#quota.notReady
  }

  observe(change: Change): void {
    const { object, type } = change
    if (object.kind === 'job') {
      if (type === 'deleted') this.#jobs.jobGone(object)
      else this.#jobs.jobChanged(object)
    } else if (object.kind === 'workload') this.#workloadChanged(change as Change<Workload>)
  }

  wake(timer: Timer): void {
    ;(timer as Task).run()
  }

  answered(request: Request, answer: Answer): void {
    ;(request.tag as (answer: Answer) => void)(answer)
  }

  #workloadChanged({ type, object: workload, old }: Change<Workload>): void {
    if (type === 'deleted') this.#workloads.delete(workload.name)
    else this.#workloads.set(workload.name, workload)
    if (type === 'added') this.#added(workload)
    else if (type === 'updated') this.#updated(old as Workload, workload)
    else this.#deleted(workload)
    this.#timeouts.changed(workload.name)
    this.#jobs.workloadChanged(workload.owner, type === 'deleted' ? undefined : workload)
    this.#admission.run()
  }

  #added(workload: Workload): void {
    if (workload.finished) return
    if (statusOf(workload) === 'admitted') this.#quota.charge(workload)
    else {
      this.#host.note({ kind: 'quota', job: workload.job, what: 'pending' })
      this.#queue.pushOrUpdate(workload)
    }
  }

  #updated(old: Workload, workload: Workload): void {
    const before = statusOf(old)
    const now = statusOf(workload)
    if (now === 'finished' || !workload.active) {
      this.#queue.delete(workload.name)
      this.#free(workload.name)
    } else if (before === 'pending' && now === 'pending') this.#queue.pushOrUpdate(workload)
    else if (before === 'pending') {
      this.#queue.delete(workload.name)
      this.#quota.charge(workload)
    } else if (now === 'pending') {
      this.#free(workload.name)
      this.#queueAgain(workload)
    } else {
      this.#quota.charge(workload)
      if (old.reclaimable !== workload.reclaimable) this.#queue.quotaFreed()
    }
  }

  #deleted(workload: Workload): void {
    if (statusOf(workload) === 'admitted' || statusOf(workload) === 'finished') this.#free(workload.name)
    this.#queue.delete(workload.name)
    this.#admission.forget(workload.uid)
  }

  #free(name: string): void {
    this.#quota.release(name)
    this.#queue.quotaFreed()
  }

  /** After an eviction: when its back-off is over, if it is still there. */
  #queueAgain(workload: Workload): void {
    const { requeueAt = 0, name, uid } = workload
    if (requeueAt <= this.#host.now()) {
      this.#queue.pushOrUpdate(workload)
      return
    }
    const queue = (): void => {
      const latest = this.#workloads.get(name)
      if (latest?.uid !== uid || statusOf(latest) !== 'pending') return
      this.#queue.pushOrUpdate(latest)
      this.#admission.run()
    }
    this.#host.at(requeueAt, new Task(queue))
  }
}
