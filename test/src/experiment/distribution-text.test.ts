/** The notation of distributions. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Distribution, Term } from '../../../src/experiment/distribution.ts'
import { formatDistribution, parseDistribution } from '../../../src/experiment/distribution-text.ts'
import { CASES } from '../../support/cases.ts'

const RECORDED = [3, 5, 8]
const calibration = (name: string): readonly number[] | undefined => (name === 'lammps/x=1|2' ? RECORDED : undefined)

function read(text: string): Distribution {
  const reading = parseDistribution(text, calibration)
  if (!reading.ok) throw new Error(reading.why)
  return reading.value
}

function refusal(text: string): string {
  const reading = parseDistribution(text, calibration)
  return reading.ok ? 'accepted' : reading.why
}

const time = fc.nat(10_000_000_000)
const ends = fc.tuple(time, time).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }))
const clip = fc.option(ends, { nil: {} })
const term: fc.Arbitrary<Term> = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), value: time }),
  ends.map((e) => ({ kind: 'uniform' as const, ...e })),
  fc.tuple(time, time, clip).map(([mean, sd, c]) => ({ kind: 'normal' as const, mean, sd, ...c })),
  fc.record({ kind: fc.constant('exponential' as const), mean: time }),
  fc
    .tuple(time, fc.double({ min: 0, max: 10, noNaN: true }), clip)
    .map(([median, sigma, c]) => ({ kind: 'lognormal' as const, median, sigma: Math.abs(sigma), ...c })),
  fc.constant({ kind: 'recorded' as const, name: 'lammps/x=1|2', values: RECORDED }),
)

describe('reading a distribution', () => {
  it('knows every form', () => {
    expect(read('0.2s')).toEqual([{ kind: 'fixed', value: 200_000 }])
    expect(read('U(0.8s, 1.8s)')).toEqual([{ kind: 'uniform', low: 800_000, high: 1_800_000 }])
    expect(read('N(5s,1s)')).toEqual([{ kind: 'normal', mean: 5_000_000, sd: 1_000_000 }])
    expect(read('exp(30s)')).toEqual([{ kind: 'exponential', mean: 30_000_000 }])
    expect(read('logn(2.9s, 0.25)')).toEqual([{ kind: 'lognormal', median: 2_900_000, sigma: 0.25 }])
    expect(read('logn(2.9s, 0.25) in [1.8s, 6s]')).toEqual([
      { kind: 'lognormal', median: 2_900_000, sigma: 0.25, low: 1_800_000, high: 6_000_000 },
    ])
    expect(read('recorded(lammps/x=1|2)')).toEqual([{ kind: 'recorded', name: 'lammps/x=1|2', values: RECORDED }])
    expect(read('U(0.5s, 3s) + U(0s, 1s)')).toEqual([
      { kind: 'uniform', low: 500_000, high: 3_000_000 },
      { kind: 'uniform', low: 0, high: 1_000_000 },
    ])
  })

  it('sorts recorded values, as the quantile function wants them', () => {
    const reading = parseDistribution('recorded(a)', () => [5, 1, 3])
    expect(reading.ok && reading.value).toEqual([{ kind: 'recorded', name: 'a', values: [1, 3, 5] }])
  })

  it('says what is wrong', () => {
    expect(refusal('0.2')).toBe('"0.2" is no duration with its unit (us, ms, s, m, h)')
    expect(refusal('U(2s, 1s)')).toBe('U(2s, 1s) has its ends the wrong way round')
    expect(refusal('U(2s)')).toBe('U(...) takes two values')
    expect(refusal('exp(1s, 2s)')).toBe('exp(...) takes one value, its mean')
    expect(refusal('logn(2s, -1)')).toBe('sigma "-1" is no number from 0 up')
    expect(refusal('U(1s, 2s) in [0s, 1s]')).toBe('only N(...) and logn(...) can be cut with "in [low, high]"')
    expect(refusal('weibull(1s, 2s)')).toBe('weibull(...) is no known distribution')
    expect(refusal('recorded(nothing)')).toBe('there are no recorded values named "nothing"')
    expect(refusal('1s + ')).toBe('"" is no duration with its unit (us, ms, s, m, h)')
  })

  it('gives back what was written', () => {
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 4 }), (distribution) => {
        expect(read(formatDistribution(distribution))).toEqual(distribution)
      }),
      { numRuns: CASES },
    )
  })

  it('never fails on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'U(N)[]+,.0129smhexplognrcd in'), maxLength: 30 }), (text) => {
        expect(typeof parseDistribution(text, calibration).ok).toBe('boolean')
      }),
      { numRuns: CASES },
    )
  })
})
