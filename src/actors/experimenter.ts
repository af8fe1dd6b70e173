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

interface Progress {
  readonly job: JobRequest
  submitted: boolean
  leaderEnded: boolean
  ended: Set<number>
  seen: boolean
  deleted: boolean
  podsLeft: number
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
  readonly connection: Connection = { watches: ['pod'], selectsPod: (pod) => pod.phase === 'Succeeded' }
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

  /**
   * @param jobs in order of submission
   * @param whenDone called when every job is done and deleted
   * @param whenBlocked called when nothing more is submitted before a job is done
   */
  constructor(
    host: Host,
    experiment: Experiment,
    jobs: readonly JobRequest[],
    needs: Needs,
    whenDone: () => void,
    whenBlocked: () => void = () => {},
  ) {
    this.#host = host
    this.#experiment = experiment
    this.#jobs = jobs
    this.#needs = needs
    this.#whenDone = whenDone
    this.#whenBlocked = whenBlocked
    for (const job of jobs) {
      this.#progress.set(job.name, {
        job,
        submitted: false,
        leaderEnded: false,
        ended: new Set(),
        seen: false,
        deleted: false,
        podsLeft: 0,
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
    if (this.#experiment.experimenter.submits === 'sequential') this.#submitNext()
    else this.#submitTogether()
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
    progress.ended.add(pod.index)
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
      if (following === undefined || (following.batch !== job.batch && !this.#experiment.experimenter.batchesOverlap)) this.#endBatch()
      else this.#after(began + gap - this.#host.now(), () => this.#submitNext())
    })
  }

  #submitTogether(): void {
    let left = this.#jobs.length
    let at = 0
    for (const job of this.#jobs) {
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
    let call = 0
    const next = (): void => {
      const object = calls[call]
      if (object === undefined) {
        const progress = this.#progress.get(job.name)
        if (progress !== undefined) progress.submitted = true
        then()
        return
      }
      const think = draw(this.#experiment.experimenter.call, (term) => this.#host.random.keyed('submission-call', job.number, call, term))
      call++
      this.#after(think, () => this.#host.ask({ verb: 'create', object, tag: next }))
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

  #see(progress: Progress): void {
    progress.seen = true
    const { job } = progress
    this.#host.note({ kind: 'completed', job: job.name })
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
