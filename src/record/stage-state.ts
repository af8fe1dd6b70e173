/** What the fold of `stages.ts` keeps of a job and a pod besides its row, and the changes of each. */
import type { Time } from '../units.ts'
import type { SeenEvent } from './events.ts'
import type { JobRow, PodRow, Reservation } from './rows.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export interface JobState extends Mutable<JobRow> {
  quorums: Time[]
  partials: Time[]
  /** pods created since the last eviction; that hold a place, are initialized, run, are ready: now */
  createdNow: number
  holding: number
  initializedNow: number
  runningNow: number
  readyNow: number
}

export interface PodState extends Mutable<PodRow> {
  reservations: Reservation[]
  of: JobState | undefined
}

const NOTHING_REPORTED: JobRow['reported'] = {}

export function newJob(job: string, number: number, size: number, need: number, submitted: Time): JobState {
  return {
    job,
    number,
    size,
    need,
    pods: 0,
    attempts: 0,
    evictions: 0,
    failed: false,
    submitted,
    jobCreated: undefined,
    evicted: undefined,
    admitted: undefined,
    firstPodCreated: undefined,
    lastPodCreated: undefined,
    firstScheduled: undefined,
    placed: undefined,
    lastScheduled: undefined,
    initialized: undefined,
    started: undefined,
    ready: undefined,
    quorum: undefined,
    appStart: undefined,
    appEnd: undefined,
    leaderTerminal: undefined,
    completed: undefined,
    deleteAsked: undefined,
    gone: undefined,
    slotsFree: undefined,
    lastCreatedPod: undefined,
    firstScheduledPod: undefined,
    placedPod: undefined,
    initializedPod: undefined,
    startedPod: undefined,
    readyPod: undefined,
    quorums: [],
    partials: [],
    reported: NOTHING_REPORTED,
    createdNow: 0,
    holding: 0,
    initializedNow: 0,
    runningNow: 0,
    readyNow: 0,
  }
}

export function newPod(pod: string, job: string, index: number, of: JobState | undefined): PodState {
  return {
    pod,
    job,
    index,
    cpu: 0,
    memory: 0,
    created: undefined,
    firstUnschedulable: undefined,
    node: undefined,
    bound: undefined,
    after: undefined,
    reservations: [],
    initialized: undefined,
    running: undefined,
    ready: undefined,
    ended: undefined,
    phase: undefined,
    deleting: undefined,
    gone: undefined,
    freed: undefined,
    attempts: 0,
    of,
  }
}

/** An eviction gives up the stages gone through: what follows starts again from the queue. */
function startAgain(job: JobState, time: Time): void {
  job.evictions++
  if (job.appEnd !== undefined) return
  job.evicted = time
  job.admitted = undefined
  job.firstPodCreated = undefined
  job.lastPodCreated = undefined
  job.firstScheduled = undefined
  job.placed = undefined
  job.initialized = undefined
  job.started = undefined
  job.ready = undefined
  job.quorum = undefined
  job.appStart = undefined
  job.lastCreatedPod = undefined
  job.firstScheduledPod = undefined
  job.placedPod = undefined
  job.initializedPod = undefined
  job.startedPod = undefined
  job.readyPod = undefined
  job.createdNow = 0
  const { jobCreated } = job.reported
  job.reported = jobCreated === undefined ? NOTHING_REPORTED : { jobCreated }
}

/** The place held for the pod is given back, or it becomes a real one. */
export function endReservation(pod: PodState, time: Time): void {
  const last = pod.reservations.at(-1)
  if (last === undefined || last.to !== undefined) return
  pod.reservations[pod.reservations.length - 1] = { ...last, to: time }
}

/** Partial allocation of a job whose work is not done: some places, fewer than it needs. */
export function markPartial(job: JobState, time: Time): void {
  const over = job.appEnd !== undefined || job.leaderTerminal !== undefined || job.completed !== undefined || job.deleteAsked !== undefined
  const partial = job.holding > 0 && job.holding < job.need && !over
  if (partial !== (job.partials.length % 2 === 1)) job.partials.push(time)
}

/** Events about a job as a whole. */
type JobEvent = Extract<
  SeenEvent,
  { kind: 'job-created' | 'admitted' | 'evicted' | 'quorum' | 'app-start' | 'app-end' | 'completed' | 'delete-job' | 'job-gone' }
>

export function applyToJob(job: JobState, event: JobEvent, time: Time): void {
  switch (event.kind) {
    case 'job-created':
      job.jobCreated ??= time
      return
    case 'admitted':
      job.admitted ??= time
      return
    case 'evicted':
      startAgain(job, time)
      return
    case 'quorum':
      job.quorum ??= time
      return
    case 'app-start':
      job.appStart ??= time
      return
    case 'app-end':
      job.appEnd ??= time
      markPartial(job, time)
      return
    case 'completed':
      job.completed ??= time
      if (event.failed === true) job.failed = true
      markPartial(job, time)
      return
    case 'delete-job':
      job.deleteAsked ??= time
      markPartial(job, time)
      return
    case 'job-gone':
      job.gone ??= time
      return
    default:
      event satisfies never
  }
}
