/** Gathering time of a job: from its first pod holding room to quorum. */
import type { JobRow } from '../../src/record/rows.ts'
import type { Duration } from '../../src/units.ts'

/** Microseconds from the first bind until `need` pods run; undefined for a job that never came to quorum. */
export function gathering(job: JobRow): Duration | undefined {
  return job.firstScheduled === undefined || job.started === undefined ? undefined : job.started - job.firstScheduled
}
