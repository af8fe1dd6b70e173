/** What two sets of runs can be compared by: one number a run. Jobs of one run share a cluster, so the run is the unit. */
import type { JobTimes, SetRun } from './run-set.ts'
import { mean } from './stats/describe.ts'

export interface RunMetric {
  /** as on the command line */
  readonly name: string
  /** as in a sentence */
  readonly title: string
  /** empty for a share, a ratio or a count */
  readonly unit: string
  /**
   * says something only of a run in which every job completed: the mean over the few jobs that a clogged scheduler
   * finished, or the places it held until it clogged, would make it the best of all
   */
  readonly whole: boolean
  /** the number of a run; undefined where it has none */
  readonly of: (run: SetRun) => number | undefined
  /** why a whole run may have none */
  readonly missing: string
}

function meanOver(jobs: readonly JobTimes[] | undefined, of: (job: JobTimes) => number | undefined): number | undefined {
  const values = jobs?.flatMap((job) => of(job) ?? []) ?? []
  return values.length === 0 ? undefined : mean(values)
}

const NO_RECORD = 'its record was not kept (npm run sim -- --records keeps all)'

/** In the order in which they are compared when none is named. */
export const RUN_METRICS: readonly RunMetric[] = [
  {
    name: 'turnaround',
    title: 'mean turnaround',
    unit: 's',
    whole: true,
    of: ({ row }) => row.turnaroundS.mean ?? undefined,
    missing: 'it has no jobs',
  },
  {
    name: 'makespan',
    title: 'makespan',
    unit: 's',
    whole: true,
    of: ({ row }) => row.makespanS ?? undefined,
    missing: 'it has no jobs',
  },
  { name: 'wait', title: 'mean wait', unit: 's', whole: true, of: ({ jobs }) => meanOver(jobs, (job) => job.waitS), missing: NO_RECORD },
  {
    name: 'slowdown',
    title: 'mean bounded slowdown',
    unit: '',
    whole: true,
    of: ({ jobs }) => meanOver(jobs, (job) => job.slowdown),
    missing: NO_RECORD,
  },
  {
    name: 'utilisation',
    title: 'utilisation',
    unit: '',
    whole: true,
    of: ({ row }) => row.utilisation ?? undefined,
    missing: 'its nodes are not recorded',
  },
  {
    name: 'idle-held',
    title: 'idle-held time',
    unit: 'slot·s',
    whole: true,
    of: ({ row }) => row.idleHeldSlotS ?? undefined,
    missing: 'its places are not recorded',
  },
  { name: 'completed', title: 'jobs completed', unit: '', whole: false, of: ({ row }) => row.completed, missing: '' },
]
