/**
 * What is observed of one run, recorded or simulated: the quantities that predictions are judged by. Seconds where the
 * name ends in S. What cannot be told of a run is absent.
 */

import type { TimedEvent } from '../../src/record/stages.ts'
import type { Time } from '../../src/units.ts'

/** Jobs of one size that completed. */
export interface BySize {
  readonly n: number
  /** mean turnaround */
  readonly meanS: number
}

export interface Clog {
  /** from the first submit to the last change of a place */
  readonly atS: number
  readonly slotsHeld: number
  /** jobs that hold a place, but fewer than they need */
  readonly partialGangs: number
  /** jobs that hold all the places they need: none, if every place is held by a partial gang */
  readonly wholeGangs: number
  readonly pendingPods: number
}

/** Only where Fluence's own steps are known: they are model only. */
export interface FluenceSteps {
  readonly matches: number
  /** asked for and refused */
  readonly busy: number
  /** matches of which a node was still held by another job's pod */
  readonly matchedHeld: number
  /** pods that had a place reserved and were rejected because a sibling did not fit */
  readonly rejectedWaiting: number
  readonly permitTimeouts: number
  /** attempts in which the pod's own node had no room */
  readonly insufficient: number
  /** leader ended -> its allocation given up, mean */
  readonly cancelAfterS: number | undefined
}

export interface Observation {
  /**
   * completed: every job. clogged: the predicate of semantics 4.5 holds at the end. unfinished: neither, because watching
   * ended first
   */
  readonly outcome: 'completed' | 'clogged' | 'unfinished'
  /** jobs planned */
  readonly jobs: number
  /** jobs whose end the experimenter saw */
  readonly completed: number
  /** first submit to last completion; only of a run in which every job completed */
  readonly makespanS?: number
  /** first submit to the last completion seen */
  readonly lastCompletionS?: number
  /** mean over completed jobs */
  readonly turnaroundS?: number
  readonly turnaroundBySizeS: Readonly<Record<string, BySize>>
  /** sizes by their mean turnaround, shortest first: `2<3<4<5<6` */
  readonly orderBySize: string
  /** pairs of started jobs of which the one submitted later started earlier */
  readonly inversions: number
  /** cycles that ended with a pod bound, or fitting nowhere, up to the last bind: what a scheduler's log shows */
  readonly attempts?: number
  readonly binds: number
  /** all cycles, with those of pods that waited on Permit and were rejected. Model only */
  readonly cycles?: number
  /** first submit to the last read counted: PodGroups by the scheduler, uncached */
  readonly reads?: number
  /** reads a second while many pods are pending (`LONG_QUEUE`) */
  readonly readsPerS?: number
  /** time in which pods were pending and no pod had a place, after the first bind */
  readonly idleS: number
  /** longest time without a completion, from the last submission to the end of watching */
  readonly longestPauseS: number
  /** for jobs that waited for places: the last of their places free -> enough pods bound */
  readonly placedAfterFreeS?: { readonly n: number; readonly mean: number; readonly median: number }
  /** mean time from a pod's creation to its first listed attempt */
  readonly firstAttemptS?: number
  readonly clog?: Clog
  readonly fluence?: FluenceSteps
}

/** A run as it is observed: events in order of time, jobs planned, and how long somebody watched. */
export interface Watched {
  readonly events: readonly TimedEvent[]
  readonly jobs: number
  readonly end: Time
}
