/**
 * The summaries of the published experiments, made again from their jobs: every value equals the published one to the
 * sixth decimal, or the row is listed with the reason why it cannot.
 */
import { type Column, plainTable } from './plain-table.ts'
import type { Duration, PublishedJob, PublishedSummaryRow } from './recorded/published-tables.ts'
import { type Description, describe } from './stats/describe.ts'

/** A row of summaries.csv and what its jobs give now. */
export interface Reproduced {
  readonly row: PublishedSummaryRow
  readonly n: number
  /** absent for a count, and where no job has the value */
  readonly found?: Description
  /** what differs from what is to be equal: empty for a row reproduced */
  readonly differs: readonly string[]
}

/** Six decimals of which the last was rounded. 1e-9 covers the values that lie half way, and doubles. */
const SIXTH = 0.5e-6 + 1e-9

const same = (got: number | undefined, expected: number): boolean => got !== undefined && Math.abs(got - expected) <= SIXTH

/** The jobs that a row sums up. Rows known only from the repository's own CSV have no folder and belong to any. */
export function jobsOf(row: PublishedSummaryRow, jobs: readonly PublishedJob[]): PublishedJob[] {
  const folders = row.result_dir === '' ? undefined : row.result_dir.split('+')
  const published = row.scope === 'published'
  const attempt = Number(row.scope.replace('attempt-', ''))
  return jobs.filter((job) => {
    if (job.run !== row.run || job.scheduler !== row.scheduler) return false
    if (row.size !== 'all' && job.size !== Number(row.size)) return false
    if (published) return job.in_published_table && (folders === undefined || job.result_dir === '' || folders.includes(job.result_dir))
    return job.attempt === attempt && (folders === undefined || folders.includes(job.result_dir))
  })
}

/** The filter the repository uses for submit to completion: jobs that started once the whole batch was submitted. */
function afterBatch(job: PublishedJob): boolean {
  const { batch_submitted_utc: batch, start_time_utc: start } = job
  return batch === undefined || start === undefined || Date.parse(start) > Date.parse(batch)
}

function valuesOf(metric: string, jobs: readonly PublishedJob[]): number[] {
  const filtered = metric === 'submit_to_completion_after_batch_s'
  const column = (filtered ? 'submit_to_completion_s' : metric) as Duration
  return jobs.filter((job) => !filtered || afterBatch(job)).flatMap((job) => job.seconds[column] ?? [])
}

/** What must be equal: the published values in a row that agrees, and otherwise those computed when the table was tidied. */
function expectations(row: PublishedSummaryRow): [name: string, expected: number | undefined, of: keyof Description][] {
  const tidied: [string, number | undefined, keyof Description][] = [
    ['n', row.n, 'n'],
    ['mean', row.mean, 'mean'],
    ['std', row.std, 'sd'],
    ['min', row.min, 'min'],
    ['median', row.median, 'median'],
    ['max', row.max, 'max'],
  ]
  if (row.agree !== true) return tidied
  return [
    ...tidied,
    ['published n', row.published_n, 'n'],
    ['published mean', row.published_mean, 'mean'],
    ['published std', row.published_std, 'sd'],
  ]
}

function reproduceRow(row: PublishedSummaryRow, jobs: readonly PublishedJob[]): Reproduced {
  const chosen = jobsOf(row, jobs)
  if (row.metric === 'count') {
    const n = chosen.filter((job) => job.outcome === 'completed').length
    const wanted = [row.n, row.agree === true ? (row.published_n ?? row.n) : row.n]
    return { row, n, differs: wanted.every((v) => v === n) ? [] : [`n ${n} for ${wanted.join(' and ')}`] }
  }
  const values = valuesOf(row.metric, chosen)
  if (values.length === 0) return { row, n: 0, differs: ['no job has this value'] }
  const found = describe(values)
  const differs = expectations(row).flatMap(([name, expected, of]) =>
    expected === undefined || same(found[of], expected) ? [] : [`${name} ${found[of]?.toFixed(6)} for ${expected}`],
  )
  return { row, n: values.length, found, differs }
}

