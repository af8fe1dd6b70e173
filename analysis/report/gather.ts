/** What a report is made of: sets of runs, one a scheduler, with the records that are drawn in full. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ExperimentError, type Problem } from '../../src/errors.ts'
import { type JobPoint, type ManyRuns, sourceOfRuns } from '../charts/job-points.ts'
import { runSets } from '../run-folder.ts'
import type { JobTimes, RunSet } from '../run-set.ts'
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

export interface GatherOptions {
  /** keeps the good part of damaged records */
  readonly partial?: boolean
}

/** Runs that a page draws one by one. */
export const MOST_SHOWN = 8

/** Where several paths have the same scheduler, sets are told apart by their path. */
function named(sets: readonly ReportSet[]): ReportSet[] {
  const count = (name: string): number => sets.filter((set) => set.name === name).length
  return sets.map((set) => (count(set.name) > 1 ? { ...set, name: `${set.name} (${set.path})` } : set))
}

/** The command line that made a folder, as its `run.json` has it. */
function commandOf(path: string): string[] {
  try {
    const { command } = JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as { readonly command?: unknown }
    return typeof command === 'string' ? [command] : []
  } catch {
    // a record on its own, or one scheduler of a folder
    return []
  }
}

/**
 * Reads everything that the paths name.
 * @throws ExperimentError where there is nothing there, or what is there cannot be read
 */
export function gather(paths: readonly string[], options: GatherOptions = {}): Gathered {
  const sets: ReportSet[] = []
  const problems: Problem[] = []
  const missing: Problem[] = []
  for (const path of paths) {
    const read = new Map<string, { readonly record: RunRecord; readonly damage: readonly Problem[] }>()
    const damaged: { readonly scheduler: string; readonly problem: Problem }[] = []
    try {
      const found = runSets(path, {
        partial: options.partial === true,
        onRecord: (record, damage) => {
          const { scheduler, seed } = record.header
          const known = read.get(scheduler)
          if (known === undefined || seed < known.record.header.seed) read.set(scheduler, { record, damage })
          damaged.push(...damage.map((problem) => ({ scheduler, problem })))
        },
      })
      for (const set of found) {
        const record = read.get(set.scheduler)?.record
        sets.push(record === undefined ? set : { ...set, record })
        problems.push(...damaged.filter((d) => d.scheduler === set.scheduler).map((d) => d.problem))
      }
    } catch (error) {
      if (!(error instanceof ExperimentError)) throw error
      missing.push(...error.problems)
    }
  }
  if (missing.length > 0) throw new ExperimentError(missing)
  const shown = sets.flatMap((set) => set.record ?? []).slice(0, MOST_SHOWN)
  return { paths, sets: named(sets), shown, many: manyOf(sets), commands: paths.flatMap(commandOf), problems }
}

/** The jobs of all runs that say what their jobs took, by set and seed. */
function manyOf(sets: readonly ReportSet[]): ManyRuns {
  const runs = sets.flatMap((set) => {
    const seeds = [...set.runs.keys()].sort((a, b) => a - b)
    return seeds.flatMap((seed) => {
      const jobs = set.runs.get(seed)?.jobs
      return jobs === undefined ? [] : [{ set, seed, jobs }]
    })
  })
  const points = runs.flatMap(({ set, seed, jobs }) => jobs.map((job) => pointOf(set.scheduler, seed, job)))
  const heads = runs.flatMap(({ set: { record }, seed }) =>
    record === undefined ? [] : [{ ...record, events: [], header: { ...record.header, seed } }],
  )
  return { points, source: sourceOfRuns(heads) }
}

function pointOf(scheduler: string, seed: number, { job: _, watchedS, ...times }: JobTimes): JobPoint {
  return { scheduler, seed, ...times, watchedS: times.turnaroundS ?? watchedS }
}
