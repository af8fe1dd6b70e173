/**
 * The application inside the pods: begins when enough pods of its job are there, works, and ends. Only this model reads
 * how long a job really takes; no scheduler sees it. Semantics 0.1 (ping job), 4.3 (Flux brokers).
 */
import { type Distribution, draw } from '../experiment/distribution.ts'
import type { Experiment, JobRequest } from '../experiment/experiment.ts'
import { fluxLaunch } from '../experiment/flux-launch.ts'
import { type Change, hasEnded, type Pod } from '../objects/index.ts'
import type { Duration, Time } from '../units.ts'
import type { Actor, Answer, Connection, Host, Request, Timer } from './actor.ts'
import { Task } from './task.ts'

interface Running {
  readonly request: JobRequest
  readonly pods: Map<number, Pod>
  /** pods that count: Ready, or their broker online */
  readonly up: Set<number>
  /** brokers that are ready to join, from when on */
  readonly joining: Map<number, Time>
  leadOnline: boolean
  quorum: boolean
  begun: boolean
  ended: boolean
}

export class Application implements Actor {
  readonly name = 'application'
  readonly connection: Connection = {
    watches: ['pod'],
    selectsPod: (pod) => pod.ready === true || hasEnded(pod) || pod.deletedAt !== undefined,
    heeds: ({ type, object, old }) =>
      type !== 'updated' ||
      old === undefined ||
      old.ready !== object.ready ||
      old.deletedAt !== object.deletedAt ||
      hasEnded(old) !== hasEnded(object),
  }
  readonly #host: Host
  readonly #experiment: Experiment
  readonly #requests = new Map<string, JobRequest>()
  readonly #jobs = new Map<string, Running>()

  constructor(host: Host, experiment: Experiment, jobs: readonly JobRequest[]) {
    this.#host = host
    this.#experiment = experiment
    for (const job of jobs) this.#requests.set(job.name, job)
  }

  observe(change: Change): void {
    const pod = change.object as Pod
    const request = this.#requests.get(pod.job)
    if (request === undefined) return
    let job = this.#jobs.get(pod.job)
    if (job === undefined) {
      job = {
        request,
        pods: new Map(),
        up: new Set(),
        joining: new Map(),
        leadOnline: false,
        quorum: false,
        begun: false,
        ended: false,
      }
      this.#jobs.set(pod.job, job)
    }
    if (change.type === 'deleted' || hasEnded(pod) || pod.deletedAt !== undefined) {
      job.pods.delete(pod.uid)
      job.up.delete(pod.uid)
      job.joining.delete(pod.uid)
      if (pod.index === 0) job.leadOnline = false
      if (change.type === 'deleted' && job.pods.size === 0) this.#jobs.delete(pod.job)
      return
    }
    job.pods.set(pod.uid, pod)
    if (!pod.ready || job.up.has(pod.uid) || job.joining.has(pod.uid)) return
    if (job.ended) this.#exit(job, pod)
    else if (this.#experiment.application.startsWhen === 'ready') this.#isUp(job, pod)
    else this.#broker(job, pod)
  }

  wake(timer: Timer): void {
    ;(timer as Task).run()
  }

  answered(_request: Request, _answer: Answer): void {}

  #draw(what: string, distribution: Distribution, job: Running, index: number): Duration {
    return draw(distribution, (term) => this.#host.random.keyed(what, job.request.number, index, term))
  }

  #after(delay: Duration, job: Running, run: () => void): void {
    this.#host.at(
      this.#host.now() + delay,
      new Task(() => {
        if (this.#jobs.get(job.request.name) === job) run()
      }),
    )
  }

  #quorum({ size, minSize, tasks }: JobRequest): number {
    return fluxLaunch(size, minSize, 0, tasks).quorum
  }

  #isUp(job: Running, pod: Pod): void {
    if (!job.pods.has(pod.uid)) return
    job.up.add(pod.uid)
    if (!job.quorum && this.#experiment.workload.kind === 'mini-cluster' && job.up.size >= this.#quorum(job.request)) {
      job.quorum = true
      this.#host.note({ kind: 'quorum', job: job.request.name })
    }
    if (!job.begun && job.up.size >= job.request.need) this.#begin(job)
  }

  /** A worker joins once the lead broker is there; one that came too early has to wait out its retry. */
  #broker(job: Running, pod: Pod): void {
    const { flux } = this.#experiment
    job.joining.set(pod.uid, 0)
    this.#after(this.#draw('broker-start', flux.brokerStart, job, pod.index), job, () => {
      if (!job.pods.has(pod.uid)) return
      if (pod.index !== 0) {
        this.#join(job, pod)
        return
      }
      job.leadOnline = true
      this.#isUp(job, pod)
      for (const [uid, since] of [...job.joining]) {
        const worker = job.pods.get(uid)
        // within its connection time-out it gets through now
        if (worker !== undefined && since > 0 && this.#host.now() <= since + flux.connectTimeout) this.#isUp(job, worker)
      }
    })
  }

  #join(job: Running, pod: Pod): void {
    const { flux } = this.#experiment
    if (!job.pods.has(pod.uid) || job.up.has(pod.uid)) return
    if (job.leadOnline) {
      this.#isUp(job, pod)
      return
    }
    job.joining.set(pod.uid, Math.max(1, this.#host.now()))
    this.#after(flux.connectTimeout + flux.workerRetry, job, () => this.#join(job, pod))
  }

  #begin(job: Running): void {
    job.begun = true
    const { application } = this.#experiment
    const { name, app, size } = job.request
    this.#host.note({ kind: 'app-start', job: name })
    const runTime = application.runTime[app] ?? application.runTime[String(size)] ?? application.runTime['']
    if (runTime === undefined) throw new RangeError(`application.runTime: expected an entry for size ${size} or for every size, got none`)
    const length = this.#draw('set-up', application.setUp, job, 0) + this.#draw('run-time', runTime, job, 0)
    this.#after(length, job, () => {
      job.ended = true
      this.#host.note({ kind: 'app-end', job: name })
      for (const pod of job.pods.values()) {
        if (application.ends === 'all' ? pod.phase === 'Running' : pod.index === 0) this.#exit(job, pod)
      }
    })
  }

  /** The process ends; its kubelet finds out and writes the phase. */
  #exit(job: Running, pod: Pod): void {
    const { application, kubelet } = this.#experiment
    if (application.ends === 'leader' && pod.index !== 0) return
    this.#after(this.#draw('exit', kubelet.exit, job, pod.index), job, () => {
      if (job.pods.has(pod.uid)) {
        this.#host.ask({ verb: 'update', kind: 'pod', name: pod.name, uid: pod.uid, patch: { phase: 'Succeeded', ready: false } })
      }
    })
  }
}
