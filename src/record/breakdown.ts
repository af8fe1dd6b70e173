/**
 * Where the time of a job went: stages that follow one another without gap or overlap, from submit to removal. Up to
 * `completed` their durations sum to the turnaround exactly, and in all to removal - submit, because each begins where
 * the one before ended.
 *
 * Pods of a job go through their stages side by side, so a stage of a *job* ends when the pod that was waited for ends
 * it: the `need`-th. A boundary that comes before an earlier one adds a stage of no length.
 */
import type { Time } from '../units.ts'
import type { JobRow, Moment, PodRow } from './rows.ts'

/**
 * Stages in order, with what is waited for in each.
 * @example STAGES.siblings // 'some pods hold places, the others wait for theirs'
 */
export const STAGES = {
  submission: 'the experimenter and the API create the job',
  evicted: 'attempts given up: admitted, then evicted',
  quota: 'the queue in front of the scheduler admits the job',
  creation: 'the controller creates the pods',
  queue: 'no pod has a place yet',
  siblings: 'some pods hold places, the others wait for theirs',
  terminating: 'the place to come is held by a pod that is being deleted',
  init: 'image and init container',
  start: 'the last pod needed starts',
  ready: 'the last pod needed becomes ready',
  'hook-up': 'the brokers or pods find each other',
  application: 'the application works',
  exit: "from the application's end to the leader's end on the API",
  notice: 'the experimenter sees that the job is done',
  deletion: 'the experimenter asks for the deletion',
  release: 'grace period and teardown, until the last place is free and the job is gone',
} as const

export type StageName = keyof typeof STAGES

export interface Stage {
  readonly stage: StageName
  readonly from: Time
  readonly to: Time
  /** the pod that was waited for, where one decided; for `terminating` the pod being deleted */
  readonly pod?: string
  /** the job that pod belongs to */
  readonly job?: string
  /** the cluster's own stamp of its end, in whole seconds: see `happenedWithin`. Live only */
  readonly reported?: Time
  /** the record ended within this stage */
  readonly open?: true
}

/**
 * When nothing of the job is left: its object gone and its places free; never before `completed`. Undefined while
 * something is left.
 */
export function removedAt(row: JobRow): Time | undefined {
  if (row.gone === undefined) return undefined
  if (row.lastScheduled !== undefined && row.slotsFree === undefined) return undefined
  return Math.max(row.gone, row.slotsFree ?? row.gone, row.completed ?? row.gone)
}

interface Boundary {
  readonly stage: StageName
  readonly at: Time | undefined
  readonly reported: Time | undefined
  readonly pod?: PodRow | undefined
  /** the pod whose place was waited for */
  readonly after?: PodRow | undefined
}

function beforeCompletion(row: JobRow): readonly Boundary[] {
  const ends = (stage: StageName, moment: Moment, pod?: PodRow, after?: PodRow): Boundary => {
    return { stage, at: row[moment], reported: row.reported[moment], pod, after }
  }
  return [
    ends('submission', 'jobCreated'),
    ends('evicted', 'evicted'),
    ends('quota', 'admitted'),
    ends('creation', 'firstPodCreated'),
    ends('creation', 'lastPodCreated', row.lastCreatedPod),
    ends('queue', 'firstScheduled', row.firstScheduledPod, row.firstScheduledPod?.after),
    ends('siblings', 'placed', row.placedPod, row.placedPod?.after),
    ends('init', 'initialized', row.initializedPod),
    ends('start', 'started', row.startedPod),
    ends('ready', 'ready', row.readyPod),
    ends('hook-up', 'quorum'),
    ends('hook-up', 'appStart'),
    ends('application', 'appEnd'),
    ends('exit', 'leaderTerminal'),
    ends('notice', 'completed'),
  ]
}

/** What a job that has come this far waits for next: the stage it is in when the record ends. */
function currentStage(row: JobRow, boundaries: readonly Boundary[]): StageName {
  let reached = -1
  for (let i = 0; i < boundaries.length; i++) if (boundaries[i]?.at !== undefined) reached = i
  for (let i = reached + 1; i < boundaries.length; i++) {
    const stage = boundaries[i]?.stage
    // stages that this job may not have: quota and eviction need a queue in front, init a container, quorum brokers
    if (stage === undefined || stage === 'evicted' || (stage === 'quota' && row.evicted === undefined)) continue
    if (stage === 'init' && row.initialized === undefined) return 'start'
    return stage
  }
  return 'notice'
}

/**
 * The stages of one job, without those of no length. Of a job that is not removed when the record ends (`until`), the last
 * stage is the one it was in, marked `open`.
 */
export function stagesOf(row: JobRow, until: Time): Stage[] {
  const stages: Stage[] = []
  let at = row.submitted
  const push = (stage: StageName, to: Time, more: Partial<Stage> = {}): void => {
    if (to <= at) return
    stages.push({ stage, from: at, to, ...more })
    at = to
  }
  const close = ({ stage, at: told, reported, pod, after }: Boundary, to: Time): void => {
    if (to <= at) return
    const waited = pod === undefined ? {} : { pod: pod.pod, job: pod.job }
    // a deletion that held up the place splits the wait for it
    if ((stage === 'queue' || stage === 'siblings') && after?.deleting !== undefined && after.freed !== undefined) {
      const from = Math.max(at, after.deleting)
      const end = Math.min(to, after.freed)
      if (from < end) {
        push(stage, from, waited)
        push('terminating', end, { pod: after.pod, job: after.job })
      }
    }
    push(stage, to, reported === undefined || to !== told ? waited : { ...waited, reported })
  }

  const boundaries = beforeCompletion(row)
  const removed = removedAt(row)
  const cap = row.completed ?? removed ?? until
  for (const b of boundaries) if (b.at !== undefined) close(b, Math.min(b.at, cap))
  if (row.completed === undefined && row.gone === undefined) {
    push(currentStage(row, boundaries), until, { open: true })
    return stages
  }
  if (row.deleteAsked !== undefined) push('deletion', Math.min(row.deleteAsked, removed ?? until))
  if (removed !== undefined) push('release', removed)
  else push(row.deleteAsked === undefined ? 'deletion' : 'release', until, { open: true })
  return stages
}
