/** What `size` gives its workers and gets back. */
import type { Trial } from '../analysis/sizing/goals.ts'
import type { Experiment } from '../src/experiment/experiment.ts'

export interface SizeTask {
  readonly experiment: Experiment
  readonly seeds: readonly number[]
}

export type SizeResult =
  | { readonly ok: true; readonly trials: readonly Trial[] }
  /** the model broke one of its own rules */
  | { readonly ok: false; readonly seed: number; readonly message: string; readonly stack: string }
