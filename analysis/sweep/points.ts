/** Cells in a few numbers each, for tables and figures. */
import { cost, nodeHours } from '../metrics/cost.ts'
import { quantile } from '../stats/describe.ts'
import { wilson } from '../stats/wilson.ts'
import type { RunSummary } from '../summary-row.ts'
import type { SweepCell, SweepResult } from './cell.ts'

export interface CellSummary {
  readonly cell: SweepCell
  /** runs */
  readonly n: number
  readonly completed: number
  /** clogged or livelocked */
  readonly clogged: number
  /** at the time limit, or stopped */
  readonly unfinished: number
  /** share of runs that clogged or livelocked, with Wilson's 95 % interval; absent without runs */
  readonly clog?: { readonly share: number; readonly low: number; readonly high: number }
  /** over runs in which every job completed; absent where there is none */
  readonly makespanS?: { readonly p5: number; readonly p50: number; readonly p95: number }
  /** of the median makespan */
  readonly nodeHours?: number
  /** of the median makespan; absent where a price is not known */
  readonly cost?: number
}

const STUCK: readonly RunSummary['outcome'][] = ['clogged', 'livelock']

export function summariseCell({ cell, runs }: SweepResult): CellSummary {
  const n = runs.length
  const clogged = runs.filter((run) => STUCK.includes(run.outcome)).length
  const completed = runs.filter((run) => run.outcome === 'completed').length
  const counts = { cell, n, completed, clogged, unfinished: n - completed - clogged }
  if (n === 0) return counts
  const { share, low, high } = wilson(clogged, n)
  const clog = { share, low, high }
  const spans = runs.flatMap((run) => run.makespanS ?? [])
  if (spans.length === 0) return { ...counts, clog }
  const [p5, p50, p95] = [0.05, 0.5, 0.95].map((p) => quantile(spans, p)) as [number, number, number]
  const hours = cell.pools === undefined ? {} : { nodeHours: nodeHours(cell.pools, p50) }
  const money = cell.pools === undefined ? undefined : cost(cell.pools, p50)
  return { ...counts, clog, makespanS: { p5, p50, p95 }, ...hours, ...(money === undefined ? {} : { cost: money }) }
}
