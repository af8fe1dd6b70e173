/**
 * What a comparison found, in one sentence: which side is lower, by how much, its interval, and n. Where nothing was
 * seen it says *no difference seen*, which is not *no difference*; where there is one value it claims nothing.
 */
import type { Estimate, Interval } from './sample.ts'

export interface Side {
  /** as the reader knows it: a scheduler, a run */
  readonly name: string
  readonly mean: number
  readonly n: number
}

export interface Finding {
  readonly metric: string
  /** of the means and of the difference; empty for shares */
  readonly unit: string
  readonly a: Side
  readonly b: Side
  /** mean of A less mean of B */
  readonly difference: Estimate
  /** whether value by value both sides met the same seed */
  readonly paired: boolean
  /** absent where there was nothing to test */
  readonly p?: number
  /** p after Holm, and the number of comparisons in the family, where there is more than one */
  readonly holm?: { readonly p: number; readonly of: number }
  /** Vargha and Delaney's A12 */
  readonly a12?: number
}

export type Verdict = 'lower' | 'higher' | 'no difference seen' | 'not tested'

/**
 * Whether A is lower or higher than B, at the level of its interval and after correction.
 * @example verdictOf({ difference: { value: -2, n: 9, interval: { low: -3, high: -1, level: 0.95 } }, p: 0.001 }) // 'lower'
 */
export function verdictOf(finding: Pick<Finding, 'difference' | 'p' | 'holm'>): Verdict {
  const { difference, p, holm } = finding
  if (p === undefined || difference.interval === undefined) return 'not tested'
  if ((holm?.p ?? p) > 1 - difference.interval.level + 1e-12) return 'no difference seen'
  return difference.value < 0 ? 'lower' : 'higher'
}

/**
 * A number with so many decimals that a difference of `scale` shows two digits.
 * @example [inScale(12.3456, 0.8), inScale(12345.6, 2000), inScale(0.5, 0)] // ['12.35', '12346', '0.5']
 */
export function inScale(value: number, scale: number): string {
  const size = Math.abs(scale) || Math.abs(value) || 1
  const decimals = Math.min(9, Math.max(0, 1 - Math.floor(Math.log10(size))))
  const text = value.toFixed(scale === 0 && Number.isInteger(value) ? 0 : decimals)
  // -0.00 is 0.00, and where nothing sets a scale no zeros are added
  const plain = Number(text) === 0 ? text.replace('-', '') : text
  return scale === 0 && plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
}

/** @example [pText(0.0002), pText(0.0321), pText(1)] // ['p < 0.001', 'p = 0.032', 'p = 1'] */
export function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(2))}`
}

/** @example intervalText({ low: -3, high: -1, level: 0.95 }, 's') // '95 % interval -3.0 to -1.0 s' */
export function intervalText({ low, high, level }: Interval, unit: string): string {
  const scale = high - low
  return `${Number((level * 100).toFixed(3))} % interval ${inScale(low, scale)} to ${inScale(high, scale)}${unit && ` ${unit}`}`
}

function counts({ a, b, paired }: Finding): string {
  if (paired) return `n = ${a.n} pair${a.n === 1 ? '' : 's'}`
  return `n = ${a.n} and ${b.n}`
}

function chance({ p, holm, a12 }: Finding): string {
  if (p === undefined) return ''
  const tested = holm === undefined ? pText(p) : `${pText(holm.p)} after Holm over ${holm.of}`
  return `; ${tested}${a12 === undefined ? '' : `; A12 = ${a12.toFixed(2)}`}`
}

/**
 * The sentence of a comparison.
 * @example
 * const side = (name, mean) => ({ name, mean, n: 1 })
 * sentence({ metric: 'makespan', unit: 's', a: side('kueue', 90), b: side('gang', 80), difference: { value: 10, n: 1, note: 'n = 1: no interval' },
 *   paired: true }) // 'makespan: kueue 90 s, gang 80 s, 10 s apart (n = 1 pair). n = 1: no interval, so nothing follows for other runs'
 */
export function sentence(finding: Finding): string {
  const { metric, a, b, difference } = finding
  const unit = finding.unit && ` ${finding.unit}`
  const { interval } = difference
  if (interval === undefined) {
    const scale = Math.abs(difference.value)
    const [meanA, meanB] = [inScale(a.mean, scale), inScale(b.mean, scale)]
    const apart = difference.value === 0 ? 'equal' : `${inScale(scale, scale)}${unit} apart`
    const why = difference.note ?? 'no interval'
    const beyond = Math.min(a.n, b.n) === 1 ? ', so nothing follows for other runs' : ''
    return `${metric}: ${a.name} ${meanA}${unit}, ${b.name} ${meanB}${unit}, ${apart} (${counts(finding)}). ${why}${beyond}`
  }
  const scale = interval.high - interval.low
  const means = `${inScale(a.mean, scale)} against ${inScale(b.mean, scale)}${unit}`
  const size = inScale(Math.abs(difference.value), scale)
  const bounds = intervalText(interval, finding.unit)
  const rest = `${bounds}; ${counts(finding)}${chance(finding)}`
  const verdict = verdictOf(finding)
  if (verdict === 'lower' || verdict === 'higher')
    return `${metric}: ${a.name} is ${size}${unit} ${verdict} than ${b.name} (${means}; ${rest})`
  const difference1 = `difference ${inScale(difference.value, scale)}${unit}`
  if (verdict === 'not tested') return `${metric}: ${a.name} against ${b.name}: ${means}, ${difference1}, not tested (${rest})`
  const { p, holm } = finding
  const corrected = p !== undefined && holm !== undefined && p <= 1 - interval.level ? ' after correction' : ''
  return `${metric}: no difference seen${corrected} between ${a.name} and ${b.name} (${means}; ${difference1}, ${rest})`
}
