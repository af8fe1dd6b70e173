/**
 * From events to the tables of jobs and pods: an incremental fold, called for every event of every replication, so it
 * only looks up one pod and counts. Nothing is sorted: events come in order of time.
 */
import type { Time } from '../units.ts'
import type { SeenEvent } from './events.ts'
import type { Note } from './notes.ts'
import { withReported } from './reported.ts'
import type { JobRow, PodRow } from './rows.ts'
import { applyToJob, endReservation, type JobState, markPartial, newJob, newPod, type PodState } from './stage-state.ts'

/** An event as the fold needs it. */
export type TimedEvent = (SeenEvent | Note) & { readonly time: Time; readonly reported?: Time }

/** A node as the record describes it: what it offers and what system pods use of it. */
export type NodeEvent = Extract<SeenEvent, { kind: 'node' }>

/**
 * The tables of one run, kept up to date event by event. Pods and reservations of jobs that this record did not submit
 * are kept in the table of pods only.
 * @example
 * const tables = new StageTables()
 * tables.apply({ kind: 'submit', time: 0, job: 'a', size: 1, need: 1 })
 * tables.apply({ kind: 'completed', time: 5_000_000, job: 'a' })
 * tables.jobs().map((row) => [row.job, row.completed]) // [['a', 5_000_000]]
 */
export class StageTables {
  readonly #jobs = new Map<string, JobState>()
  /** the latest pod of each name */
  readonly #pods = new Map<string, PodState>()
  readonly #jobRows: JobState[] = []
  readonly #podRows: PodState[] = []
  /** the pod that gave up its place on a node last */
  readonly #freedOn = new Map<string, PodState>()
  readonly #nodes: NodeEvent[] = []
  #submittedAll: Time | undefined
  #last: Time = 0

  /** Jobs in order of submission. The rows are the fold's own and change with the next event. */
  jobs(): readonly JobRow[] {
    return this.#jobRows
  }

  /** Pods in order of creation. */
  pods(): readonly PodRow[] {
    return this.#podRows
  }

  /** Nodes in order of appearance. */
  nodes(): readonly NodeEvent[] {
    return this.#nodes
  }

  /** The whole batch is submitted. */
  get submittedAll(): Time | undefined {
    return this.#submittedAll
  }

  /** Time of the last event applied. */
  get last(): Time {
    return this.#last
  }

  apply(event: TimedEvent): void {
    this.#last = event.time
    this.#change(event)
    if (event.reported === undefined || !('job' in event)) return
    const job = this.#jobs.get(event.job)
    if (job !== undefined) job.reported = withReported(job, event)
  }

  #change(event: TimedEvent): void {
    const { time } = event
    switch (event.kind) {
      case 'attempt': {
        if (event.result === 'skipped') return
        const pod = this.#pod(event.pod, event.job)
        pod.attempts++
        if (pod.of !== undefined) pod.of.attempts++
        return
      }
      case 'pod-created':
        this.#created(this.#newPod(event.pod, event.job, event.index), event.cpu, event.memory, time)
        return
      case 'unschedulable':
        this.#pod(event.pod, event.job).firstUnschedulable ??= time
        return
      case 'bound': {
        const pod = this.#pod(event.pod, event.job)
        pod.index = event.index
        this.#bound(pod, event.node, time)
        return
      }
      case 'initialized':
        this.#initialized(this.#pod(event.pod, event.job), time)
        return
      case 'running':
        this.#running(this.#pod(event.pod, event.job), time)
        return
      case 'ready':
        this.#ready(this.#pod(event.pod, event.job), time)
        return
      case 'ended':
        this.#ended(this.#pod(event.pod, event.job), event.phase, time)
        return
      case 'deleting':
        this.#pod(event.pod, event.job).deleting ??= time
        return
      case 'gone': {
        const pod = this.#pod(event.pod, event.job)
        pod.gone ??= time
        this.#free(pod, time)
        return
      }
      case 'reserved': {
        this.#pod(event.pod, event.job).reservations.push({ node: event.node, from: time, to: undefined })
        return
      }
      case 'released':
        endReservation(this.#pod(event.pod, event.job), time)
        return
      case 'submit': {
        const job = newJob(event.job, this.#jobRows.length, event.size, event.need, time)
        this.#jobs.set(event.job, job)
        this.#jobRows.push(job)
        return
      }
      case 'submitted-all':
        this.#submittedAll ??= time
        return
      case 'node':
        this.#nodes.push(event)
        return
      case 'quorum':
      case 'app-start':
      case 'app-end': {
        const job = this.#jobs.get(event.job)
        // on a real cluster read from a log when the job is over: the stamp of its line says when it was
        if (job !== undefined) applyToJob(job, event, event.reported ?? time)
        return
      }
      case 'job-created':
      case 'admitted':
      case 'evicted':
      case 'completed':
      case 'delete-job':
      case 'job-gone': {
        const job = this.#jobs.get(event.job)
        if (job !== undefined) applyToJob(job, event, time)
        return
      }
      case 'queued':
      case 'step':
      case 'matched':
      case 'cancelled':
      case 'reads':
      case 'quota':
        return
      default:
        event satisfies never
    }
  }

  #newPod(name: string, job: string, index: number): PodState {
    const pod = newPod(name, job, index, this.#jobs.get(job))
    this.#pods.set(name, pod)
    this.#podRows.push(pod)
    return pod
  }

  /** The pod of that name; a record that begins in the middle may not have told of its creation. */
  #pod(name: string, job: string): PodState {
    return this.#pods.get(name) ?? this.#newPod(name, job, -1)
  }

