/** The sequential test of one value: runs are added until every goal is shown, or one can no longer be. */
import { type Goal, type Goals, goalsOf, type Trial } from './goals.ts'
import { type Look, looksFor, lowerBound, upperBound } from './looks.ts'

/** More runs than this are spent on one value only where a single look needs them. */
export const MOST_RUNS = 500

export type Verdict =
  /** every goal is shown, with the error allowed */
  | 'meets'
  /** a goal can no longer be shown */
  | 'refused'
  /** more runs are needed */
  | 'open'

interface Tested {
  readonly goal: Goal
  readonly looks: readonly Look[]
  events: number
  /** the look at which it was shown */
  shown?: Look
}

export class SequentialTest {
  readonly alpha: number
  readonly #tested: readonly Tested[]
  runs = 0

  /** @param alpha how often a value that misses a goal may pass */
  constructor(goals: Goals, alpha: number) {
    this.alpha = alpha
    this.#tested = goalsOf(goals).map((goal) => ({ goal, looks: looksFor(goal.share, alpha, MOST_RUNS), events: 0 }))
  }

  /** Runs until the next look of a goal that is not shown yet. */
  get wanted(): number {
    const next = this.#tested.flatMap(({ looks, shown }) =>
      shown === undefined ? (looks.find((l) => l.runs > this.runs)?.runs ?? []) : [],
    )
    return Math.max(0, Math.min(...next) - this.runs)
  }

  add(trial: Trial): void {
    if (this.verdict !== 'open') return
    this.runs++
    for (const tested of this.#tested) {
      if (tested.goal.misses(trial)) tested.events++
      const look = tested.looks.find((l) => l.runs === this.runs)
      if (tested.shown === undefined && look !== undefined && tested.events <= look.allowed) tested.shown = look
    }
  }

  get verdict(): Verdict {
    if (this.missed !== undefined) return 'refused'
    return this.#tested.every(({ shown }) => shown !== undefined) ? 'meets' : 'open'
  }

  /** The first goal that can no longer be shown. */
  get missed(): { readonly goal: Goal; readonly events: number } | undefined {
    return this.#tested.find(({ shown, looks, events }) => {
      return shown === undefined && !looks.some((look) => look.runs > this.runs && events <= look.allowed)
    })
  }

  /**
   * Upper bound of the probability of a clog. Where it is shown to be low: at the look that showed it, so that it holds
   * with all that was spent before; elsewhere the exact interval of the runs as they are, for the reader.
   */
  get clogBound(): number {
    const { events, shown } = this.#tested[0] as Tested
    return shown === undefined ? upperBound(events, this.runs, 0.05) : upperBound(shown.allowed, shown.runs, shown.alpha)
  }
}

/** Whether runs show that a goal is missed more often than it may: the lower end of the exact interval is above its share. */
export function shownMissed(goals: Goals, trials: readonly Trial[], alpha: number): Goal | undefined {
  return goalsOf(goals).find((goal) => lowerBound(trials.filter(goal.misses).length, trials.length, alpha) > goal.share)
}
