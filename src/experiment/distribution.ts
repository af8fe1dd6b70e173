/**
 * Durations as a person writes them, and how they are drawn.
 *
 *     0.2s                          always
 *     U(0.8s, 1.8s)                 uniform
 *     N(5s, 1s)                     normal, cut at 0
 *     exp(30s)                      exponential, by its mean
 *     logn(2.9s, 0.25)              log-normal, by median and sigma of the logarithm
 *     logn(2.9s, 0.25) in [1.8s, 6s]   clipped
 *     U(0.5s, 3s) + U(0s, 1s)       sums
 *     recorded(NAME)                drawn from recorded values; for the names see `recorded.ts`
 *
 * Every draw uses exactly one uniform number per term (inverse of the distribution function), so that common random
 * numbers stay common when a parameter changes.
 */
import type { Duration } from '../units.ts'

export type Term =
  | { readonly kind: 'fixed'; readonly value: Duration }
  | { readonly kind: 'uniform'; readonly low: Duration; readonly high: Duration }
  | { readonly kind: 'normal'; readonly mean: Duration; readonly sd: Duration; readonly low?: Duration; readonly high?: Duration }
  | { readonly kind: 'exponential'; readonly mean: Duration }
  | { readonly kind: 'lognormal'; readonly median: Duration; readonly sigma: number; readonly low?: Duration; readonly high?: Duration }
  /** `name` is kept for the record; `values` (sorted) are filled in when the scenario is read */
  | { readonly kind: 'recorded'; readonly name: string; readonly values: readonly Duration[] }

/** A sum of independent terms. */
export type Distribution = readonly Term[]

/**
 * Quantile of the standard normal distribution (Acklam's rational approximation, relative error below 1.2e-9).
 * @example probit(0.975).toFixed(5) // '1.95996'
 */
export function probit(p: number): number {
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239]
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
  const c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783]
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]
  const poly = (k: readonly number[], x: number): number => k.reduce((s, v) => s * x + v, 0)
  if (p <= 0) return Number.NEGATIVE_INFINITY
  if (p >= 1) return Number.POSITIVE_INFINITY
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p))
    return poly(c, q) / (poly(d, q) * q + 1)
  }
  if (p > 1 - 0.02425) return -probit(1 - p)
  const q = p - 0.5
  const r = q * q
  return (poly(a, r) * q) / (poly(b, r) * r + 1)
}

function clip(x: number, low = 0, high = Number.POSITIVE_INFINITY): number {
  return Math.min(high, Math.max(low, x))
}

/**
 * The value of one term at uniform number `u` in [0, 1): whole microseconds, never negative.
 * @example quantile({ kind: 'uniform', low: 800_000, high: 1_800_000 }, 0.5) // 1_300_000
 */
export function quantile(term: Term, u: number): Duration {
  switch (term.kind) {
    case 'fixed':
      return term.value
    case 'uniform':
      return Math.round(term.low + u * (term.high - term.low))
    case 'exponential':
      return Math.round(-Math.log1p(-u) * term.mean)
    case 'normal':
      return Math.round(clip(term.mean + term.sd * probit(u === 0 ? 2 ** -54 : u), term.low ?? 0, term.high))
    case 'lognormal':
      return Math.round(clip(term.median * Math.exp(term.sigma * probit(u === 0 ? 2 ** -54 : u)), term.low, term.high))
    case 'recorded':
      return term.values[Math.floor(u * term.values.length)] ?? 0
  }
}

/** Draws a sum; `uniform(i)` gives the uniform number of term i. */
export function draw(distribution: Distribution, uniform: (term: number) => number): Duration {
  let sum = 0
  for (let i = 0; i < distribution.length; i++) sum += quantile(distribution[i] as Term, uniform(i))
  return sum
}

/**
 * A function that draws from a stream, one uniform number per term: for what is drawn thousands of times in a run.
 * @example sampler([{ kind: 'fixed', value: 5 }], streams.stream('latency'))() // 5
 */
export function sampler(distribution: Distribution, stream: { next(): number }): () => Duration {
  const [only] = distribution
  if (distribution.length === 1 && only?.kind === 'uniform') {
    const { low, high } = only
    return () => Math.round(low + stream.next() * (high - low))
  }
  if (distribution.every((term) => term.kind === 'fixed')) {
    const sum = draw(distribution, () => 0)
    return () => sum
  }
  return () => draw(distribution, () => stream.next())
}
