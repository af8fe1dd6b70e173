/**
 * The recorded jobs of data/published, one attempt (submission batch) at a time: the stamps of each job that a
 * simulated job has too. See data/published/README.md for what each stamp is and which are suspicious.
 */
import { ExperimentError } from '../../src/errors.ts'
import { parseTable, type Row, stampSeconds } from '../../src/experiment/recorded.ts'

/** Stamps of a job, in seconds from one common moment. Absent: not recorded. */
export interface JobTimes {
  /** `job-<batch>-<iteration>-size-<n>` */
  readonly job: string
  readonly size: number
  /** place in the order of submission, from 0 */
  readonly order?: number
  /** around the apply of the job */
  readonly submittedS?: number
  /** its first pod exists; whole seconds */
  readonly createdS?: number
  /** its leader's container started; whole seconds */
  readonly startedS?: number
  /** the script had the leader's whole log, and went on to delete the job */
  readonly endS?: number
  /** its last pod ended; whole seconds */
  readonly finishedS?: number
  /** from submission to `endS`, where only the difference is recorded */
  readonly turnaroundS?: number
}

/** Which rows of jobs.csv: `run`, `result_dir` and `attempt` as there. */
export interface Attempted {
  readonly run: string
  readonly folder: string
  readonly attempt: number
}

function number(row: Row, column: string): number | undefined {
  const text = row[column] ?? ''
  return text === '' ? undefined : Number(text)
}

/**
 * The completed jobs of an attempt, in order of submission where that is known.
 * @param table text of jobs.csv
 * @param file its name, for messages
 * @throws ExperimentError where the table has no such attempt
 */
export function readPublishedAttempt(table: string, file: string, { run, folder, attempt }: Attempted): readonly JobTimes[] {
  const rows = parseTable(table).filter(
    (r) => r.run === run && r.result_dir === folder && r.attempt === `${attempt}` && r.outcome === 'completed',
  )
  if (rows.length === 0) {
    const got = `none of run ${run}, result_dir "${folder}", attempt ${attempt}`
    throw new ExperimentError([
      { where: file, expected: 'completed jobs of a recorded attempt', got, todo: 'see data/published/README.md' },
    ])
  }
  const stamps = rows
    .flatMap((r) => [stampSeconds(r.submit_time_utc), stampSeconds(r.first_pod_created_utc)])
    .filter((s) => s !== undefined)
  const origin = Math.min(...stamps)
  const jobs = rows.map((row): JobTimes => {
    const since = (column: string): number | undefined => {
      const stamp = stampSeconds(row[column])
      return stamp === undefined ? undefined : stamp - origin
    }
    const fields: { readonly [K in keyof JobTimes]: JobTimes[K] | undefined } = {
      job: `job-${row.batch === '' ? '0' : row.batch}-${row.iter}-size-${row.size}`,
      size: Number(row.size),
      order: number(row, 'submit_order'),
      submittedS: since('submit_time_utc'),
      createdS: since('first_pod_created_utc'),
      startedS: since('app_start_utc'),
      endS: since('end_time_utc'),
      finishedS: since('last_pod_finished_utc'),
      turnaroundS: row.submit_time_utc === '' ? number(row, 'submit_to_completion_s') : undefined,
    }
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as JobTimes
  })
  return jobs.sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
}
