/** Replications of one scheduler on one scenario, as a comparison needs them. */
import type { Experiment } from '../src/experiment/experiment.ts'
import type { JobRow } from '../src/record/rows.ts'
import type { StageTables } from '../src/record/stages.ts'
import { inSeconds, type Time } from '../src/units.ts'
import { boundedSlowdown } from './metrics/slowdown.ts'
import { turnaround } from './metrics/turnaround.ts'
import { wait } from './metrics/wait.ts'
import { type RunRecord, tablesOf } from './run-view.ts'
import type { Lifetime } from './stats/kaplan-meier.ts'
import { summarise } from './summary.ts'
import type { RunSummary } from './summary-row.ts'

/** A job of a run whose record, or whose job times, were kept. */
export interface JobTimes {
  readonly job: string
  readonly size: number
  /** seconds; absent for a job that did not complete */
  readonly turnaroundS?: number
  /** seconds; absent for a job that never started */
  readonly waitS?: number
  readonly slowdown?: number
  /** seconds from its submit to the end of the record */
  readonly watchedS: number
}

export interface SetRun {
  readonly row: RunSummary
  /** only where the record of the run was kept, or its job times */
  readonly jobs?: readonly JobTimes[]
}

export interface RunSet {
  /** as sentences call it */
  readonly name: string
  /** where it was read from */
  readonly path: string
  /** name@version */
  readonly scheduler: string
  readonly scenario: string
  /** equal for equal jobs: only then does a seed mean the same to both sides */
  readonly workload: string
  /** by seed, one each */
  readonly runs: ReadonlyMap<number, SetRun>
}

function timesOf(job: JobRow, end: number): JobTimes {
  const [took, waited, slowdown] = [turnaround(job), wait(job), boundedSlowdown(job)]
  return {
    job: job.job,
    size: job.size,
    ...(took === undefined ? {} : { turnaroundS: inSeconds(took) }),
    ...(waited === undefined ? {} : { waitS: inSeconds(waited) }),
    ...(slowdown === undefined ? {} : { slowdown }),
    watchedS: inSeconds(Math.max(0, end - job.submitted)),
  }
}

/** What a run's jobs took, in order of submission. */
export function jobTimesOf(tables: StageTables, end: Time): JobTimes[] {
  return tables.jobs().map((job) => timesOf(job, end))
}

/** The part of a run that a comparison needs, from its record. */
export function setRunOf(record: RunRecord): SetRun {
  const tables = tablesOf(record.events)
  return { row: summarise(record, tables), jobs: jobTimesOf(tables, record.outcome.time) }
}

/**
 * What identifies the jobs that a seed means: their sizes, requests and work, and the order in which they come. Not how
 * fast they are submitted and what a scheduler is told beside them: that is part of what is compared.
 */
export function workloadOf({ scenario, experiment }: RunRecord['header']): string {
  const { workload, application, experimenter } = (experiment ?? {}) as Partial<Experiment>
  if (workload === undefined) return scenario
  const jobs = workload.jobs.map(({ name, size, request, tasks, app, submitAt }) => [name, size, request, tasks, app, submitAt])
  return JSON.stringify([jobs, application, experimenter?.order])
}

/** A run in which every job completed. Only such runs have a makespan, or a mean that leaves no job out. */
export function isWhole({ row }: SetRun): boolean {
  return row.completed === row.jobs && row.outcome === 'completed'
}

/** How many runs of a set have a record. */
export function recordsOf(set: RunSet): number {
  return [...set.runs.values()].filter((run) => run.jobs !== undefined).length
}

/**
 * How long each job took, seconds. One that did not complete is censored at the end of its record. A deadlock is for
 * ever, so in a clogged run it is watched without end (`Infinity`), also where it was never submitted: to censor it when
 * the run was stopped would make the scheduler that clogs first look best.
 */
export function lifetimesOf(set: RunSet): Lifetime[] {
  return [...set.runs.values()].flatMap(({ row, jobs }) => {
    if (jobs === undefined) return []
    const clogged = row.outcome === 'clogged'
    const times = jobs.map(({ turnaroundS, watchedS }): Lifetime => {
      if (turnaroundS !== undefined) return { time: turnaroundS, ended: true }
      return { time: clogged ? Number.POSITIVE_INFINITY : watchedS, ended: false }
    })
    const never = clogged ? Math.max(0, row.jobs - jobs.length) : 0
    return [...times, ...Array.from({ length: never }, () => ({ time: Number.POSITIVE_INFINITY, ended: false }))]
  })
}
