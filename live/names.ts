/**
 * Names of a run's objects, derived from the run and the job, so that a creation repeated is seen to be done. In the cluster
 * they begin with the run's id; in the record they are the model's own, the same as in a simulation. Pods keep the names that the
 * cluster gave them, so that one can be named to kubectl.
 */

/** Label on everything a run creates, with the run's id. */
export const RUN_LABEL = 'muster.run'
/** Label with the job's own name. */
export const JOB_LABEL = 'muster.job'
/** The pod's group, for scheduler-plugins and Fluence. */
export const GROUP_LABEL = 'scheduling.x-k8s.io/pod-group'
export const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name'

/** The longest name that Kubernetes takes for a Job whose pods have host names, less `-99999` for the index. */
const LONGEST = 57

export interface Names {
  /** the model's name to the cluster's */
  readonly outward: (name: string) => string
  /** the cluster's to the model's */
  readonly inward: (name: string) => string
}

/** Names as they are: of a cluster on which no run of ours is meant. */
export const PLAIN_NAMES: Names = { outward: (name) => name, inward: (name) => name }

/**
 * Names of a run.
 * @example runNames('r7').outward('job-0') // 'r7-job-0'
 * @example runNames('r7').inward('r7-job-0') // 'job-0'
 */
export function runNames(run: string): Names {
  const prefix = `${run}-`
  return {
    outward: (name) => `${prefix}${name}`,
    inward: (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name),
  }
}

/** Whether the cluster would take the name of a job's objects. */
export function isShortEnough(run: string, job: string): boolean {
  return `${run}-${job}`.length <= LONGEST
}

/**
 * An id for a run: begins with a letter (a Service's name must), sorts by time, differs between two runs of one second.
 * @param chance uniform in [0, 1)
 * @example runId(Date.UTC(2026, 10, 24, 11), 0.5) // 'mtp06k0i0'
 */
export function runId(now: number, chance: number): string {
  const tail = Math.floor(chance * 36 ** 2)
    .toString(36)
    .padStart(2, '0')
  return `m${Math.floor(now / 1000).toString(36)}${tail}`
}
