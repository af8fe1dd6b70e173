/** From a table in a file, Parquet or Arrow, to sets of runs: the table of jobs, or the table of a sweep. */
import { readFileSync } from 'node:fs'
import { ExperimentError } from '../src/errors.ts'
import { grouped } from './charts/job-points.ts'
import type { Cell } from './column.ts'
import { type ColumnTable, JOBS_TABLE, PODS_TABLE, readTable, type TableFormat, tableProblems } from './load.ts'
import type { JobTimes, RunSet, SetRun } from './run-set.ts'
import { mean, median, quantile } from './stats/describe.ts'
import type { RunSummary } from './summary-row.ts'
import { cellName, type SweepResult } from './sweep/cell.ts'
import { SWEEP_RESULT_COLUMNS } from './sweep/columns.ts'
import { sweepOf } from './sweep/read.ts'

/** The table in the folder of a sweep. */
export const SWEEP_TABLE = 'runs.parquet'

/** What a file holds by its name; undefined where that is no table. @example tableFormat('runs.parquet') // 'parquet' */
export function tableFormat(path: string): TableFormat | undefined {
  return /\.parquet$/.test(path) ? 'parquet' : /\.arrow$/.test(path) ? 'arrow' : undefined
}

/** A table that was told from others by its columns. */
export type KnownTable =
  | { readonly kind: 'jobs'; readonly table: ColumnTable }
  | { readonly kind: 'sweep'; readonly results: SweepResult[] }

/**
 * Reads a table of jobs or of a sweep.
 * @throws ExperimentError where the file is damaged or holds another table
 */
export function readKnownTable(file: string, format: TableFormat): KnownTable {
  const table = readTable(readFileSync(file), format, [], file)
  const names = new Set(table.columnNames())
  const sweep = names.has('cell')
  if (!sweep && (!names.has('job') || names.has('pod'))) {
    const pods = PODS_TABLE.every((c) => names.has(c.name))
    const got = pods ? 'a table of pods' : `columns ${[...names].slice(0, 4).join(', ')}`
    const todo = 'give the record that it was made from, or the folder that `npm run sim` wrote'
    throw new ExperimentError([{ where: file, expected: 'a table of jobs, or of the runs of a sweep', got, todo }])
  }
  const problems = tableProblems(table, sweep ? SWEEP_RESULT_COLUMNS : JOBS_TABLE, file)
  if (problems.length > 0) throw new ExperimentError(problems)
  return sweep ? { kind: 'sweep', results: sweepOf(table, file) } : { kind: 'jobs', table }
}

type Row = Readonly<Record<string, Cell | null>>

const known = (cells: readonly (Cell | null)[]): number[] => cells.filter((cell): cell is number => typeof cell === 'number')
/** To the microsecond: what is below is noise of the division. */
const tidy = (seconds: number): number => Math.round(seconds * 1e6) / 1e6
const orNull = (values: readonly number[], of: (values: number[]) => number): number | null =>
  values.length === 0 ? null : tidy(of([...values]))

/** Watched until its removal: that matters for a job that did not complete only, and those are seldom removed. */
function timesOf(row: Row): JobTimes {
  const one = (name: 'turnaroundS' | 'waitS' | 'slowdown', cell: Cell | null): object => (typeof cell === 'number' ? { [name]: cell } : {})
  return {
    job: row.job as string,
    size: row.size as number,
    ...one('turnaroundS', row.turnaround_s),
    ...one('waitS', row.wait_s),
    ...one('slowdown', row.bounded_slowdown),
    watchedS: row.watched_s as number,
  }
}

function bySize(rows: readonly Row[]): RunSummary['turnaroundBySizeS'] {
  const sizes = [...grouped(rows, (row) => row.size as number)].sort((a, b) => a[0] - b[0])
  return Object.fromEntries(
    sizes.map(([size, own]) => {
      const took = known(own.map((row) => row.turnaround_s))
      return [`${size}`, { n: took.length, mean: orNull(took, mean), median: orNull(took, median) }]
    }),
  )
}

/** A run from the rows of its jobs. Nodes and places are in no table of jobs, nor are jobs that were never submitted. */
function runOf(rows: readonly Row[]): SetRun {
  const first = rows[0] as Row
  const done = rows.filter((row) => row.completed === true)
  const took = known(rows.map((row) => row.turnaround_s))
  const whole = first.outcome === 'completed' && done.length === rows.length
  const span = Math.max(...known(rows.map((row) => row.completed_s))) - Math.min(...known(rows.map((row) => row.submitted_s)))
  return {
    row: {
      scheduler: first.scheduler as string,
      seed: first.seed as number,
      outcome: first.outcome as RunSummary['outcome'],
      jobs: rows.length,
      completed: done.length,
      makespanS: whole ? tidy(span) : null,
      turnaroundS: { mean: orNull(took, mean), median: orNull(took, median), p95: orNull(took, (v) => quantile(v, 0.95)) },
      turnaroundBySizeS: bySize(rows),
      utilisation: null,
      idleHeldSlotS: null,
      clog: null,
    },
    jobs: rows.map(timesOf),
  }
}

function setsOfJobs(table: ColumnTable, file: string): RunSet[] {
  const rows = table.objects({ limit: Number.POSITIVE_INFINITY }) as Row[]
  const unseeded = rows.findIndex((row) => typeof row.seed !== 'number')
  if (unseeded >= 0) {
    const todo = 'give a table that was made from records'
    throw new ExperimentError([{ where: `${file}: seed`, expected: 'a number', got: `none in row ${unseeded + 1}`, todo }])
  }
  return [...grouped(rows, (row) => JSON.stringify([row.backend, row.scenario, row.scheduler])).values()].map((own) => {
    const { scheduler, scenario } = own[0] as { readonly scheduler: string; readonly scenario: string }
    const runs = new Map([...grouped(own, (row) => row.seed as number)].map(([seed, jobs]) => [seed, runOf(jobs)]))
    return { name: scheduler, path: file, scheduler, scenario, workload: scenario, runs }
  })
}

/** Parameters by which the jobs of cells differ. */
const OF_JOBS = /^(workload|application)\./

/** A set for each cell that could be run, called by its scheduler and what varies. */
export function setsOfSweep(results: readonly SweepResult[], path: string, scenario: string | undefined): RunSet[] {
  return results.flatMap(({ cell, runs }): RunSet[] => {
    if (runs.length === 0) return []
    const name = cellName(cell)
    const workload = JSON.stringify([scenario ?? path, ...[...cell.settings].filter(([parameter]) => OF_JOBS.test(parameter))])
    const of = { name, path, scheduler: name, scenario: scenario ?? 'unknown scenario', workload }
    return [{ ...of, runs: new Map(runs.map((row) => [row.seed, { row }])) }]
  })
}

/** The sets of a file: one a scheduler, or one a cell of a sweep. */
export function setsOfTable(file: string, format: TableFormat, scenario: string | undefined): RunSet[] {
  const read = readKnownTable(file, format)
  return read.kind === 'jobs' ? setsOfJobs(read.table, file) : setsOfSweep(read.results, file, scenario)
}
