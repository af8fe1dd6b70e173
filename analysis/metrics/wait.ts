/** Wait time of a job: start - submit. Per pod it is bind - created: *pod* wait time. */
import type { JobRow, PodRow } from '../../src/record/rows.ts'
import type { Duration } from '../../src/units.ts'

/** Microseconds from submit until `need` pods run; undefined for a job that never started. */
export function wait(job: JobRow): Duration | undefined {
  return job.started === undefined ? undefined : job.started - job.submitted
}

/** Microseconds from the creation of a pod to its binding; undefined for a pod never bound. */
export function podWait(pod: PodRow): Duration | undefined {
  return pod.bound === undefined || pod.created === undefined ? undefined : pod.bound - pod.created
}
