/** The answer to a sizing question: the document of `--json`. */
import type { NodePool } from '../../src/experiment/experiment.ts'
import { cost, nodeHours } from '../metrics/cost.ts'
import { quantile } from '../stats/describe.ts'
import type { Trial } from './goals.ts'
import { ERROR, type Evidence } from './search.ts'

/** A value as people name it: 23 nodes, 60 (seconds of permit wait), `12 x n2-standard-8`. */
export type Value = number | string

export interface EvidenceRow {
  readonly value: Value
  readonly runs: number
  /** runs that clogged, livelocked or reached the time limit */
  readonly clogged: number
  /** upper end of the exact interval for the probability of that */
  readonly upper95: number
  /** over runs in which every job completed; null where there is none */
  readonly makespanS: { readonly p50: number; readonly p95: number } | null
  /** of the median makespan */
  readonly nodeHours: number | null
  /** of the median makespan; null where a price is not known */
  readonly cost: number | null
}

export interface SizeDocument {
  readonly ask: string
  /** name@version */
  readonly scheduler: string
  readonly answer: Value | null
  readonly reason: string
  /** the value from which the closed-form bound proves that nothing clogs; null where it says nothing */
  readonly safeBound: number | null
  readonly confidence: number
  readonly evidence: readonly EvidenceRow[]
}

export const CONFIDENCE = 1 - ERROR

/** To as many digits as mean something: what is beyond is noise of the division. */
const tidy = (value: number): number => Math.round(value * 1e6) / 1e6

/** @param pools of the cluster at this value; absent where it could not be built */
export function evidenceRow(
  value: Value,
  { trials, upper95 }: Pick<Evidence, 'trials' | 'upper95'>,
  pools: readonly Pick<NodePool, 'nodes' | 'price'>[],
): EvidenceRow {
  const spans = trials.flatMap((trial: Trial) => trial.makespanS ?? [])
  const clogged = trials.filter((trial) => trial.clogged).length
  const base = { value, runs: trials.length, clogged, upper95: tidy(upper95) }
  if (spans.length === 0) return { ...base, makespanS: null, nodeHours: null, cost: null }
  const [p50, p95] = [quantile(spans, 0.5), quantile(spans, 0.95)]
  const money = cost(pools, p50)
  return {
    ...base,
    makespanS: { p50: tidy(p50), p95: tidy(p95) },
    nodeHours: tidy(nodeHours(pools, p50)),
    cost: money === undefined ? null : tidy(money),
  }
}
