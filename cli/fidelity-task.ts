/** What `fidelity` gives its workers and gets back. */
import type { Observation } from '../analysis/fidelity/observation.ts'
import type { PublishedSeed } from '../analysis/fidelity/rows-published.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import type { Time } from '../src/units.ts'

/** An entry of the catalogue, as a worker needs it. */
export type Work =
  /** how long each view watches, from the first submit */
  | { readonly source: 'lab'; readonly experiment: Experiment; readonly lengths: readonly Time[] }
  | { readonly source: 'published'; readonly experiment: Experiment }

/** Given to every worker once. */
export interface FidelityData {
  readonly works: readonly Work[]
}

/** One seed of one entry. */
export interface FidelityTask {
  readonly work: number
  readonly seed: number
}

export type FidelityResult =
  /** one observation for each view */
  | { readonly ok: true; readonly source: 'lab'; readonly observations: readonly Observation[] }
  | { readonly ok: true; readonly source: 'published'; readonly seed: PublishedSeed }
  /** the model broke one of its own rules */
  | { readonly ok: false; readonly message: string }
