/** The run's clock over the machine's: whole microseconds since the run began, never back. */
import type { Time } from '../src/units.ts'

export interface LiveClock {
  /** the wall clock at time 0, ms since 1970 */
  readonly began: number
  now(): Time
  /** wall clock, ms since 1970 */
  wall(): number
}

/**
 * A clock of this process. The wall clock is read once; from then on the monotonic one counts, which no one sets back.
 * @param began wall clock at time 0: now, or when a run that goes on first began
 * @param atLeast the time is not before this: the last time in the record of a run that goes on
 */
export function liveClock(began: number = Date.now(), atLeast: Time = 0): LiveClock {
  const from = performance.now()
  const base = Math.max(atLeast, Math.round((Date.now() - began) * 1000))
  const now = (): Time => base + Math.round((performance.now() - from) * 1000)
  return { began, now, wall: () => began + now() / 1000 }
}
