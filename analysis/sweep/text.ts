/** A sweep in the terminal: one line a cell. */
import { type Column, plainTable } from '../plain-table.ts'
import { short } from '../report/words.ts'
import type { SweepResult } from './cell.ts'
import { type CellSummary, summariseCell } from './points.ts'

const NONE = '-'

function outcome({ cell, n, clogged, unfinished }: CellSummary): string {
  if (cell.reason !== undefined) return 'impossible'
  const said = [...(clogged > 0 ? [`clogged ${clogged}`] : []), ...(unfinished > 0 ? [`unfinished ${unfinished}`] : [])]
  return said.length === 0 ? 'completed' : `${said.join(', ')}/${n}`
}

const percentOf = (share: number): string => (share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)

function columnsFor(points: readonly CellSummary[]): Column<CellSummary>[] {
  const varied = [...(points[0]?.cell.at.keys() ?? [])].filter((path) => path !== 'scheduler')
  const priced = points.some((point) => point.cost !== undefined)
  const span = (of: (s: NonNullable<CellSummary['makespanS']>) => number) => (p: CellSummary) =>
    p.makespanS === undefined ? NONE : of(p.makespanS).toFixed(0)
  return [
    { head: 'scheduler', align: 'left', cell: (p) => p.cell.scheduler },
    ...varied.map((path): Column<CellSummary> => ({ head: path, cell: (p) => p.cell.at.get(path) ?? '' })),
    { head: 'outcome', align: 'left', cell: outcome },
    {
      head: 'clogs, %',
      cell: ({ clog }) => (clog === undefined ? NONE : `${percentOf(clog.share)} [${percentOf(clog.low)}, ${percentOf(clog.high)}]`),
    },
    { head: 'makespan p50, s', cell: span((s) => s.p50) },
    { head: 'p95, s', cell: span((s) => s.p95) },
    { head: 'node-hours', cell: (p) => short(p.nodeHours) },
    ...(priced ? [{ head: 'cost', cell: (p: CellSummary) => short(p.cost) }] : []),
  ]
}

/** The table, one line a cell, and below it why cells are impossible. Ends without a line feed. */
export function sweepText(results: readonly SweepResult[]): string {
  const points = results.map(summariseCell)
  const reasons = [...new Set(points.flatMap(({ cell }) => cell.reason ?? []))]
  return [
    plainTable(points, columnsFor(points)),
    '',
    "clogs: share of runs that clogged or livelocked, with Wilson's 95 % interval; makespan: over runs in which every job completed;",
    'node-hours: nodes times the median makespan.',
    ...reasons.map((reason) => `impossible: ${reason}`),
  ].join('\n')
}
