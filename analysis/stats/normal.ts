/**
 * The standard normal distribution to about 14 digits. simple-statistics looks its values up in a table of two decimals
 * (0.4960 for the true 0.4980 at -0.005) and its `probit` is wrong in the third digit.
 */
import { probit } from '../../src/experiment/distribution.ts'

const SQRT_TWO_PI = Math.sqrt(2 * Math.PI)

/** Depth of the continued fraction: at 3 its error is below e^-65, and less beyond. */
const DEPTH = 60

/** Abramowitz and Stegun 26.2.14: the part beyond x, for x of 3 and more; no cancellation however far out. */
function tail(x: number): number {
  let fraction = x
  for (let k = DEPTH; k >= 1; k--) fraction = x + k / fraction
  return Math.exp((-x * x) / 2) / SQRT_TWO_PI / fraction
}

/** Abramowitz and Stegun 26.2.11: the part between 0 and x, for x below 3. */
function fromCentre(x: number): number {
  let term = x
  let sum = x
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k
    sum += term
  }
  return (sum * Math.exp((-x * x) / 2)) / SQRT_TWO_PI
}

/**
 * Probability that a standard normal variable is at most x.
 * @example normalCdf(1.96).toFixed(6) // '0.975002'
 */
export function normalCdf(x: number): number {
  if (x <= -3) return tail(-x)
  if (x >= 3) return 1 - tail(x)
  return 0.5 + fromCentre(x)
}

/**
 * The x below which a standard normal variable lies with probability p, 0 and 1 giving minus and plus infinity.
 * Acklam's approximation mended by one step of Halley.
 * @example normalQuantile(0.975).toFixed(9) // '1.959963985'
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile: expected a probability, got ${p}\n  give a number from 0 to 1`)
  if (p > 0.5) return -normalQuantile(1 - p)
  const x = probit(p)
  if (!Number.isFinite(x)) return x
  const step = (normalCdf(x) - p) * SQRT_TWO_PI * Math.exp((x * x) / 2)
  return x - step / (1 + (x * step) / 2)
}
