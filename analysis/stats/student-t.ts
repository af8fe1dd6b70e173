/**
 * Student's t distribution through the incomplete beta function (Abramowitz and Stegun 26.7.1). Degrees of freedom need
 * not be whole: Welch's are not.
 */
import { incompleteBeta } from './special.ts'

function check(who: string, df: number): void {
  if (!(df > 0 && Number.isFinite(df)))
    throw new RangeError(`${who}: expected degrees of freedom above 0, got ${df}\n  two values give one degree of freedom`)
}

/** Probability beyond t, for t >= 0. Near the centre by what lies between, so that no digits are lost on either side. */
function tail(t: number, df: number): number {
  const sum = df + t * t
  if (t < 1) return 0.5 - incompleteBeta((t * t) / sum, 0.5, df / 2, df / sum) / 2
  return incompleteBeta(df / sum, df / 2, 0.5, (t * t) / sum) / 2
}

/**
 * Probability that a t variable with `df` degrees of freedom is at most t.
 * @example tCdf(2.228, 10).toFixed(4) // '0.9750'
 * @throws RangeError unless df > 0
 */
export function tCdf(t: number, df: number): number {
  check('tCdf', df)
  return t < 0 ? tail(-t, df) : 1 - tail(t, df)
}

/**
 * Probability that it is at least as far from 0 as t, on either side: the p of a two-sided t test.
 * @example tTwoSided(2.228, 10).toFixed(3) // '0.050'
 * @throws RangeError unless df > 0
 */
export function tTwoSided(t: number, df: number): number {
  check('tTwoSided', df)
  return 2 * tail(Math.abs(t), df)
}

/**
 * The t below which the variable lies with probability p, by doubling and halving.
 * @example tQuantile(0.975, 10).toFixed(6) // '2.228139'
 * @throws RangeError unless 0 < p < 1 and df > 0
 */
export function tQuantile(p: number, df: number): number {
  check('tQuantile', df)
  if (!(p > 0 && p < 1)) throw new RangeError(`tQuantile: expected a probability between 0 and 1, got ${p}\n  0 and 1 lie at infinity`)
  if (p === 0.5) return 0
  if (p < 0.5) return -upper(p, df)
  return upper(1 - p, df)
}

/** The t beyond which lies q, for q below one half. */
function upper(q: number, df: number): number {
  let high = 1
  while (tail(high, df) > q) high *= 2
  let low = high === 1 ? 0 : high / 2
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (tail(middle, df) > q) low = middle
    else high = middle
  }
}