  #created(pod: PodState, cpu: number, memory: number, time: Time): void {
    pod.created = time
    pod.cpu = cpu
    pod.memory = memory
    const job = pod.of
    if (job === undefined) return
    job.pods++
    job.firstPodCreated ??= time
    // a pod made again for one that failed comes after `size` and moves nothing
    if (++job.createdNow !== job.size) return
    job.lastPodCreated = time
    job.lastCreatedPod = pod
  }

  #bound(pod: PodState, node: string, time: Time): void {
    if (pod.bound !== undefined || pod.freed !== undefined) return
    pod.bound = time
    pod.node = node
    if (pod.reservations.length > 0) endReservation(pod, time)
    const before = this.#freedOn.get(node)
    if (before !== undefined && pod.created !== undefined && (before.freed as Time) >= pod.created) pod.after = before
    const job = pod.of
    if (job === undefined) return
    job.holding++
    job.lastScheduled = time
    job.slotsFree = undefined
    if (job.firstScheduled === undefined) {
      job.firstScheduled = time
      job.firstScheduledPod = pod
    }
    if (job.placed === undefined && job.holding >= job.need) {
      job.placed = time
      job.placedPod = pod
    }
    markPartial(job, time)
  }

  #initialized(pod: PodState, time: Time): void {
    if (pod.initialized !== undefined || pod.freed !== undefined) return
    pod.initialized = time
    const job = pod.of
    if (job === undefined || ++job.initializedNow < job.need || job.initialized !== undefined) return
    job.initialized = time
    job.initializedPod = pod
  }

  #running(pod: PodState, time: Time): void {
    if (pod.running !== undefined || pod.freed !== undefined) return
    pod.running = time
    const job = pod.of
    if (job === undefined) return
    if (++job.runningNow !== job.need) return
    job.quorums.push(time)
    if (job.started !== undefined) return
    job.started = time
    job.startedPod = pod
  }

  #ready(pod: PodState, time: Time): void {
    if (pod.ready !== undefined || pod.freed !== undefined) return
    pod.ready = time
    const job = pod.of
    if (job === undefined || ++job.readyNow < job.need || job.ready !== undefined) return
    job.ready = time
    job.readyPod = pod
  }

  #ended(pod: PodState, phase: 'Succeeded' | 'Failed', time: Time): void {
    if (pod.ended !== undefined) return
    pod.ended = time
    pod.phase = phase
    const job = pod.of
    if (job !== undefined && pod.index === 0 && job.completed === undefined) job.leaderTerminal = time
    this.#free(pod, time)
  }

  /** Its place is free, and it counts no more among those that hold one, run or are ready. */
  #free(pod: PodState, time: Time): void {
    if (pod.freed !== undefined) return
    pod.freed = time
    if (pod.reservations.length > 0) endReservation(pod, time)
    if (pod.node !== undefined) this.#freedOn.set(pod.node, pod)
    const job = pod.of
    if (job === undefined) return
    if (pod.initialized !== undefined) job.initializedNow--
    if (pod.ready !== undefined) job.readyNow--
    if (pod.running !== undefined && job.runningNow-- === job.need) job.quorums.push(time)
    if (pod.bound === undefined) return
    job.holding--
    if (job.holding === 0) job.slotsFree = time
    markPartial(job, time)
  }
}
