/** Which unit a time axis is in: seconds up to ten minutes, then minutes, then hours. */
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
