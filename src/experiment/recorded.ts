/**
 * Recorded times as distributions: `recorded(NAME)` in a scenario, from `data/published/{jobs,pods}.csv`.
 *
 * A name is a quantity, then filters: `flux_run_s/config=lammps-mixed/size=2`, `submit_gap_s/run=run7|run8`. The quantity is
 * a column of durations of jobs.csv (`*_s`) or one of those below; a filter is a column of the same table and the values
 * it may have. Rows without the quantity are left out, and jobs that did not complete. Filters should be things known
 * beforehand (size, config, problem, run), never the outcome that is to be predicted.
 *
 * | quantity | meaning | from |
 * |---|---|---|
 * | `flux_launch_s` | Flux run less LAMMPS wall time: start of the ranks and end | jobs |
 * | `broker_start_s` | leader's container less hook-up less Flux run: start of the broker, and its end | jobs |
 * | `submit_gap_s` | between the submissions of two jobs that follow each other | jobs |
 * | `mini_cluster_spacing_s` | between the creation of two leader pods, divided by the difference in order of submission | jobs |
 * | `watch_lag_s` | from the leader's terminal phase to the moment the script has its log: its end to the script's stamp, less 0.5 s (whole-second stamps are cut off) and 1.5 s (mean of kubelet.exit); only jobs that ended after the last submission | jobs |
 * | `init_s` | from bound to the end of the init container | pods |
 * | `init_to_app_s` | from the end of the init container to the start of the main one | pods |
 */
import { type Duration, seconds } from '../units.ts'

export type Row = Readonly<Record<string, string>>

export interface Tables {
  readonly jobs: readonly Row[]
  readonly pods: readonly Row[]
}

/**
 * Lines of comma-separated values without quotes, the first naming the columns.
 * @example parseTable('a,b\n1,\n') // [{ a: '1', b: '' }]
 */
export function parseTable(text: string): Row[] {
  const [head = '', ...lines] = text.split(/\r?\n/)
  const columns = head.split(',')
  return lines.filter((l) => l !== '').map((line) => Object.fromEntries(line.split(',').map((v, i) => [columns[i] as string, v])))
}

/**
 * Seconds of a stamp `2024-04-02T17:32:35.345133Z`, since the beginning of the year 2000; undefined for an empty one.
 * @example stampSeconds('2000-01-02T00:00:01.5Z') // 86_401.5
 */
export function stampSeconds(stamp: string | undefined): number | undefined {
  const m = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)Z$/.exec(stamp ?? '')
  if (m === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = m.slice(1).map(Number)
  // days from the civil calendar, counting years from March
  const y = month < 3 ? year - 1 : year
  const days =
    365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day
  return (days - 730_426) * 86_400 + hour * 3600 + minute * 60 + second
}

const EXIT_AND_CUT_S = 1.5 + 0.5

function difference(row: Row, later: string, earlier: string): number | undefined {
  const a = stampSeconds(row[later])
  const b = stampSeconds(row[earlier])
  return a === undefined || b === undefined ? undefined : a - b
}

function number(row: Row, column: string): number | undefined {
  const text = row[column]
  return text === undefined || text === '' ? undefined : Number(text)
}

function less(...values: readonly (number | undefined)[]): number | undefined {
  if (values.includes(undefined)) return undefined
  const [first = 0, ...rest] = values as number[]
  return rest.reduce((a, b) => a - b, first)
}

type Quantity = (rows: readonly Row[]) => readonly { readonly row: Row; readonly value: number | undefined }[]

const each =
  (value: (row: Row) => number | undefined): Quantity =>
  (rows) =>
    rows.map((row) => ({ row, value: value(row) }))

/** Rows of one attempt, in order of submission. */
function attempts(rows: readonly Row[]): Row[][] {
  const by = new Map<string, Row[]>()
  for (const row of rows) {
    if (row.submit_order === '') continue
    const key = `${row.run}/${row.result_dir}/${row.attempt}`
    const list = by.get(key)
    if (list === undefined) by.set(key, [row])
    else list.push(row)
  }
  return [...by.values()].map((list) => list.sort((a, b) => Number(a.submit_order) - Number(b.submit_order)))
}

/** Difference of a stamp between neighbours in order of submission, per step of that order. */
function spacing(column: string, farthest: number): Quantity {
  return (rows) =>
    attempts(rows).flatMap((list) => {
      const stamped = list.filter((r) => stampSeconds(r[column]) !== undefined)
      return stamped.slice(1).map((row, i) => {
        const before = stamped[i] as Row
        const steps = Number(row.submit_order) - Number(before.submit_order)
        const gap = (stampSeconds(row[column]) as number) - (stampSeconds(before[column]) as number)
        return { row, value: steps >= 1 && steps <= farthest ? gap / steps : undefined }
      })
    })
}

const watchLag: Quantity = (rows) =>
  attempts(rows).flatMap((list) => {
    const last = Math.max(...list.flatMap((r) => [stampSeconds(r.submit_time_utc), stampSeconds(r.batch_submitted_utc)]).map((s) => s ?? 0))
    return list.map((row) => {
      const end = stampSeconds(row.app_end_utc)
      const lag = difference(row, 'end_time_utc', 'app_end_utc')
      return { row, value: lag === undefined || end === undefined || end < last ? undefined : Math.max(0, lag - EXIT_AND_CUT_S) }
    })
  })

const JOB_QUANTITIES: Readonly<Record<string, Quantity>> = {
  flux_launch_s: each((r) => less(number(r, 'flux_run_s'), number(r, 'lammps_wall_s'))),
  broker_start_s: each((r) => less(number(r, 'app_time_s'), number(r, 'hook_up_s'), number(r, 'flux_run_s'))),
  submit_gap_s: spacing('submit_time_utc', 1),
  mini_cluster_spacing_s: spacing('leader_created_utc', 20),
  watch_lag_s: watchLag,
}

const POD_QUANTITIES: Readonly<Record<string, Quantity>> = {
  init_s: each((r) => difference(r, 'init_finished_utc', 'scheduled_utc')),
  init_to_app_s: each((r) => difference(r, 'app_started_utc', 'init_finished_utc')),
}

/**
 * The recorded values of a name, in whole microseconds; undefined if the name means nothing or nothing was recorded.
 * What is negative through whole-second stamps counts as 0.
 */
export function recordedValues(name: string, tables: Tables): readonly Duration[] | undefined {
  const [quantity = '', ...filters] = name.split('/')
  const ofPods = Object.hasOwn(POD_QUANTITIES, quantity)
  const rows = ofPods ? tables.pods : tables.jobs.filter((r) => r.outcome === 'completed')
  const columns = new Set(Object.keys(rows[0] ?? {}))
  const compute = ofPods
    ? POD_QUANTITIES[quantity]
    : (JOB_QUANTITIES[quantity] ?? (columns.has(quantity) ? each((r) => number(r, quantity)) : undefined))
  if (compute === undefined || !quantity.endsWith('_s')) return undefined
  const tests: ((row: Row) => boolean)[] = []
  for (const filter of filters) {
    const at = filter.indexOf('=')
    const column = filter.slice(0, at)
    if (at < 0 || !columns.has(column)) return undefined
    const allowed = filter.slice(at + 1).split('|')
    tests.push((row) => allowed.includes(row[column] as string))
  }
  const values = compute(rows).flatMap(({ row, value }) =>
    value !== undefined && tests.every((t) => t(row)) ? [seconds(Math.max(0, value))] : [],
  )
  return values.length === 0 ? undefined : values.sort((a, b) => a - b)
}
