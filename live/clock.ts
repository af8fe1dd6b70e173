/** The run's clock over the machine's: whole microseconds since the run began, never back. */
import { SECOND, type Time } from '../src/units.ts'

export interface LiveClock {
  /** the wall clock at time 0, ms since 1970 */
  readonly began: number
  now(): Time
  /** wall clock, ms since 1970 */
  wall(): number
}

/** The machine's clocks, ms: one that people set, and one that only counts. */
export interface MachineClocks {
  wall(): number
  count(): number
}

const MACHINE: MachineClocks = { wall: () => Date.now(), count: () => performance.now() }

/** The counting clock stands still while a machine sleeps: when it is this far behind the other, it has. */
const SLEPT = 2 * SECOND

/**
 * A clock of this process. The counting clock is followed, which no one sets back; after a sleep it is put forward.
 * @param began wall clock at time 0: now, or when a run that goes on first began
 * @param atLeast the time is not before this: the last time in the record of a run that goes on
 */
export function liveClock(began: number = Date.now(), atLeast: Time = 0, machine: MachineClocks = MACHINE): LiveClock {
  const from = machine.count()
  const since = (): Time => Math.round((machine.wall() - began) * 1000)
  let base = Math.max(atLeast, since())
  const now = (): Time => {
    const time = base + Math.round((machine.count() - from) * 1000)
    const slept = since() - time
    if (slept <= SLEPT) return time
    base += slept
    return time + slept
  }
  return { began, now, wall: () => began + now() / 1000 }
}
