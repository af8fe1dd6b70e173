/**
 * Intervals for a probability of which x of n trials are known: how often a cluster clogs. Wilson's (1927) for showing:
 * short, and right on average. Clopper and Pearson's (1934) for promising: it covers at least at its rate for every true
 * value, so a cluster may be sized by it.
 */
import { normalQuantile } from './normal.ts'
import { checkLevel, type Interval } from './sample.ts'
import { betaQuantile } from './special.ts'

export interface Proportion extends Interval {
  readonly successes: number
  readonly n: number
  /** successes / n */
  readonly share: number
}

function checkTrials(who: string, x: number, n: number): void {
  if (Number.isInteger(n) && n >= 1 && Number.isInteger(x) && x >= 0 && x <= n) return
  throw new RangeError(`${who}: expected 0 <= successes <= n whole and n >= 1, got ${x} of ${n}\n  with no trial there is no interval`)
}

/**
 * Wilson's score interval, without continuity correction.
 * @example wilson(0, 30).high.toFixed(4) // '0.1135'
 * @throws RangeError unless 0 <= x <= n and n >= 1
 */
export function wilson(x: number, n: number, level = 0.95): Proportion {
  checkTrials('wilson', x, n)
  checkLevel('wilson', level)
  const z = normalQuantile(1 - (1 - level) / 2)
  const share = x / n
  const shrink = 1 + (z * z) / n
  const centre = (share + (z * z) / (2 * n)) / shrink
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return { successes: x, n, share, low: x === 0 ? 0 : centre - half, high: x === n ? 1 : centre + half, level }
}

/**
 * Clopper and Pearson's exact interval: the probabilities for which x or fewer, and x or more, of n are not rarer than
 * (1 - level) / 2.
 * @example clopperPearson(0, 30).high.toFixed(4) // '0.1157'
 * @throws RangeError unless 0 <= x <= n and n >= 1
 */
export function clopperPearson(x: number, n: number, level = 0.95): Proportion {
  checkTrials('clopperPearson', x, n)
  checkLevel('clopperPearson', level)
  const rest = (1 - level) / 2
  const low = x === 0 ? 0 : betaQuantile(rest, x, n - x + 1)
  const high = x === n ? 1 : 1 - betaQuantile(rest, n - x, x + 1)
  return { successes: x, n, share: x / n, low, high, level }
}
