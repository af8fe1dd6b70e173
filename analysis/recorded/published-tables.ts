/**
 * The published tables (data/published) as typed rows. Arquero splits the text; it is told to guess no types, because
 * its guesses turn `001` into 1 and `NaN` into null. An empty cell is absent.
 */
import { fromCSV } from 'arquero'
import { ExperimentError, type Problem } from '../../src/errors.ts'

/** A recorded job: the columns of jobs.csv that the summaries rest on, under their published names. */
export interface PublishedJob {
  readonly run: string
  /** folder of the results; empty for rows known only from the repository's own CSV */
  readonly result_dir: string
  readonly scheduler: string
  /** submission batch within the folder; 0: unknown */
  readonly attempt: number
  /** the repository's own statistics use it */
  readonly in_published_table: boolean
  readonly size: number
  readonly batch_submitted_utc?: string
  readonly start_time_utc?: string
  readonly outcome: string
  readonly evidence: string
  /** the durations that are recorded, seconds, by column */
  readonly seconds: Readonly<Partial<Record<Duration, number>>>
}

const DURATIONS = [
  'total_time_s',
  'submit_to_completion_s',
  'app_time_s',
  'hook_up_s',
  'flux_run_s',
  'lammps_wall_s',
  'lammps_loop_s',
] as const

export type Duration = (typeof DURATIONS)[number]

/** A row of summaries.csv: what jobs.csv gave those who tidied it, and what the repository had printed. */
export interface PublishedSummaryRow {
  /** line in the file */
  readonly line: number
  readonly run: string
  readonly result_dir: string
  readonly scheduler: string
  /** `published`, or `attempt-N` */
  readonly scope: string
  readonly size: string
  readonly experiment: string
  readonly metric: string
  readonly n: number
  readonly mean?: number
  readonly std?: number
  readonly min?: number
  readonly median?: number
  readonly max?: number
  readonly published_source: string
  readonly published_n?: number
  readonly published_mean?: number
  readonly published_std?: number
  /** absent where nothing was published to compare with */
  readonly agree?: boolean
  readonly note: string
}

type Cells = Readonly<Record<string, string>>

class Reader {
  readonly rows: readonly Cells[]
  readonly problems: Problem[] = []
  readonly #file: string

  constructor(text: string, file: string, columns: readonly string[]) {
    this.#file = file
    const table = fromCSV(text, { autoType: false })
    const names = table.columnNames()
    for (const column of columns.filter((c) => !names.includes(c))) {
      this.problems.push({
        where: `${file}:1`,
        expected: `a column ${column}`,
        got: 'none of that name',
        todo: 'restore the file from the repository',
      })
    }
    this.rows = (this.problems.length > 0 ? [] : table.objects()) as Cells[]
  }

  /** Undefined for an empty cell. */
  number(row: number, column: string): number | undefined {
    const text = this.text(row, column)
    if (text === '') return undefined
    const value = Number(text)
    if (!Number.isFinite(value)) this.#refuse(row, column, 'a number or nothing', text)
    return value
  }

  needed(row: number, column: string): number {
    const value = this.number(row, column)
    if (value === undefined) this.#refuse(row, column, 'a number', '')
    return value ?? 0
  }

  /** Undefined for an empty cell. */
  flag(row: number, column: string): boolean | undefined {
    const text = this.text(row, column)
    if (!['true', 'false', ''].includes(text)) this.#refuse(row, column, 'true, false or nothing', text)
    return text === '' ? undefined : text === 'true'
  }

  text(row: number, column: string): string {
    return this.rows[row]?.[column] ?? ''
  }

  /** @throws ExperimentError with every problem met */
  finish<T>(rows: T): T {
    if (this.problems.length > 0) throw new ExperimentError(this.problems)
    return rows
  }

  #refuse(row: number, column: string, expected: string, got: string): void {
    this.problems.push({
      where: `${this.#file}:${row + 2}: ${column}`,
      expected,
      got: JSON.stringify(got),
      todo: 'restore the file from the repository',
    })
  }
}

/** Leaves out what is undefined, so that absent is absent. */
function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

const JOB_TEXTS = ['run', 'result_dir', 'scheduler', 'outcome', 'evidence', 'batch_submitted_utc', 'start_time_utc'] as const

/**
 * jobs.csv.
 * @throws ExperimentError on a missing column or a cell of the wrong type, with file and line
 * @example readPublishedJobs('run\nrun6', 'jobs.csv') // throws jobs.csv:1: expected a column result_dir, got none of that name
 */
export function readPublishedJobs(text: string, file: string): PublishedJob[] {
  const r = new Reader(text, file, [...JOB_TEXTS, 'attempt', 'in_published_table', 'size', ...DURATIONS])
  const jobs = r.rows.map((_, i) => {
    const stamp = (column: string): string | undefined => r.text(i, column) || undefined
    return present<PublishedJob>({
      run: r.text(i, 'run'),
      result_dir: r.text(i, 'result_dir'),
      scheduler: r.text(i, 'scheduler'),
      attempt: r.needed(i, 'attempt'),
      in_published_table: r.flag(i, 'in_published_table') === true,
      size: r.needed(i, 'size'),
      batch_submitted_utc: stamp('batch_submitted_utc'),
      start_time_utc: stamp('start_time_utc'),
      outcome: r.text(i, 'outcome'),
      evidence: r.text(i, 'evidence'),
      seconds: Object.fromEntries(DURATIONS.map((d) => [d, r.number(i, d)]).filter(([, value]) => value !== undefined)),
    })
  })
  return r.finish(jobs)
}

const SUMMARY_TEXTS = ['run', 'result_dir', 'scheduler', 'scope', 'size', 'experiment', 'metric', 'published_source', 'note'] as const
const SUMMARY_NUMBERS = ['mean', 'std', 'min', 'median', 'max', 'published_n', 'published_mean', 'published_std'] as const

/**
 * summaries.csv.
 * @throws ExperimentError on a missing column or a cell of the wrong type, with file and line
 */
export function readPublishedSummaries(text: string, file: string): PublishedSummaryRow[] {
  const r = new Reader(text, file, [...SUMMARY_TEXTS, 'n', 'agree', ...SUMMARY_NUMBERS])
  const rows = r.rows.map((_, i) => {
    const texts = Object.fromEntries(SUMMARY_TEXTS.map((c) => [c, r.text(i, c)]))
    const numbers = Object.fromEntries(SUMMARY_NUMBERS.map((c) => [c, r.number(i, c)]))
    return present<PublishedSummaryRow>({
      ...(texts as Record<(typeof SUMMARY_TEXTS)[number], string>),
      ...(numbers as Record<(typeof SUMMARY_NUMBERS)[number], number | undefined>),
      line: i + 2,
      n: r.needed(i, 'n'),
      agree: r.flag(i, 'agree'),
    })
  })
  return r.finish(rows)
}
