/** How large a difference is, whatever the unit: by how often a value of one sample exceeds one of the other. */
import { pooledRanks } from './ranks.ts'
import type { Sample } from './sample.ts'

export interface EffectSize {
  /** Vargha and Delaney's A12: probability that a value of A exceeds one of B, ties counting half. 0.5: neither */
  readonly a12: number
  /** Cliff's delta, -1 to 1: the probability that A exceeds B less that of the reverse; 2 A12 - 1 */
  readonly delta: number
  readonly magnitude: 'negligible' | 'small' | 'medium' | 'large'
}

/** |delta| from which a difference counts as small, medium, large: Romano and others (2006). */
export const SMALL = 0.147
export const MEDIUM = 0.33
export const LARGE = 0.474

/**
 * Effect size of A against B.
 * @example effectSize([1, 2, 3], [2, 3, 4]) // { a12: 2 / 9, delta: -5 / 9, magnitude: 'large' }
 * @throws RangeError on an empty sample
 */
export function effectSize(a: Sample, b: Sample): EffectSize {
  const pairs = a.length * b.length
  const u = (pooledRanks('effectSize', a, b).sumA - a.length * (a.length + 1)) / 2
  const delta = (2 * u - pairs) / pairs
  const size = Math.abs(delta)
  const magnitude = size < SMALL ? 'negligible' : size < MEDIUM ? 'small' : size < LARGE ? 'medium' : 'large'
  return { a12: u / pairs, delta, magnitude }
}
