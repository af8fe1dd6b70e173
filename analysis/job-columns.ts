/** Columns of the table of jobs: every stage with who was waited for, and where the time went. */
import { removedAt, STAGES, type Stage, type StageName } from '../src/record/breakdown.ts'
import { reportedLag } from '../src/record/reported.ts'
import type { JobRow, PodRow } from '../src/record/rows.ts'
import type { Time } from '../src/units.ts'
import { amount, type Column, flag, time, words } from './column.ts'
import { gathering } from './metrics/gathering.ts'
import { boundedSlowdown } from './metrics/slowdown.ts'
import { turnaround } from './metrics/turnaround.ts'
import { wait } from './metrics/wait.ts'

const EVENT = 'time of the event'

/** A stage with the pod that came last in it. */
function stage(
  name: string,
  meaning: string,
  formula: string,
  at: (row: JobRow) => Time | undefined,
  who?: readonly [pod: string, meaning: string, of: (row: JobRow) => PodRow | undefined],
): Column<JobRow>[] {
  const event = time(name, meaning, formula, at)
  if (who === undefined) return [event]
  const [pod, what, of] = who
  return [event, words(pod, `who was waited for: ${what}`, `the pod whose event is ${name}`, (row) => of(row)?.pod)]
}

export const JOB_COLUMNS: readonly Column<JobRow>[] = [
  words('job', 'name', 'as recorded', (row) => row.job),
  amount('number', 'order of submission, from 0', 'as submitted', (row) => row.number),
  amount('size', 'pods of the job', 'as submitted', (row) => row.size),
  amount('need', 'pods that must run at once', 'as submitted', (row) => row.need),
  flag('completed', 'whether it completed', 'completed_s is there', (row) => row.completed !== undefined),
  flag('failed', 'whether it ended as failed', 'as recorded', (row) => row.failed),
  time('wait_s', 'submit until enough pods run', 'started_s - submitted_s', (row) => wait(row)),
  time('run_time_s', 'enough pods run until completion', 'completed_s - started_s', (row) =>
    row.completed === undefined || row.started === undefined ? undefined : row.completed - row.started,
  ),
  time('turnaround_s', 'submit to completion as the experimenter sees it', 'completed_s - submitted_s', (row) => turnaround(row)),
  amount('bounded_slowdown', 'how much longer it took than it ran', 'max(1, turnaround_s / max(run_time_s, 10 s))', (r) =>
    boundedSlowdown(r),
  ),
  time('gathering_s', 'first place held until enough pods run', 'started_s - first_scheduled_s', (row) => gathering(row)),
  amount('pods', 'pods created, those that replaced others included', 'count of pod-created', (row) => row.pods),
  amount('attempts', 'scheduling cycles of its pods; model only', 'count of attempt, but skipped ones', (row) => row.attempts),
  amount('evictions', 'times a queue took its admission back', 'count of evicted', (row) => row.evictions),
  ...stage('submitted_s', 'the experimenter asks for it', EVENT, (r) => r.submitted),
  ...stage('object_created_s', 'its own object (Job, MiniCluster) exists', EVENT, (r) => r.jobCreated),
  ...stage('admitted_s', 'a queue in front of the scheduler admits it', 'the last admitted', (r) => r.admitted),
  ...stage('evicted_s', 'that admission was taken back last', 'the last evicted', (r) => r.evicted),
  ...stage('first_pod_created_s', 'its first pod exists', 'the first pod-created', (r) => r.firstPodCreated),
  ...stage('last_pod_created_s', 'all its pods exist', 'the size-th pod-created', (r) => r.lastPodCreated, [
    'last_pod_created_pod',
    'the pod that was created last',
    (r) => r.lastCreatedPod,
  ]),
  ...stage('first_scheduled_s', 'its first pod is bound', 'the first bound', (r) => r.firstScheduled, [
    'first_scheduled_pod',
    'the pod that was bound first',
    (r) => r.firstScheduledPod,
  ]),
  ...stage(
    'placed_s',
    'enough of its pods hold places at once',
    'bound that makes need pods hold places, the first time',
    (r) => r.placed,
    ['placed_pod', 'the pod that completed the gang', (r) => r.placedPod],
  ),
  words(
    'placed_after_pod',
    'the pod whose place that one was waiting for',
    'the pod that left its node last',
    (r) => r.placedPod?.after?.pod,
  ),
  ...stage('last_scheduled_s', 'its last bind', 'the last bound', (r) => r.lastScheduled),
  ...stage('initialized_s', 'enough pods have ended their init containers', 'the need-th initialized', (r) => r.initialized, [
    'initialized_pod',
    'the pod that ended its init containers last',
    (r) => r.initializedPod,
  ]),
  ...stage('started_s', 'enough pods run at once', 'running that makes need pods run, the first time', (r) => r.started, [
    'started_pod',
    'the pod that started last',
    (r) => r.startedPod,
  ]),
  ...stage('ready_s', 'enough pods are ready at once', 'ready that makes need pods ready, the first time', (r) => r.ready, [
    'ready_pod',
    'the pod that became ready last',
    (r) => r.readyPod,
  ]),
  ...stage('quorum_s', 'the quorum of its brokers is online', EVENT, (r) => r.quorum),
  ...stage('app_start_s', 'the application begins its work', EVENT, (r) => r.appStart),
  ...stage('app_end_s', 'the application ends', EVENT, (r) => r.appEnd),
  ...stage('leader_terminal_s', 'the pod of index 0 has ended', 'ended of index 0', (r) => r.leaderTerminal),
  ...stage('completed_s', 'the experimenter sees that it is done', EVENT, (r) => r.completed),
  ...stage('delete_asked_s', 'the experimenter asks for its deletion', EVENT, (r) => r.deleteAsked),
  ...stage('gone_s', 'its object is gone', EVENT, (r) => r.gone),
  ...stage('slots_free_s', 'its last place is free again', 'the last ended or gone of its bound pods', (r) => r.slotsFree),
  time(
    'reported_lag_s',
    "how long after the cluster's own stamp a moment was learned of, at most; up to 1 s of it is the stamp's rounding. Live only",
    'largest time - reported of the events above',
    (r) => reportedLag(r),
  ),
]

/** A job with its stages up to the end of the record, `until`. */
export interface Staged {
  readonly row: JobRow
  readonly stages: readonly Stage[]
  readonly until: Time
}

const BREAKDOWN = 'src/record/breakdown.ts'

/** Durations that sum to `watched_s`, and up to `stage_notice_s` to `turnaround_s`, exactly. */
export const STAGE_COLUMNS: readonly Column<Staged>[] = [
  time(
    'watched_s',
    'from submit to removal, or to the end of the record',
    'sum of all stages',
    ({ row, until }) => (removedAt(row) ?? until) - row.submitted,
  ),
  words('current_stage', 'where a job stood that was not removed when the record ended', 'last stage, if it is open', ({ stages }) =>
    stages.at(-1)?.open === true ? stages.at(-1)?.stage : undefined,
  ),
  ...(Object.entries(STAGES) as [StageName, string][]).map(([name, meaning]) =>
    time<Staged>(`stage_${name.replace('-', '_')}_s`, meaning, BREAKDOWN, ({ stages }) =>
      stages.reduce((sum, s) => sum + (s.stage === name ? s.to - s.from : 0), 0),
    ),
  ),
]
