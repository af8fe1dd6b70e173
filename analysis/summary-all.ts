/** Replications of each scheduler in a few numbers: the `summary[]` of `--json`. */
import { describe, quantile } from './stats/describe.ts'
import { wilson } from './stats/wilson.ts'
import type { RunSummary } from './summary-row.ts'

/** Over replications. `sd` is null for one value. */
export interface Spread {
  readonly n: number
  readonly mean: number
  readonly sd: number | null
  readonly p5: number
  readonly p50: number
  readonly p95: number
}

export interface SchedulerSummary {
  /** name@version */
  readonly scheduler: string
  readonly runs: number
  /** runs by outcome */
  readonly completed: number
  readonly clogged: number
  readonly livelocked: number
  /** time-limit or stopped */
  readonly unfinished: number
  /** probability that a run clogs or livelocks, with Wilson's 95 % interval */
  readonly clogProbability: { readonly share: number; readonly low: number; readonly high: number }
  /** jobs completed in a run */
  readonly jobsCompleted: Spread
  /** over runs in which every job completed; null where there is none */
  readonly makespanS: Spread | null
  /** of the mean of each run */
  readonly turnaroundS: Spread | null
  /** of the mean of each run, by size */
  readonly turnaroundBySizeS: Readonly<Record<string, Spread | null>>
  readonly utilisation: Spread | null
  readonly idleHeldSlotS: Spread | null
  /** when nothing could move any more, since the run began; over runs that clogged */
  readonly clogAtS: Spread | null
}

function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

/**
 * Mean, sd and quantiles of values of replications; null for none.
 * @example spread([1, 2, 6]).p50 // 2
 */
export function spread(values: readonly number[]): Spread | null {
  if (values.length === 0) return null
  const d = describe(values)
  return {
    n: d.n,
    mean: tidy(d.mean),
    sd: d.sd === undefined ? null : tidy(d.sd),
    p5: tidy(quantile(values, 0.05)),
    p50: tidy(d.median),
    p95: tidy(d.p95),
  }
}

function known(values: readonly (number | null | undefined)[]): number[] {
  return values.filter((value): value is number => value !== null && value !== undefined)
}

function of(scheduler: string, runs: readonly RunSummary[]): SchedulerSummary {
  const count = (...outcomes: RunSummary['outcome'][]): number => runs.filter((run) => outcomes.includes(run.outcome)).length
  const stuck = count('clogged', 'livelock')
  const { share, low, high } = wilson(stuck, runs.length)
  const sizes = [...new Set(runs.flatMap((run) => Object.keys(run.turnaroundBySizeS)))].sort((a, b) => Number(a) - Number(b))
  return {
    scheduler,
    runs: runs.length,
    completed: count('completed'),
    clogged: count('clogged'),
    livelocked: count('livelock'),
    unfinished: count('time-limit', 'stopped'),
    clogProbability: { share: tidy(share), low: tidy(low), high: tidy(high) },
    jobsCompleted: spread(runs.map((run) => run.completed)) as Spread,
    makespanS: spread(known(runs.map((run) => run.makespanS))),
    turnaroundS: spread(known(runs.map((run) => run.turnaroundS.mean))),
    turnaroundBySizeS: Object.fromEntries(sizes.map((size) => [size, spread(known(runs.map((run) => run.turnaroundBySizeS[size]?.mean)))])),
    utilisation: spread(known(runs.map((run) => run.utilisation))),
    idleHeldSlotS: spread(known(runs.map((run) => run.idleHeldSlotS))),
    clogAtS: spread(known(runs.map((run) => run.clog?.atS))),
  }
}

/** One entry for each scheduler, in order of first appearance. */
export function summariseAll(runs: readonly RunSummary[]): SchedulerSummary[] {
  const byScheduler = new Map<string, RunSummary[]>()
  for (const run of runs) {
    const list = byScheduler.get(run.scheduler)
    if (list === undefined) byScheduler.set(run.scheduler, [run])
    else list.push(run)
  }
  return [...byScheduler].map(([scheduler, list]) => of(scheduler, list))
}
