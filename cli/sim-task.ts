/** What `sim` gives its workers and gets back. */
import type { JobTimes } from '../analysis/run-set.ts'
import type { RunSummary } from '../analysis/summary-row.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import type { Time } from '../src/units.ts'

/** Given to every worker once. */
export interface SimData {
  readonly experiments: readonly Experiment[]
  readonly until: Time | undefined
  readonly commit: string | undefined
}

/** What is kept of a replication beside its row. */
export interface Keep {
  /** path without ending: the record, its tables and pictures are named by theirs */
  readonly base: string
  readonly pictures: boolean
  readonly explain: string | undefined
}

/** One replication. */
export interface SimTask {
  /** number of the experiment */
  readonly experiment: number
  readonly seed: number
  readonly keep: Keep | null
}

export type SimResult =
  | { readonly ok: true; readonly row: RunSummary; readonly jobs: readonly JobTimes[] }
  /** the model broke one of its own rules */
  | { readonly ok: false; readonly message: string; readonly stack: string }
  /** the operating system said no */
  | { readonly ok: false; readonly code: string; readonly path: string; readonly message: string }

/** Endings of the files kept of a replication. */
export const ENDINGS = {
  record: '.jsonl',
  jobs: '.jobs.csv',
  pods: '.pods.csv',
  svg: '.svg',
  png: '.png',
  clog: '.clog.txt',
  explain: '.explain.txt',
} as const

/** Name of a replication's files, without ending. */
export function baseName(scheduler: string, seed: number): string {
  return `${scheduler}-seed${seed}`
}
