/** What a report is made of: sets of runs, one a scheduler, with the records that are drawn in full. */
import type { Problem } from '../../src/errors.ts'
import { type JobPoint, type ManyRuns, sourceOfRuns } from '../charts/job-points.ts'
import { type JobTimes, type RunSet, setRunOf, workloadOf } from '../run-set.ts'
import type { RunRecord } from '../run-view.ts'

/** A set, and the record of it that is drawn in full: that with the lowest seed. */
export interface ReportSet extends RunSet {
  readonly record?: RunRecord
}

export interface Gathered {
  /** as given */
  readonly paths: readonly string[]
  /** in order of appearance; of one scheduler in several paths, each */
  readonly sets: readonly ReportSet[]
  /** records of the first sets, at most MOST_SHOWN: more would make a page that nobody reads */
  readonly shown: readonly RunRecord[]
  /** every job of every record */
  readonly many: ManyRuns
  /** command lines that made the runs, where they are known */
  readonly commands: readonly string[]
  /** damage in records of which the good part was kept */
  readonly problems: readonly Problem[]
}

/** Runs that a page draws one by one. */
export const MOST_SHOWN = 8

/** Where several paths have the same scheduler, sets are told apart by their path. */
function named(sets: readonly ReportSet[]): ReportSet[] {
  const count = (name: string): number => sets.filter((set) => set.name === name).length
  return sets.map((set) => (count(set.name) > 1 ? { ...set, name: `${set.name} (${set.path})` } : set))
}

/** The jobs of all runs that say what their jobs took, by set and seed. */
function manyOf(sets: readonly ReportSet[]): ManyRuns {
  const runs = sets.flatMap((set) => {
    const seeds = [...set.runs.keys()].sort((a, b) => a - b)
    return seeds.flatMap((seed) => {
      const { row, jobs } = set.runs.get(seed) ?? {}
      return jobs === undefined ? [] : [{ set, seed, jobs, clogged: row?.outcome === 'clogged' }]
    })
  })
  const points = runs.flatMap(({ set, seed, jobs, clogged }) => jobs.map((job) => pointOf(set.scheduler, seed, job, clogged)))
  const heads = runs.flatMap(({ set: { record }, seed }) =>
    record === undefined ? [] : [{ ...record, events: [], header: { ...record.header, seed } }],
  )
  return { points, source: sourceOfRuns(heads) }
}

function pointOf(scheduler: string, seed: number, { job: _, watchedS, ...times }: JobTimes, clogged: boolean): JobPoint {
  const never = clogged && times.turnaroundS === undefined ? { never: true as const } : {}
  return { scheduler, seed, ...times, ...never, watchedS: times.turnaroundS ?? watchedS }
}

/** What is told of a set beside its runs. */
export interface GatheredFrom {
  readonly paths?: readonly string[]
  readonly commands?: readonly string[]
  readonly problems?: readonly Problem[]
}

/** Sets made ready for a report. */
export function gatheredSets(given: readonly ReportSet[], { paths = [], commands = [], problems = [] }: GatheredFrom = {}): Gathered {
  const shown = given.flatMap((set) => set.record ?? []).slice(0, MOST_SHOWN)
  return { paths, sets: named(given), shown, many: manyOf(given), commands, problems }
}

/** Records at hand, one set a scheduler, in order of appearance. */
export function gatheredRuns(records: readonly RunRecord[]): Gathered {
  const sets = new Map<string, ReportSet & { readonly runs: Map<number, ReturnType<typeof setRunOf>> }>()
  for (const record of records) {
    const { scheduler, scenario, seed } = record.header
    const known = sets.get(scheduler)
    if (known === undefined) {
      const of = { name: scheduler, path: scheduler, scheduler, scenario, workload: workloadOf(record.header) }
      sets.set(scheduler, { ...of, runs: new Map([[seed, setRunOf(record)]]), record })
    } else known.runs.set(seed, setRunOf(record))
  }
  return gatheredSets([...sets.values()])
}
