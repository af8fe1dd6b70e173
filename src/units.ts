/**
 * Units. Every quantity of the model is a whole number, so that sums are exact and a test may say `===`:
 * microseconds, millicores, bytes. Names that end in `S` or `_s` (and nothing else) hold seconds.
 */

/** Whole microseconds since the run began. */
export type Time = number
/** Whole microseconds. */
export type Duration = number

export const MICROSECOND = 1
export const MILLISECOND = 1_000
export const SECOND = 1_000_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE

/**
 * Seconds to whole microseconds, rounded to the nearest.
 * @example seconds(0.3) // 300_000
 */
export function seconds(value: number): Duration {
  return Math.round(value * SECOND)
}

/**
 * Whole microseconds to seconds, for tables and messages only; the model never computes in seconds.
 * @example inSeconds(1_500_000) // 1.5
 */
export function inSeconds(time: Time | Duration): number {
  return time / SECOND
}
