/** What every metric and chart reads of one run: its tables, its outcome and the interval that is looked at. */
import type { Header, Outcome, RunEvent } from '../src/record/events.ts'
import type { JobRow, PodRow } from '../src/record/rows.ts'
import { type NodeEvent, StageTables, type TimedEvent } from '../src/record/stages.ts'
import type { Time } from '../src/units.ts'

/** Microseconds; `to` is not in it. */
export interface Window {
  readonly from: Time
  readonly to: Time
}

export interface RunView {
  readonly jobs: readonly JobRow[]
  readonly pods: readonly PodRow[]
  readonly nodes: readonly NodeEvent[]
  readonly outcome: Outcome
  readonly window: Window
  /** jobs by name */
  readonly byName: ReadonlyMap<string, JobRow>
}

/** A run as the simulator, the live host and the reader of records give it. */
export interface RunRecord {
  readonly header: Header
  readonly events: readonly RunEvent[]
  readonly outcome: Outcome
}

/**
 * The tables of a list of events.
 * @example tablesOf([{ kind: 'submit', time: 7, job: 'a', size: 2, need: 2 }]).jobs()[0].submitted // 7
 */
export function tablesOf(events: Iterable<TimedEvent>): StageTables {
  const tables = new StageTables()
  for (const event of events) tables.apply(event)
  return tables
}

/**
 * The interval over which allocation, utilisation and idle-held time are counted: from the first submit to the last
 * completion where every job completed, to the moment of the clog where it clogged, and to the end of the run otherwise.
 * So a clogged run does not look worse the longer somebody looked at it.
 */
export function windowOf(jobs: readonly JobRow[], outcome: Outcome): Window {
  const from = jobs[0]?.submitted ?? 0
  let last = from
  let all = jobs.length > 0
  for (const job of jobs) {
    if (job.completed === undefined) all = false
    else if (job.completed > last) last = job.completed
  }
  const to = all ? last : (outcome.clog?.at ?? outcome.time)
  return { from, to: Math.max(from, to) }
}

/** Tables and outcome made ready for the metrics. */
export function viewOf(tables: StageTables, outcome: Outcome): RunView {
  const jobs = tables.jobs()
  return {
    jobs,
    pods: tables.pods(),
    nodes: tables.nodes(),
    outcome,
    window: windowOf(jobs, outcome),
    byName: new Map(jobs.map((job) => [job.job, job])),
  }
}

/** The view of a whole record. */
export function viewOfRecord(run: RunRecord): RunView {
  return viewOf(tablesOf(run.events), run.outcome)
}
