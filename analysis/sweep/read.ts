/** A sweep read back from its table, one row a run: cells and runs, as far as summaries and comparisons go. */
import { ExperimentError } from '../../src/errors.ts'
import { grouped } from '../charts/job-points.ts'
import type { Cell } from '../column.ts'
import type { ColumnTable } from '../load.ts'
import type { RunSummary } from '../summary-row.ts'
import type { SweepCell, SweepResult } from './cell.ts'
import { SWEEP_RESULT_COLUMNS } from './columns.ts'

type Row = Readonly<Record<string, Cell | null>>

const RESULTS = new Set(SWEEP_RESULT_COLUMNS.map((c) => c.name))

const orNull = (cell: Cell | null): number | null => (typeof cell === 'number' ? cell : null)
const textOf = (cell: Cell | null): string | undefined => (cell === null || cell === undefined ? undefined : `${cell}`)

/** What a table says of a run. Turnaround by size and who held what when it clogged are in no table. */
function runOf(row: Row): RunSummary {
  return {
    scheduler: row.scheduler as string,
    seed: row.seed as number,
    outcome: row.outcome as RunSummary['outcome'],
    jobs: row.jobs as number,
    completed: row.completed as number,
    makespanS: orNull(row.makespan_s),
    turnaroundS: { mean: orNull(row.turnaround_mean_s), median: orNull(row.turnaround_p50_s), p95: orNull(row.turnaround_p95_s) },
    turnaroundBySizeS: {},
    utilisation: orNull(row.utilisation),
    idleHeldSlotS: row.idle_held_slot_s as number,
    clog: null,
  }
}

/** One pool that costs what all of them do: price is that of a mean node. */
function poolsOf(rows: readonly Row[]): SweepCell['pools'] {
  const nodes = rows[0]?.nodes
  if (typeof nodes !== 'number') return undefined
  const paid = rows.find((row) => typeof row.cost === 'number' && typeof row.node_hours === 'number' && row.node_hours > 0)
  return [paid === undefined ? { nodes } : { nodes, price: (paid.cost as number) / (paid.node_hours as number) }]
}

function cellOf(rows: readonly Row[], varied: readonly string[], parameters: readonly string[]): SweepCell {
  const row = rows[0] as Row
  const of = (names: readonly string[]): Map<string, string> =>
    new Map(names.flatMap((name): [string, string][] => (textOf(row[name]) === undefined ? [] : [[name, textOf(row[name]) as string]])))
  const [pools, reason] = [poolsOf(rows), textOf(row.reason)]
  return {
    number: row.cell as number,
    scheduler: row.scheduler as string,
    at: of(varied),
    settings: of(parameters),
    ...(pools === undefined ? {} : { pools }),
    ...(typeof row.jobs === 'number' ? { jobs: row.jobs } : {}),
    ...(reason === undefined ? {} : { reason }),
  }
}

/**
 * Cells and their runs. Parameters have the names of their columns, with units (`experimenter.grace_s`), and those count as
 * varied that differ between cells of one scheduler.
 * @param file its name, for messages
 * @throws ExperimentError where a row of a run has no seed, jobs or idle-held time
 */
export function sweepOf(table: ColumnTable, file: string): SweepResult[] {
  const rows = table.objects({ limit: Number.POSITIVE_INFINITY }) as Row[]
  for (const [i, row] of rows.entries()) {
    const bare = ['seed', 'jobs', 'completed', 'idle_held_slot_s'].find((name) => typeof row[name] !== 'number')
    if (row.outcome === 'impossible' || bare === undefined) continue
    const where = `${file}: ${bare}`
    throw new ExperimentError([{ where, expected: 'a number', got: `none in row ${i + 1}`, todo: 'run the sweep again' }])
  }
  const byCell = grouped(rows, (row) => row.cell as number)
  const firsts = grouped(
    [...byCell.values()].map((own) => own[0] as Row),
    (row) => row.scheduler as string,
  )
  const parameters = table.columnNames().filter((name) => !RESULTS.has(name))
  const varied = parameters.filter((name) => [...firsts.values()].some((own) => new Set(own.map((row) => row[name])).size > 1))
  return [...byCell.values()].map((own) => ({
    cell: cellOf(own, varied, parameters),
    runs: own.filter((row) => row.outcome !== 'impossible').map(runOf),
  }))
}
