/** Small words and numbers as the page writes them. */
import { inScale } from '../stats/sentence.ts'

/** @example [many(1, 'job'), many(3, 'job')] // ['1 job', '3 jobs'] */
export function many(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`
}

/**
 * A count with its unit, of one thing in the singular.
 * @example [ofUnit(1, 'jobs in flight'), ofUnit(2, 'nodes'), ofUnit(1, 's of grace')] // ['1 job in flight', '2 nodes', '1 s of grace']
 */
export function ofUnit(n: number, unit: string): string {
  return `${n} ${n === 1 ? unit.replace(/^(\w{2,})s\b/, '$1') : unit}`
}

/** @example listed(['a', 'b', 'c']) // 'a, b and c' */
export function listed(texts: readonly string[]): string {
  if (texts.length < 2) return texts[0] ?? 'none'
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}

/**
 * A number to three digits that mean something, without exponents; `-` for none.
 * @example [short(1234.5), short(12.345), short(0.01234), short(undefined)] // ['1235', '12.3', '0.0123', '-']
 */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-'
  if (value === 0) return '0'
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return Number(value.toFixed(Math.min(6, decimals))).toFixed(Math.min(6, Math.abs(value) >= 100 ? 0 : trimmed(value, decimals)))
}

/** Decimals of a value rounded to `decimals`, without zeros at the end. */
function trimmed(value: number, decimals: number): number {
  const text = value.toFixed(Math.min(6, decimals))
  return /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0
}

/** @example percent(0.0754) // '7.5 %' */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}

/** A mean and its interval, digits after the width of the interval. */
export function withInterval(mean: number, low: number, high: number): string {
  const scale = high - low
  return `${inScale(mean, scale)} (${inScale(low, scale)} to ${inScale(high, scale)})`
}

/** First letter large: names of schedulers stay as they are. */
export function capital(text: string): string {
  return /^[a-z]+@/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)
}
