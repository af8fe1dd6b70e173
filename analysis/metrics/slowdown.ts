/** Bounded slowdown of a job: max(1, turnaround / max(run time, bound)), with run time = completed - started. */
import type { JobRow } from '../../src/record/rows.ts'
import { type Duration, SECOND } from '../../src/units.ts'

/** Run time below which a job does not count as shorter: 10 s unless stated. */
export const SLOWDOWN_BOUND: Duration = 10 * SECOND

/** A ratio of 1 or more; undefined for a job that did not start or did not complete. */
export function boundedSlowdown(job: JobRow, bound: Duration = SLOWDOWN_BOUND): number | undefined {
  if (job.completed === undefined || job.started === undefined) return undefined
  return Math.max(1, (job.completed - job.submitted) / Math.max(job.completed - job.started, bound))
}
