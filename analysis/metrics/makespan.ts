/**
 * Makespan: last completion - first submit, as the experimenter sees them. Only of a run in which every job completed:
 * the span of the three jobs that a clogged scheduler finished would make it the fastest of all.
 */
import type { JobRow } from '../../src/record/rows.ts'
import type { Duration } from '../../src/units.ts'

/** Microseconds; undefined where a job did not complete, or there is none. */
export function makespan(jobs: readonly JobRow[]): Duration | undefined {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const job of jobs) {
    if (job.completed === undefined) return undefined
    if (job.submitted < first) first = job.submitted
    if (job.completed > last) last = job.completed
  }
  return jobs.length === 0 ? undefined : last - first
}
