/**
 * The part a person plays: submits the jobs, watches their leaders, deletes what is done. The same actor submits in a
 * simulation and on a real cluster. Semantics 0.1.
 */
import { draw } from '../experiment/distribution.ts'
import type { Experiment, JobRequest } from '../experiment/experiment.ts'
import type { Needs } from '../experiment/needs.ts'
import type { Change, NewObject, Pod, PodTemplate } from '../objects/index.ts'
import type { Time } from '../units.ts'
import type { Actor, Answer, Connection, Host, Request, Timer } from './actor.ts'
import { Task } from './task.ts'

/** How far a job had come when a run that goes on was interrupted. */
export type Reached = 'submitted' | 'completed' | 'deleted'

interface Progress {
  readonly job: JobRequest
  submitted: boolean
  leaderEnded: boolean
  seen: boolean
  deleted: boolean
}

/** The pods of a job, as every scheduler may see them. */
export function podTemplate(experiment: Experiment, job: JobRequest, needs: Needs): PodTemplate {
  const mini = experiment.workload.kind === 'mini-cluster'
  const group = needs.groupLabel?.(job.name)
  return {
    request: job.request,
    containersWithoutCpu: job.request.cpu === 0 ? 1 : 0,
    containersWithoutMemory: job.request.memory === 0 ? 1 : 0,
    priority: job.priority,
    schedulerName: 'default-scheduler',
    grace: experiment.experimenter.grace,
    restartPolicy: mini ? 'OnFailure' : 'Never',
    ...(group === undefined ? {} : { podGroup: group }),
    ...(job.tolerations === undefined ? {} : { tolerations: job.tolerations }),
    ...(job.nodeSelector === undefined ? {} : { nodeSelector: job.nodeSelector }),
    ...(mini
      ? {
          app: job.name,
          init: true,
          affinity: [
            { kind: 'affinity', topologyKey: 'zone', app: job.name, weight: 100 },
            { kind: 'anti-affinity', topologyKey: 'hostname', app: job.name, weight: 100 },
          ],
        }
      : {}),
  }
}

/** What is created for a job, in order. */
export function objectsFor(experiment: Experiment, job: JobRequest, needs: Needs): NewObject[] {
  const template = podTemplate(experiment, job, needs)
  const queue = needs.queue === undefined ? {} : { queue: needs.queue }
  const objects: NewObject[] =
    experiment.workload.kind === 'mini-cluster'
      ? [{ kind: 'mini-cluster', name: job.name, size: job.size, minSize: job.minSize, maxSize: 0, tasks: job.tasks, template, ...queue }]
      : [
          { kind: 'service', name: job.name, selectsJob: job.name },
          {
            kind: 'job',
            name: job.name,
            size: job.size,
            template,
            backoffLimit: experiment.controllers.backoffLimit,
            ...(needs.queue === undefined ? {} : { queue: needs.queue, suspended: true }),
            active: 0,
            ready: 0,
            succeeded: 0,
            failed: 0,
          },
        ]
  if (needs.podGroup === undefined) return objects
  const timeout = experiment.experimenter.podGroupTimeout
  const group: NewObject = {
    kind: 'pod-group',
    name: needs.groupLabel?.(job.name) ?? job.name,
    minMember: job.minMember,
    phase: '',
    ...(timeout === undefined ? {} : { scheduleTimeout: timeout }),
  }
  return needs.podGroup === 'before' ? [group, ...objects] : [...objects, group]
}

export class Experimenter implements Actor {
  readonly name = 'experimenter'
  readonly connection: Connection = {
    watches: ['pod'],
    selectsPod: (pod) => pod.phase === 'Succeeded',
    heeds: ({ type, object, old }) => type !== 'deleted' && object.index === 0 && old?.phase !== 'Succeeded',
  }
  readonly #host: Host
  readonly #experiment: Experiment
  readonly #needs: Needs
  readonly #jobs: readonly JobRequest[]
  readonly #progress = new Map<string, Progress>()
  readonly #whenDone: () => void
  readonly #whenBlocked: () => void
  /** jobs submitted, or being submitted, and not yet deleted */
  #inFlight = 0
  /** submissions whose turn has come while as many jobs are in flight as may be */
  readonly #held: (() => void)[] = []
  /** first job of the batch being submitted, and how many of it are still being submitted */
  #next = 0
  #batchDone = false
  #done = 0
  #began: Time = 0
  readonly #reached: ReadonlyMap<string, Reached>

