/**
 * One run in a few numbers, and many runs of one scheduler in a few more: the `runs[]` and `summary[]` of `--json`, and
 * what the table in the terminal shows.
 */
import type { ClogReport } from '../src/record/events.ts'
import type { JobRow } from '../src/record/rows.ts'
import type { StageTables } from '../src/record/stages.ts'
import { inSeconds } from '../src/units.ts'
import { availableCpuTime } from './metrics/allocation.ts'
import { makespan } from './metrics/makespan.ts'
import { turnaround } from './metrics/turnaround.ts'
import { occupancyOf } from './occupancy.ts'
import { type RunRecord, tablesOf, viewOf } from './run-view.ts'
import { median, quantile } from './stats/describe.ts'
import type { ClogSummary, RunSummary } from './summary-row.ts'

export { type SchedulerSummary, type Spread, summariseAll } from './summary-all.ts'
export type { ClogSummary, RunSummary } from './summary-row.ts'

/** To the microsecond, or as many digits of a share: what is below is noise of the division. */
function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null
  let sum = 0
  for (const value of values) sum += value
  return tidy(inSeconds(sum / values.length))
}

function quantileOf(values: readonly number[], p: number): number | null {
  return values.length === 0 ? null : tidy(inSeconds(quantile(values, p)))
}

function bySize(jobs: readonly JobRow[]): RunSummary['turnaroundBySizeS'] {
  const values = new Map<number, number[]>()
  for (const job of jobs) {
    let list = values.get(job.size)
    if (list === undefined) {
      list = []
      values.set(job.size, list)
    }
    const value = turnaround(job)
    if (value !== undefined) list.push(value)
  }
  const sizes = [...values].sort((a, b) => a[0] - b[0])
  return Object.fromEntries(
    sizes.map(([size, list]) => [
      `${size}`,
      { n: list.length, mean: meanOf(list), median: list.length === 0 ? null : tidy(inSeconds(median(list))) },
    ]),
  )
}

function clogSummary(clog: ClogReport): ClogSummary {
  const { slots, slotsHeld, partialGangs, pendingPods } = clog
  const holders = clog.holders.map(({ job, running, size }) => ({ job, running, size }))
  return { atS: inSeconds(clog.at), slots, slotsHeld, partialGangs, pendingPods, holders }
}

/**
 * A run in numbers.
 * @param tables those of the run, where they have been made already; its events are not read then
 */
export function summarise({ header, events, outcome }: RunRecord, tables: StageTables = tablesOf(events)): RunSummary {
  const view = viewOf(tables, outcome)
  const turnarounds = view.jobs.flatMap((job) => turnaround(job) ?? [])
  const occupancy = occupancyOf(view)
  const available = availableCpuTime(view)
  const span = makespan(view.jobs)
  return {
    scheduler: header.scheduler,
    seed: header.seed,
    outcome: outcome.outcome,
    jobs: outcome.jobs,
    completed: outcome.completed,
    makespanS: span === undefined || view.jobs.length < outcome.jobs ? null : inSeconds(span),
    turnaroundS: { mean: meanOf(turnarounds), median: quantileOf(turnarounds, 0.5), p95: quantileOf(turnarounds, 0.95) },
    turnaroundBySizeS: bySize(view.jobs),
    utilisation: available === undefined ? null : tidy(occupancy.useful.cpu / available),
    idleHeldSlotS: inSeconds(occupancy.idle.slots),
    clog: outcome.clog === null ? null : clogSummary(outcome.clog),
  }
}
