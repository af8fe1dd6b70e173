/** What charts of a sweep over clusters and loads are drawn from: one row a scheduler and setting, over replications. */
import { meanInterval } from '../stats/intervals.ts'
import { wilson } from '../stats/wilson.ts'
import type { RunSummary } from '../summary-row.ts'
import { grouped } from './job-points.ts'

/** A run of a sweep: its row, and where in the sweep it was. */
export interface SweepRun {
  readonly row: RunSummary
  readonly nodes: number
  /** requested resource-time / what the cluster offers in the same time, or jobs, or whatever the sweep varies; see `loadTitle` */
  readonly load: number
}

export interface Sweep {
  readonly runs: readonly SweepRun[]
  /** what `load` is, with its unit: `jobs` */
  readonly loadTitle: string
  readonly source: string
}

export interface SweepPoint {
  readonly scheduler: string
  readonly nodes: number
  readonly load: number
  /** replications */
  readonly n: number
  /** replications in which every job completed */
  readonly completed: number
  /** mean over these; absent where there is none */
  readonly makespanS?: number
  /** 95 % interval of that mean (Student); absent for fewer than two */
  readonly makespanLow?: number
  readonly makespanHigh?: number
  /** mean of the mean turnaround of those replications */
  readonly turnaroundS?: number
  /** share of replications that clogged or livelocked, with its 95 % interval (Wilson) */
  readonly clog: number
  readonly clogLow: number
  readonly clogHigh: number
}

function pointOf(list: readonly SweepRun[]): SweepPoint {
  const { row, nodes, load } = list[0] as SweepRun
  const whole = list.filter((run) => run.row.makespanS !== null)
  const stuck = list.filter((run) => run.row.outcome === 'clogged' || run.row.outcome === 'livelock').length
  const { share, low, high } = wilson(stuck, list.length)
  const base = { scheduler: row.scheduler, nodes, load, n: list.length, completed: whole.length, clog: share, clogLow: low, clogHigh: high }
  if (whole.length === 0) return base
  const span = meanInterval(whole.map((run) => run.row.makespanS as number))
  const turnaroundS = whole.reduce((sum, run) => sum + (run.row.turnaroundS.mean ?? 0), 0) / whole.length
  const interval = span.interval === undefined ? {} : { makespanLow: Math.max(0, span.interval.low), makespanHigh: span.interval.high }
  return { ...base, makespanS: span.value, turnaroundS, ...interval }
}

/** Points in order of scheduler (as they appear), nodes, load. */
export function sweepPoints({ runs }: Sweep): SweepPoint[] {
  const schedulers = [...new Set(runs.map((run) => run.row.scheduler))]
  const order = new Map(schedulers.map((scheduler, i) => [scheduler, i]))
  return [...grouped(runs, (run) => `${run.row.scheduler} ${run.nodes} ${run.load}`).values()]
    .map(pointOf)
    .sort((a, b) => (order.get(a.scheduler) as number) - (order.get(b.scheduler) as number) || a.nodes - b.nodes || a.load - b.load)
}

/** `30 runs a point`, or `from 10 to 30 runs a point`. */
export function runsAPoint(points: readonly SweepPoint[]): string {
  const least = Math.min(...points.map((p) => p.n))
  const most = Math.max(...points.map((p) => p.n))
  return `n: ${least === most ? most : `from ${least} to ${most}`} runs a point.`
}
