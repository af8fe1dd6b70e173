/**
 * Recorded and simulated jobs of the published experiments, observed alike: a simulated job keeps only those stamps that
 * the recorded job of the same name has, so that both sides miss the same.
 */
import type { StageTables } from '../../src/record/stages.ts'
import { inSeconds, SECOND, type Time } from '../../src/units.ts'
import { countInversions } from '../metrics/inversions.ts'
import type { JobTimes } from '../recorded/published.ts'
import { mean } from '../stats/describe.ts'
import type { BySize } from './observation.ts'

export interface PublishedObservation {
  /** first submission (or, where none is recorded, first pod created) to the last end */
  readonly makespanS?: number
  readonly turnaroundS?: number
  readonly turnaroundBySizeS: Readonly<Record<string, BySize>>
  /** pairs of jobs of which the leader of the one submitted later started earlier */
  readonly inversions?: number
}

/** Simulated jobs with the stamps that a recording may have. The script's stamp of the end comes just before it deletes the job. */
export function timesOf(tables: StageTables): JobTimes[] {
  const finished = new Map<string, Time>()
  const leaders = new Map<string, Time>()
  for (const pod of tables.pods()) {
    if (pod.ended !== undefined) finished.set(pod.job, Math.max(pod.ended, finished.get(pod.job) ?? 0))
    if (pod.index === 0 && pod.running !== undefined) leaders.set(pod.job, pod.running)
  }
  return tables.jobs().map((row) => {
    const stamps = {
      submittedS: row.submitted,
      createdS: wholeSeconds(row.firstPodCreated),
      startedS: wholeSeconds(leaders.get(row.job)),
      endS: row.deleteAsked,
      finishedS: wholeSeconds(finished.get(row.job)),
    }
    const known = Object.entries(stamps).flatMap(([name, time]) => (time === undefined ? [] : [[name, inSeconds(time)] as const]))
    return { job: row.job, size: row.size, order: row.number, ...Object.fromEntries(known) }
  })
}

/** As Kubernetes and containers stamp. */
function wholeSeconds(time: Time | undefined): Time | undefined {
  return time === undefined ? undefined : Math.floor(time / SECOND) * SECOND
}

/**
 * The simulated job for each recorded one, with the recorded one's fields and no others. A job that a simulation did not
 * finish lacks its end.
 * @param iterations added to a simulated job's iteration to get the recorded name
 */
export function maskedLike(simulated: readonly JobTimes[], recorded: readonly JobTimes[], iterations = 0): JobTimes[] {
  const byName = new Map(simulated.map((job) => [shifted(job.job, iterations), job]))
  return recorded.flatMap((like) => {
    const job = byName.get(like.job)
    if (job === undefined) return []
    const both: Record<string, unknown> = { job: like.job, size: like.size, order: job.order }
    for (const key of ['submittedS', 'createdS', 'startedS', 'endS', 'finishedS'] as const) {
      if (like[key] !== undefined && job[key] !== undefined) both[key] = job[key]
    }
    if (like.turnaroundS !== undefined && job.endS !== undefined && job.submittedS !== undefined)
      both.turnaroundS = job.endS - job.submittedS
    return [both as unknown as JobTimes]
  })
}

function shifted(job: string, by: number): string {
  return job.replace(/^(job-\d+-)(\d+)/, (_, head: string, iteration: string) => `${head}${Number(iteration) + by}`)
}

/** @example turnaroundOf({ job: 'a', size: 2, submittedS: 1, endS: 5 }) // 4 */
export function turnaroundOf(job: JobTimes): number | undefined {
  if (job.turnaroundS !== undefined) return job.turnaroundS
  return job.submittedS === undefined || job.endS === undefined ? undefined : job.endS - job.submittedS
}

/** What is observed of the jobs of one attempt: the quantities of `summaries.csv` and `experiments.json`. */
export function observePublished(jobs: readonly JobTimes[]): PublishedObservation {
  const begins = jobs.flatMap((j) => j.submittedS ?? j.createdS ?? [])
  const ends = jobs.flatMap((j) => j.endS ?? j.finishedS ?? [])
  const turnarounds = jobs.flatMap((j) => turnaroundOf(j) ?? [])
  const sizes = [...new Set(jobs.map((j) => j.size))].sort((a, b) => a - b)
  const bySize = sizes.flatMap((size): [string, BySize][] => {
    const values = jobs.filter((j) => j.size === size).flatMap((j) => turnaroundOf(j) ?? [])
    return values.length === 0 ? [] : [[`${size}`, { n: values.length, meanS: mean(values) }]]
  })
  const started = jobs
    .filter((j) => j.order !== undefined && j.startedS !== undefined)
    .sort((a, b) => (a.order as number) - (b.order as number))
  return {
    ...(begins.length === 0 || ends.length === 0 ? {} : { makespanS: Math.max(...ends) - Math.min(...begins) }),
    ...(turnarounds.length === 0 ? {} : { turnaroundS: mean(turnarounds) }),
    turnaroundBySizeS: Object.fromEntries(bySize),
    ...(started.length < 2 ? {} : { inversions: countInversions(started.map((j) => j.startedS as number)) }),
  }
}
