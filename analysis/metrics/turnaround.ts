/** Turnaround of a job: completed - submitted, both as the experimenter sees them. */
import type { JobRow } from '../../src/record/rows.ts'
import type { Duration } from '../../src/units.ts'

/** Microseconds; undefined for a job that did not complete. */
export function turnaround(job: JobRow): Duration | undefined {
  return job.completed === undefined ? undefined : job.completed - job.submitted
}
