/** Values computed by SciPy, statsmodels and lifelines: `make-reference.py` says how, and is run by hand. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect } from 'vitest'

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
  readonly proportions: { x: number; n: number; level: number; wilson: [number, number]; exact: [number, number] }[]
}

export const reference = JSON.parse(readFileSync(new URL('./reference.json', import.meta.url), 'utf8')) as Reference

/** A sample of the reference by its name. */
export function sample(name: string): number[] {
  const values = reference.samples[name]
  if (values === undefined) throw new Error(`reference.json: no sample "${name}"`)
  return values
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
