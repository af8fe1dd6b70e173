/**
 * The published jobs (data/published/jobs.csv) with the columns of any table of jobs. Their stamps are whole seconds or seconds of
 * the experimenter's clock, so `resolution_s` is 1 and differences below that mean nothing. What was never recorded is empty.
 */
import { type ColumnTable, fromCSV, table } from 'arquero'
import type { Cell } from './column.ts'
import { JOBS_TABLE } from './load.ts'

type Cells = Readonly<Record<string, string>>

/** Columns that are a moment of the published table. `start_time_utc` is left out: what it stamps is not reliable. */
const MOMENTS: Readonly<Record<string, readonly string[]>> = {
  submitted_s: ['submit_time_utc'],
  first_pod_created_s: ['first_pod_created_utc', 'leader_created_utc'],
  first_scheduled_s: ['first_pod_scheduled_utc'],
  last_scheduled_s: ['last_pod_scheduled_utc'],
  app_start_s: ['app_start_utc'],
  app_end_s: ['app_end_utc'],
  leader_terminal_s: ['leader_finished_utc'],
  completed_s: ['end_time_utc'],
}

function seconds(utc: string | undefined): number | undefined {
  return utc === undefined || utc === '' ? undefined : Date.parse(utc) / 1000
}

function whole(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text)
}

function first(cells: Cells, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = seconds(cells[name])
    if (value !== undefined) return value
  }
  return undefined
}

/** Microseconds: differences of stamps carry no more than that. */
function tidy(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1e6) / 1e6
}

function attemptOf(cells: Cells): string {
  return [cells.run, cells.result_dir, cells.scheduler, cells.attempt].join('/')
}

function rowOf(cells: Cells, zero: number | undefined): Readonly<Record<string, Cell>> {
  const moments = Object.entries(MOMENTS).map(([name, from]): [string, Cell] => {
    const value = first(cells, from)
    return [name, value === undefined || zero === undefined ? undefined : tidy(value - zero)]
  })
  const size = Number(cells.size)
  const turnaround = whole(cells.submit_to_completion_s)
  return {
    ...Object.fromEntries(moments),
    run: `published/${attemptOf(cells)}`,
    backend: 'published',
    scenario: cells.result_dir === '' ? cells.run : `${cells.run}/${cells.result_dir}`,
    scheduler: cells.scheduler,
    seed: whole(cells.attempt),
    job: `${cells.config}-${cells.batch}-${cells.iter}-size-${cells.size}`,
    number: whole(cells.submit_order),
    size,
    need: whole(cells.min_size) ?? size,
    completed: cells.outcome === 'completed',
    resolution_s: 1,
    turnaround_s: tidy(turnaround),
    run_time_s: whole(cells.app_time_s),
    watched_s: tidy(turnaround),
  }
}

/** Rows of jobs.csv as a table with the columns of a record's jobs, in the order of the file. */
export function publishedJobs(csv: string): ColumnTable {
  const rows = fromCSV(csv, { autoType: false }).objects() as Cells[]
  // time zero of an attempt: its first submit, or the first stamp there is
  const zero = new Map<string, number>()
  const earliest = (names: readonly string[]): void => {
    const found = new Map<string, number>()
    for (const cells of rows) {
      const value = first(cells, names)
      const key = attemptOf(cells)
      if (value !== undefined && !zero.has(key)) found.set(key, Math.min(value, found.get(key) ?? value))
    }
    for (const [key, value] of found) zero.set(key, value)
  }
  earliest(['submit_time_utc'])
  earliest(['leader_created_utc', 'first_pod_created_utc', 'app_start_utc'])
  const made = rows.map((cells) => rowOf(cells, zero.get(attemptOf(cells))))
  return table(Object.fromEntries(JOBS_TABLE.map(({ name }): [string, Cell[]] => [name, made.map((row) => row[name])])))
}
