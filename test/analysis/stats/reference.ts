/** Values computed by SciPy, statsmodels and lifelines: `make-reference.py` says how, and is run by hand. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect } from 'vitest'

type Ends = [number, number]

interface PairReference {
  readonly a: string
  readonly b: string
  readonly u: number
  readonly uNormalP?: number
  readonly uExactP?: number
  readonly d: number
  readonly dExactP?: number
  readonly dAsymptoticP: number
}

interface Reference {
  readonly samples: Record<string, number[]>
  readonly describe: Record<string, { n: number; mean: number; sd?: number; quantiles: number[] }>
  readonly normalCdf: [number, number][]
  readonly normalQuantile: [number, number][]
  readonly logGamma: [number, number][]
  readonly incompleteBeta: [number, number, number, number][]
  readonly betaQuantile: [number, number, number, number][]
  readonly pairs: PairReference[]
  readonly kolmogorovTail: [number, number][]
  readonly tCdf: [number, number, number][]
  readonly tQuantile: [number, number, number][]
  readonly tIntervals: { sample: string; level: number; interval: Ends }[]
  readonly welch: { a: string; b: string; level: number; t: number; df: number; p: number; interval: Ends }[]
  readonly paired: { a: string; b: string; n: number; level: number; t: number; p: number; interval: Ends }[]
  readonly bootstrap: {
    sample: string
    statistic: 'mean' | 'median' | 'p95'
    level: number
    resampled: number[]
    percentile: Ends
    BCa: Ends
  }[]
  readonly effects: { a: string; b: string; delta: number; a12: number }[]
  readonly groups: Record<string, [number, boolean][]>
  readonly survival: {
    group: string
    steps: { time: number; atRisk: number; ended: number; censored: number; survival: number; error?: number; logLog?: Ends }[]
    median?: number
    medianLow?: number
    medianHigh?: number
  }[]
  readonly logRank: { a: string; b: string; chiSquare: number; p: number }[]
  readonly holm: { ps: number[]; adjusted: number[] }[]
  readonly fisher: [number, number, number, number, number][]
  readonly proportions: { x: number; n: number; level: number; wilson: [number, number]; exact: [number, number] }[]
}

export const reference = JSON.parse(readFileSync(new URL('./reference.json', import.meta.url), 'utf8')) as Reference

/** A sample of the reference by its name. */
export function sample(name: string): number[] {
  const values = reference.samples[name]
  if (values === undefined) throw new Error(`reference.json: no sample "${name}"`)
  return values
}

/** A group of jobs of the reference: how long each took, and whether it ended. */
export function group(name: string): { time: number; ended: boolean }[] {
  const jobs = reference.groups[name]
  if (jobs === undefined) throw new Error(`reference.json: no group "${name}"`)
  return jobs.map(([time, ended]) => ({ time, ended }))
}

/** Both ends of an interval, relative to the larger of them. */
export function nearEnds(got: { low: number; high: number } | undefined, [low, high]: Ends, relative = 1e-10): void {
  const size = Math.max(Math.abs(low), Math.abs(high))
  expect(Math.abs((got?.low ?? Number.NaN) - low), `low end: ${got?.low}, expected ${low}`).toBeLessThanOrEqual(relative * size)
  expect(Math.abs((got?.high ?? Number.NaN) - high), `high end: ${got?.high}, expected ${high}`).toBeLessThanOrEqual(relative * size)
}

/** Equal to so many digits, relative to the expected value; `what` names the case. */
export function near(got: number | undefined, expected: number, relative = 1e-10, what = ''): void {
  expect(got, what).toBeTypeOf('number')
  const error = Math.abs((got as number) - expected)
  expect(error, `${what}: got ${got}, expected ${expected}`).toBeLessThanOrEqual(Math.max(Math.abs(expected) * relative, 1e-300))
}

/** Whole seconds from a small range: ties are the rule, and shifts and scalings by whole numbers are exact. */
export const wholeSample = (minLength = 1, maxLength = 12): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: 20 }), { minLength, maxLength })

/** A sample and the same values in another order. */
export const shuffledPair = (minLength = 1): fc.Arbitrary<[number[], number[]]> =>
  fc
    .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength, maxLength: 20 })
    .chain((xs) => fc.tuple(fc.constant(xs), fc.shuffledSubarray(xs, { minLength: xs.length, maxLength: xs.length })))
