/** What a simulated run is asked for and what it gives. */
import type { Header, Outcome, RunEvent } from '../src/record/events.ts'
import type { Time } from '../src/units.ts'

export interface RunOptions {
  readonly seed: number
  /** stop at this moment of virtual time, whatever the state */
  readonly until?: Time
  /** record every step of the scheduling of this job */
  readonly explain?: string
  /** whether to keep the model-only events too (default true). Stage tables need only what a cluster shows */
  readonly notes?: boolean
}

export interface Run {
  readonly header: Header
  readonly events: readonly RunEvent[]
  readonly outcome: Outcome
  /** events of the kernel that it took: says what a run costs, and is no part of its record */
  readonly fired: number
}
