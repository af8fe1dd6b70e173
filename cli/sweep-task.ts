/** What a sweep gives its workers and gets back. */
import type { RunSummary } from '../analysis/summary-row.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import type { Time } from '../src/units.ts'
import type { SimResult } from './sim-task.ts'

/** Given to every worker once. */
export interface SweepData {
  /** by number of the cell */
  readonly experiments: readonly (Experiment | undefined)[]
  readonly until: Time | undefined
}

/** One replication of a cell. */
export interface SweepTask {
  readonly cell: number
  readonly seed: number
}

export type SweepTaskResult = { readonly ok: true; readonly row: RunSummary } | Extract<SimResult, { ok: false }>
