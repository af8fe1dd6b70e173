/** The table of jobs in a few numbers for each scheduler and size. A run is the unit of every interval: its jobs met in one cluster. */
import { type ColumnTable, op } from 'arquero'
import { grouped } from './charts/job-points.ts'
import { mean, median, quantile } from './stats/describe.ts'
import { meanInterval } from './stats/intervals.ts'
import type { Estimate } from './stats/sample.ts'

export interface SizeSummary {
  /** name@version */
  readonly scheduler: string
  readonly size: number
  readonly runs: number
  readonly jobs: number
  readonly completed: number
  /** seconds, over jobs that completed; absent where there is none */
  readonly turnaroundS?: {
    /** of the means of the runs, with Student's interval over them */
    readonly mean: Estimate
    readonly median: number
    readonly p95: number
  }
}

interface OfRun {
  readonly scheduler: string
  readonly size: number
  readonly jobs: number
  /** of those that completed */
  readonly turnarounds: readonly number[]
}

/**
 * Turnaround by scheduler and size.
 * @param jobs a table with the columns `run`, `scheduler`, `size`, `turnaround_s` of JOBS_TABLE; the order of its rows does not matter
 */
export function turnaroundBySize(jobs: ColumnTable): SizeSummary[] {
  const runs = jobs
    .groupby('scheduler', 'size', 'run')
    .rollup({ jobs: op.count(), turnarounds: op.array_agg('turnaround_s') })
    .objects() as OfRun[]
  const rows = [...grouped(runs, (run) => `${run.scheduler} ${run.size}`).values()].map((list): SizeSummary => {
    const { scheduler, size } = list[0] as OfRun
    const all = list.flatMap((run) => run.turnarounds)
    const counts = {
      scheduler,
      size,
      runs: list.length,
      jobs: list.reduce((n, run) => n + run.jobs, 0),
      completed: all.length,
    }
    if (all.length === 0) return counts
    const means = list.flatMap((run) => (run.turnarounds.length === 0 ? [] : [mean(run.turnarounds)]))
    return { ...counts, turnaroundS: { mean: meanInterval(means), median: median(all), p95: quantile(all, 0.95) } }
  })
  return rows.sort((a, b) => (a.scheduler < b.scheduler ? -1 : a.scheduler > b.scheduler ? 1 : a.size - b.size))
}
