/** Times on axes and in labels: seconds up to ten minutes, then minutes, then hours. */
import { type Duration, HOUR, MINUTE, SECOND } from '../../src/units.ts'

export interface TimeUnit {
  readonly name: 's' | 'min' | 'h'
  /** microseconds in one */
  readonly length: Duration
}

/** @example timeUnit(90_000_000).name // 's' */
export function timeUnit(longest: Duration): TimeUnit {
  if (longest <= 10 * MINUTE) return { name: 's', length: SECOND }
  return longest <= 10 * HOUR ? { name: 'min', length: MINUTE } : { name: 'h', length: HOUR }
}

/**
 * Seconds for a label: whole from ten on, with one decimal below.
 * @example shortSeconds(1_750_000) // '1.8 s'
 */
export function shortSeconds(time: Duration): string {
  const value = time / SECOND
  return `${value.toFixed(value < 10 ? 1 : 0)} s`
}