/** Every row of summaries.csv made again from jobs.csv. */
export function reproduce(rows: readonly PublishedSummaryRow[], jobs: readonly PublishedJob[]): Reproduced[] {
  return rows.map((row) => reproduceRow(row, jobs))
}

/** Rows in which what was published is not what the jobs give, with the reason that summaries.csv has for it. */
export function disagreements(reproduced: readonly Reproduced[]): Reproduced[] {
  return reproduced.filter(({ row }) => row.agree === false)
}

/**
 * Whether `asked` names a run: as published, or without what follows its number.
 * @example [namesRun('run6', 'run6-min-size'), namesRun('run6-min-size', 'run6-min-size'), namesRun('run1', 'run10')] // [true, true, false]
 */
export function namesRun(asked: string, run: string): boolean {
  return run.toLowerCase() === asked.toLowerCase() || run.toLowerCase().startsWith(`${asked.toLowerCase()}-`)
}

const number = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(6))

const KEYS: readonly Column<Reproduced>[] = [
  { head: 'scheduler', align: 'left', cell: ({ row }) => row.scheduler },
  { head: 'experiment', align: 'left', cell: ({ row }) => row.experiment },
  { head: 'metric', align: 'left', cell: ({ row }) => row.metric },
  { head: 'n', cell: ({ n }) => `${n}` },
]

const MADE_AGAIN: readonly Column<Reproduced>[] = [
  ...KEYS,
  { head: 'mean', cell: ({ found }) => number(found?.mean) },
  { head: 'sd', cell: ({ found }) => number(found?.sd) },
  { head: 'published mean', cell: ({ row }) => number(row.published_mean) },
  { head: 'published sd', cell: ({ row }) => number(row.published_std) },
]

/** A summary printed in two of the repository's files is one line. */
export function once(rows: readonly Reproduced[]): Reproduced[] {
  const seen = new Set<string>()
  return rows.filter(({ row }) => {
    const key = [row.scheduler, row.experiment, row.size, row.metric].join('|')
    return seen.has(key) ? false : seen.add(key)
  })
}

/**
 * The published table of a run, made again: mean and standard deviation beside those published, then the rows that do
 * not agree and why. Undefined where no run of that name has published summaries.
 */
export function publishedTable(run: string, reproduced: readonly Reproduced[]): string | undefined {
  const rows = reproduced.filter((r) => namesRun(run, r.row.run) && r.row.scope === 'published' && r.row.metric !== 'count')
  const name = rows[0]?.row.run
  if (name === undefined) return undefined
  const agreeing = once(rows.filter((r) => r.row.agree === true))
  const lines = [
    `${name}: seconds, made again from data/published/jobs.csv; sd: sample standard deviation`,
    '',
    plainTable(agreeing, MADE_AGAIN),
  ]
  const missed = agreeing.filter((r) => r.differs.length > 0)
  lines.push(
    '',
    missed.length === 0
      ? `all ${agreeing.length} equal what was published, to the sixth decimal`
      : `${missed.length} of ${agreeing.length} differ from what was published`,
  )
  const others = disagreements(rows)
  if (others.length > 0) {
    lines.push('', 'published values that the jobs do not give:', '', plainTable(others, MADE_AGAIN))
    lines.push(...new Set(others.map(({ row }) => `  ${row.note}`)))
  }
  lines.push('', 'completed jobs only, as published: a job that never ended has no row in these tables')
  return lines.join('\n')
}

/** Experiments of the original table: run6, total time per scheduler and experiment. */
export function totalTimes(
  reproduced: readonly Reproduced[],
  run = 'run6',
): { scheduler: string; experiment: string; n: number; mean: number; sd: number | null }[] {
  return once(reproduced.filter((r) => namesRun(run, r.row.run) && r.row.scope === 'published' && r.row.metric === 'total_time_s')).map(
    ({ row, n, found }) => ({
      scheduler: row.scheduler,
      experiment: row.experiment,
      n,
      mean: found?.mean ?? Number.NaN,
      sd: found?.sd ?? null,
    }),
  )
}