  /**
   * @param jobs in order of submission
   * @param whenDone called when every job is done and deleted
   * @param whenBlocked called when nothing more is submitted before a job is done
   * @param reached of a run that goes on: how far each job had come. What was asked for then is asked for again, which changes
   *   nothing where it was done
   */
  constructor(
    host: Host,
    experiment: Experiment,
    jobs: readonly JobRequest[],
    needs: Needs,
    whenDone: () => void,
    whenBlocked: () => void = () => {},
    reached: ReadonlyMap<string, Reached> = new Map(),
  ) {
    this.#host = host
    this.#experiment = experiment
    this.#jobs = jobs
    this.#needs = needs
    this.#whenDone = whenDone
    this.#whenBlocked = whenBlocked
    this.#reached = reached
    for (const job of jobs) {
      // what a watch shows of a job that was seen to be done is no news
      const done = reached.has(job.name) && reached.get(job.name) !== 'submitted'
      this.#progress.set(job.name, {
        job,
        submitted: false,
        leaderEnded: done,
        seen: done,
        deleted: false,
      })
    }
  }

  /** whether every job has been submitted */
  get submittedAll(): boolean {
    return this.#next >= this.#jobs.length
  }

  /** whether the next job is submitted only when one in flight is done */
  get blocked(): boolean {
    return this.#held.length > 0
  }

  get completed(): number {
    return this.#done
  }

  start(): void {
    this.#began = this.#host.now()
    if (this.#reached.size > 0) this.#goOn()
    else if (this.#experiment.experimenter.submits === 'sequential') this.#submitNext()
    else this.#submitTogether(this.#jobs)
  }

  /** Jobs that were submitted are submitted again, those that were done deleted again; then on with the rest. */
  #goOn(): void {
    const left = this.#jobs.filter((job) => !this.#reached.has(job.name))
    const last = this.#jobs.findLast((job) => this.#reached.has(job.name))
    this.#next = this.#jobs.length - left.length
    this.#inFlight = this.#next
    for (const progress of this.#progress.values()) {
      const reached = this.#reached.get(progress.job.name)
      if (reached === 'submitted') this.#submit(progress.job, () => {})
      else if (reached !== undefined) this.#delete(progress)
    }
    if (this.#experiment.experimenter.submits !== 'sequential') this.#submitTogether(left)
    else if (this.#mayFollow(left[0], last)) this.#submitNext()
    else this.#endBatch()
  }

  /** Whether a job may be submitted while those of the batch before are still there. */
  #mayFollow(job: JobRequest | undefined, before: JobRequest | undefined): boolean {
    return job !== undefined && (job.batch === before?.batch || this.#experiment.experimenter.batchesOverlap)
  }

  wake(timer: Timer): void {
    ;(timer as Task).run()
  }

  answered(request: Request, answer: Answer): void {
    ;(request.tag as (answer: Answer) => void)(answer)
  }

  observe(change: Change): void {
    const pod = change.object as Pod
    const progress = this.#progress.get(pod.job)
    if (progress === undefined || change.type === 'deleted' || pod.phase !== 'Succeeded') return
    if (pod.index !== 0 || progress.leaderEnded) return
    progress.leaderEnded = true
    if (this.#watching()) this.#see(progress)
  }

  // --- submission --------------------------------------------------------------------------------------------------

  #after(delay: number, run: () => void): void {
    this.#host.at(this.#host.now() + Math.max(0, delay), new Task(run))
  }

  #submitNext(): void {
    const job = this.#jobs[this.#next]
    if (job === undefined) return
    this.#whenRoom(() => this.#submitThis(job))
  }

  /** Goes on at once, or as soon as fewer jobs are in flight than may be. */
  #whenRoom(submit: () => void): void {
    if (this.#inFlight < (this.#experiment.experimenter.inFlight ?? Number.POSITIVE_INFINITY)) {
      this.#inFlight++
      submit()
    } else {
      this.#held.push(submit)
      this.#whenBlocked()
    }
  }

  #makeRoom(): void {
    this.#inFlight--
    const next = this.#held.shift()
    if (next !== undefined) this.#whenRoom(next)
  }

  #submitThis(job: JobRequest): void {
    const began = this.#host.now()
    const gap = draw(this.#experiment.experimenter.gap, (term) => this.#host.random.keyed('submission-gap', job.number, term))
    this.#submit(job, () => {
      this.#next++
      const following = this.#jobs[this.#next]
      if (this.#mayFollow(following, job)) this.#after(began + gap - this.#host.now(), () => this.#submitNext())
      else this.#endBatch()
    })
  }

  #submitTogether(jobs: readonly JobRequest[]): void {
    let left = jobs.length
    let at = 0
    if (left === 0) this.#endBatch()
    for (const job of jobs) {
      if (this.#experiment.experimenter.submits === 'arrivals') {
        at =
          job.submitAt ??
          at + draw(this.#experiment.experimenter.gap, (term) => this.#host.random.keyed('submission-gap', job.number, term))
      }
      const submit = (): void =>
        this.#submit(job, () => {
          this.#next++
          if (--left === 0) this.#endBatch()
        })
      this.#after(this.#began + at - this.#host.now(), () => this.#whenRoom(submit))
    }
  }

  #submit(job: JobRequest, then: () => void): void {
    this.#host.note({ kind: 'submit', job: job.name, size: job.size, need: job.need })
    const calls = objectsFor(this.#experiment, job, this.#needs)
    const progress = this.#progress.get(job.name) as Progress
    let call = 0
    const done = (): void => {
      progress.submitted = true
      then()
    }
    const next = (): void => {
      const object = calls[call]
      if (object === undefined) {
        done()
        return
      }
      const think = draw(this.#experiment.experimenter.call, (term) => this.#host.random.keyed('submission-call', job.number, call, term))
      call++
      this.#after(think, () => {
        // asked for again, and seen to be done meanwhile: what is being deleted is not made anew
        if (this.#reached.has(job.name) && progress.seen) done()
        else this.#host.ask({ verb: 'create', object, tag: next })
      })
    }
    next()
  }

  #endBatch(): void {
    if (this.submittedAll) this.#host.note({ kind: 'submitted-all' })
    this.#batchDone = true
    for (const progress of this.#progress.values()) if (progress.leaderEnded && !progress.seen) this.#see(progress)
    this.#maybeNextBatch()
  }

  #maybeNextBatch(): void {
    if (this.#batchDone && !this.submittedAll && this.#done === this.#next) {
      this.#batchDone = false
      this.#submitNext()
    }
  }

  // --- watching ----------------------------------------------------------------------------------------------------

  /** Who waits for a job to be done before the next must watch from the start. */
  #watching(): boolean {
    const { watches, inFlight } = this.#experiment.experimenter
    return watches === 'at-once' || inFlight !== undefined || this.#batchDone
  }

  /** The job has failed, or has taken too long: it counts as ended, and is deleted as others are. */
  giveUp(job: string): void {
    const progress = this.#progress.get(job)
    if (progress === undefined || progress.seen) return
    progress.leaderEnded = true
    this.#see(progress, true)
  }

  #see(progress: Progress, failed = false): void {
    progress.seen = true
    const { job } = progress
    this.#host.note({ kind: 'completed', job: job.name, ...(failed ? { failed } : {}) })
    const lag = draw(this.#experiment.experimenter.lag, (term) => this.#host.random.keyed('watch-lag', job.number, term))
    this.#after(lag, () => this.#delete(progress))
  }

  #delete(progress: Progress): void {
    const { name } = progress.job
    this.#host.note({ kind: 'delete-job', job: name })
    const mini = this.#experiment.workload.kind === 'mini-cluster'
    const finish = (): void => {
      progress.deleted = true
      this.#done++
      if (this.#done === this.#jobs.length) this.#whenDone()
      else {
        this.#makeRoom()
        this.#maybeNextBatch()
      }
    }
    this.#host.ask({
      verb: 'delete',
      kind: mini ? 'mini-cluster' : 'job',
      name,
      tag: () => {
        if (mini) finish()
        else this.#host.ask({ verb: 'delete', kind: 'service', name, tag: finish })
      },
    })
    if (this.#needs.podGroup !== undefined) {
      this.#host.ask({ verb: 'delete', kind: 'pod-group', name: this.#needs.groupLabel?.(name) ?? name })
    }
  }
}
