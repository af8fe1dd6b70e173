/** What an entry of the catalogue says: the experiment to simulate, the recordings, and the targets. */
import type { Duration } from '../../src/units.ts'
import type { Attempted } from '../recorded/published.ts'

interface Simulated {
  /** what `--only` takes */
  readonly id: string
  /** of data/scenarios */
  readonly scenario: string
  /** name@version */
  readonly scheduler: string
  /** `path=value`, in addition to the scenario's own */
  readonly sets: readonly string[]
  /** where a seed takes long: no more than this many, whatever was asked for; with the reason */
  readonly atMost?: { readonly seeds: number; readonly why: string }
}

/** Shares by which a mean may be off. Absent: shown, but nothing is asked. */
export interface Allowed {
  readonly makespan?: number
  readonly turnaroundBySize?: number
  readonly attempts?: number
  readonly attemptsPerBind?: number
  readonly reads?: number
  readonly readsPerS?: number
  readonly idle?: number
  /** delays, matches and rejections of Fluence */
  readonly fluence?: number
  /** sizes come in the same order of mean turnaround */
  readonly order?: true
}

/** One comparison of recordings with the seeds. */
export interface LabView {
  readonly id: string
  /**
   * ended: runs that ended by themselves. cut: recordings that ended early, so seeds are watched as long and no longer.
   * clogged: until nothing could move. pauses: only whether progress stopped for `pause`
   */
  readonly kind: 'ended' | 'cut' | 'clogged' | 'pauses'
  /** files of data/lab, without their ending */
  readonly recordings: readonly string[]
  /** seeds that pause for longer count in the view `pauses` only, as the recordings do */
  readonly pause?: Duration
  readonly allowed: Allowed
  /** measured on these runs, but not in their files (semantics 5.9) */
  readonly noted?: Noted
}

/** Counts of Fluence's own log, one value for each recording or for the first only. */
export interface Noted {
  readonly source: string
  readonly cycles: readonly number[]
  readonly matches: readonly number[]
  readonly busy: readonly number[]
  readonly matchedHeld: readonly number[]
  readonly insufficient: readonly number[]
  readonly rejectedWaiting: readonly number[]
  readonly permitTimeouts: readonly number[]
  readonly cancelAfterS: readonly number[]
}

export interface LabEntry extends Simulated {
  readonly source: 'lab'
  readonly views: readonly LabView[]
}

export interface PublishedEntry extends Simulated {
  readonly source: 'published'
  readonly attempt: Attempted
  /**
   * completed: the whole batch. stopped: somebody ended it, why is not recorded. clogged: nothing moved any more.
   * open: it stopped by itself for a reason that is open (semantics 6.6)
   */
  readonly ended: 'completed' | 'stopped' | 'clogged' | 'open'
  /** jobs of the batch */
  readonly jobs: number
  /** recorded iteration of the first simulated one */
  readonly firstIteration?: number
  /** jobs whose recorded end is wrong, and why */
  readonly leftOut?: { readonly jobs: readonly string[]; readonly why: string }
  readonly allowed: { readonly makespan?: number; readonly turnaround?: number; readonly turnaroundBySize?: number }
  /** share of seeds that must clog with every place held by partial gangs */
  readonly clogs?: number
  /** a gang scheduler: no seed may clog */
  readonly neverClogs?: true
  readonly note?: string
}

export type Entry = LabEntry | PublishedEntry
