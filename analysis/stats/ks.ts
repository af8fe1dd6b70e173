/**
 * The two-sample Kolmogorov-Smirnov test: whether two samples come from one distribution, whatever differs (place,
 * spread, shape).
 *
 * Exact where it can be afforded, with ties too: the pooled values are dealt into the two samples in every possible way,
 * which is a walk from (0, 0) to (nA, nB), and the walk is extreme if at the end of some group of equal values the two
 * distribution functions are at least as far apart as observed. Otherwise the limit distribution of Kolmogorov (1933),
 * which with ties errs on the side of seeing nothing.
 */
import { type Sample, sorted } from './sample.ts'

export interface KolmogorovSmirnov {
  /** largest distance between the two empirical distribution functions, 0 to 1 */
  readonly d: number
  /** the value at which they are that far apart (the first one) */
  readonly at: number
  readonly nA: number
  readonly nB: number
  /** two-sided */
  readonly p: number
  readonly method: 'exact' | 'asymptotic'
}

/** Largest nA * nB for the exact method: a few milliseconds. */
export const EXACT_CELLS = 1_000_000

/** Whole numbers throughout: the distance times nA * nB. `ends[k]`: whether after k pooled values a group of equal ones ends. */
interface Distance {
  readonly steps: number
  readonly at: number
  readonly ends: Uint8Array
}

function distance(x: Float64Array, y: Float64Array): Distance {
  const ends = new Uint8Array(x.length + y.length + 1)
  let steps = 0
  let at = Math.min(x[0] as number, y[0] as number)
  for (let i = 0, j = 0; i + j < x.length + y.length; ) {
    const value = Math.min(x[i] ?? Number.POSITIVE_INFINITY, y[j] ?? Number.POSITIVE_INFINITY)
    while (i < x.length && x[i] === value) i++
    while (j < y.length && y[j] === value) j++
    ends[i + j] = 1
    const gap = Math.abs(i * y.length - j * x.length)
    if (gap > steps) {
      steps = gap
      at = value
    }
  }
  return { steps, at, ends }
}

/**
 * Probability of an extreme walk. `row[j]` is the probability to be at (i, j) without having been extreme; whatever
 * becomes extreme is added up, so a small p loses no digits.
 */
function exactP(nA: number, nB: number, { steps, ends }: Distance): number {
  if (steps === 0) return 1
  const n = nA + nB
  const row = new Float64Array(nB + 1)
  let p = 0
  for (let i = 0; i <= nA; i++) {
    for (let j = 0; j <= nB; j++) {
      const here = i + j
      let reach = i === 0 && j === 0 ? 1 : 0
      const left = n - here + 1
      if (i > 0) reach += ((row[j] as number) * (nA - i + 1)) / left
      if (j > 0) reach += ((row[j - 1] as number) * (nB - j + 1)) / left
      if (ends[here] === 1 && Math.abs(i * nB - j * nA) >= steps) {
        p += reach
        reach = 0
      }
      row[j] = reach
    }
  }
  return Math.min(1, p)
}

/**
 * Probability that Kolmogorov's limit variable exceeds t (two series: one converges for large t, the other for small).
 * @example kolmogorovTail(1.358).toFixed(4) // '0.0500'
 */
export function kolmogorovTail(t: number): number {
  if (t <= 0) return 1
  let sum = 0
  if (t < 1.18) {
    for (let k = 1; k <= 9; k += 2) sum += Math.exp(-(k * k * Math.PI * Math.PI) / (8 * t * t))
    return 1 - (Math.sqrt(2 * Math.PI) / t) * sum
  }
  for (let k = 1; k <= 8; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * t * t)
  return sum
}

/**
 * Compares two samples by their distribution functions.
 * @param method `auto` is exact while nA * nB is at most a million
 * @example kolmogorovSmirnov([1, 2, 3], [4, 5, 6]).p.toFixed(3) // '0.100'
 * @throws RangeError on an empty sample or a value that is not finite
 */
export function kolmogorovSmirnov(a: Sample, b: Sample, method: 'auto' | 'exact' | 'asymptotic' = 'auto'): KolmogorovSmirnov {
  const x = sorted('kolmogorovSmirnov: a', a)
  const y = sorted('kolmogorovSmirnov: b', b)
  const nA = x.length
  const nB = y.length
  const found = distance(x, y)
  const d = found.steps / (nA * nB)
  const exact = method === 'auto' ? nA * nB <= EXACT_CELLS : method === 'exact'
  const p = exact ? exactP(nA, nB, found) : kolmogorovTail(d * Math.sqrt((nA * nB) / (nA + nB)))
  return { d, at: found.at, nA, nB, p, method: exact ? 'exact' : 'asymptotic' }
}
