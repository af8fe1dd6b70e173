/** Where more is worse: values beyond the answer, compared with it on the same seeds. */
import { short } from '../report/words.ts'
import { paired } from '../stats/paired.ts'
import type { Goals, Trial } from './goals.ts'
import { NEIGHBOURS } from './search.ts'
import { shownMissed } from './sequential.ts'

/** Share of the allowed error for each neighbour that is looked at. */
const ALPHA = 0.05 / NEIGHBOURS

/** Slower by less than this share is not worth a word. */
const LEAST = 0.01

/**
 * What is worse about a value than about the answer, as far as runs with the same seeds show it; undefined where they do not.
 */
export function worse(goals: Goals, answer: readonly Trial[], other: readonly Trial[]): string | undefined {
  const missed = shownMissed(goals, other, ALPHA)
  if (missed !== undefined) return `${other.filter(missed.misses).length} of ${other.length} runs ${missed.missed}`
  const pairs = answer.flatMap(({ makespanS: a }, i) => {
    const b = other[i]?.makespanS
    return a === undefined || b === undefined ? [] : [[b, a] as const]
  })
  if (pairs.length < 8) return undefined
  const { difference } = paired(
    pairs.map(([b]) => b),
    pairs.map(([, a]) => a),
    1 - ALPHA,
  )
  const mean = pairs.reduce((sum, [, a]) => sum + a, 0) / pairs.length
  const low = difference.interval?.low ?? (difference.value > 0 ? difference.value : 0)
  return low > LEAST * mean ? `jobs take ${short(difference.value)} s longer in the mean of ${pairs.length} pairs of runs` : undefined
}
