/** The notation of `distribution.ts`, read and written. */
import type { Duration } from '../units.ts'
import type { Distribution, Term } from './distribution.ts'
import { formatDuration, parseDuration } from './quantities.ts'

/** Recorded values (whole microseconds) by name; undefined: no such name. */
export type Calibration = (name: string) => readonly Duration[] | undefined

export type Reading = { readonly ok: true; readonly value: Distribution } | { readonly ok: false; readonly why: string }

/** What can be written, for messages. */
export const DISTRIBUTION_FORMS =
  '0.2s, U(0.8s, 1.8s), N(5s, 1s), exp(30s), logn(2.9s, 0.25) in [1.8s, 6s], recorded(NAME), or a sum of these'

class Unreadable extends Error {}

function duration(text: string): Duration {
  const value = parseDuration(text.trim())
  if (value === undefined) throw new Unreadable(`${JSON.stringify(text.trim())} is no duration with its unit (us, ms, s, m, h)`)
  return value
}

function two(name: string, args: readonly string[]): readonly [string, string] {
  const [a, b] = args
  if (a === undefined || b === undefined || args.length !== 2) throw new Unreadable(`${name}(...) takes two values`)
  return [a, b]
}

interface Bounds {
  readonly low?: Duration
  readonly high?: Duration
}

function bounded(text: string): Bounds {
  const args = text.split(',')
  const [low, high] = two('in [...]', args).map(duration) as [Duration, Duration]
  if (low > high) throw new Unreadable(`in [${text}] has its ends the wrong way round`)
  return { low, high }
}

/** Cuts at the `+` signs that stand outside brackets. */
function terms(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const c of text) {
    if (c === '(' || c === '[') depth++
    if (c === ')' || c === ']') depth--
    if (c === '+' && depth === 0) parts.push('')
    else parts[parts.length - 1] += c
  }
  return parts
}

function readTerm(text: string, calibration: Calibration): Term {
  const match = /^([A-Za-z]+)\s*\(([^()]*)\)\s*(?:in\s*\[([^\]]*)\])?$/.exec(text)
  if (match === null) return { kind: 'fixed', value: duration(text) }
  const [, name = '', inside = '', clip] = match
  const args = inside.split(',')
  const bounds = clip === undefined ? undefined : bounded(clip)
  if (bounds !== undefined && name !== 'N' && name !== 'logn')
    throw new Unreadable(`only N(...) and logn(...) can be cut with "in [low, high]"`)
  switch (name) {
    case 'U': {
      const [low, high] = two('U', args).map(duration) as [Duration, Duration]
      if (low > high) throw new Unreadable(`U(${inside}) has its ends the wrong way round`)
      return { kind: 'uniform', low, high }
    }
    case 'N': {
      const [mean, sd] = two('N', args).map(duration) as [Duration, Duration]
      return { kind: 'normal', mean, sd, ...bounds }
    }
    case 'exp':
      if (args.length !== 1) throw new Unreadable('exp(...) takes one value, its mean')
      return { kind: 'exponential', mean: duration(inside) }
    case 'logn': {
      const [median, sigma] = two('logn', args)
      if (!/^\d+(\.\d+)?(e-?\d+)?$/.test(sigma.trim())) throw new Unreadable(`sigma ${JSON.stringify(sigma.trim())} is no number from 0 up`)
      return { kind: 'lognormal', median: duration(median), sigma: Number(sigma), ...bounds }
    }
    case 'recorded': {
      const values = calibration(inside.trim())
      if (values === undefined || values.length === 0)
        throw new Unreadable(`there are no recorded values named ${JSON.stringify(inside.trim())}`)
      return { kind: 'recorded', name: inside.trim(), values: [...values].sort((a, b) => a - b) }
    }
    default:
      throw new Unreadable(`${name}(...) is no known distribution`)
  }
}

/**
 * Reads a distribution of durations. Recorded values come from `calibration`, sorted here.
 * @example parseDistribution('U(0.8s, 1.8s)', () => undefined) // { ok: true, value: [{ kind: 'uniform', low: 800_000, high: 1_800_000 }] }
 */
export function parseDistribution(text: string, calibration: Calibration): Reading {
  try {
    return { ok: true, value: terms(text).map((term) => readTerm(term.trim(), calibration)) }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, why: error.message }
    throw error
  }
}

function formatTerm(term: Term): string {
  const clip = (t: Bounds): string =>
    t.low === undefined || t.high === undefined ? '' : ` in [${formatDuration(t.low)}, ${formatDuration(t.high)}]`
  switch (term.kind) {
    case 'fixed':
      return formatDuration(term.value)
    case 'uniform':
      return `U(${formatDuration(term.low)}, ${formatDuration(term.high)})`
    case 'normal':
      return `N(${formatDuration(term.mean)}, ${formatDuration(term.sd)})${clip(term)}`
    case 'exponential':
      return `exp(${formatDuration(term.mean)})`
    case 'lognormal':
      return `logn(${formatDuration(term.median)}, ${term.sigma})${clip(term)}`
    case 'recorded':
      return `recorded(${term.name})`
  }
}

/**
 * A distribution as text that `parseDistribution` reads back.
 * @example formatDistribution([{ kind: 'uniform', low: 0, high: 1_000_000 }]) // 'U(0s, 1s)'
 */
export function formatDistribution(distribution: Distribution): string {
  return distribution.map(formatTerm).join(' + ')
}
