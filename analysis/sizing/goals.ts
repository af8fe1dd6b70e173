/** What a size must do, and whether a run did: each goal is an event that may happen in at most a stated share of runs. */

/** What one run tells. */
export interface Trial {
  /** clogged, livelocked, or at the time limit: not every job completed */
  readonly clogged: boolean
  /** first submit to last completion; absent where a job did not complete */
  readonly makespanS?: number
  /** of that run; absent where it did not complete or no price is known */
  readonly cost?: number
}

export interface Goals {
  /** largest probability that a run clogs or livelocks */
  readonly clogRisk: number
  readonly deadlineS?: number
  readonly budget?: number
  /** share of runs that must meet deadline and budget */
  readonly quantile: number
}

export interface Goal {
  /** completes "runs that ..." */
  readonly missed: string
  /** largest share of runs that may miss it */
  readonly share: number
  readonly misses: (trial: Trial) => boolean
}

/**
 * The goals one by one. A run that did not complete is late and over any budget, too.
 * @example goalsOf({ clogRisk: 0.01, deadlineS: 60, quantile: 0.95 }).map((g) => [g.missed, g.share.toFixed(2)]) // [['clogged', '0.01'], ['took longer than 60 s', '0.05']]
 */
export function goalsOf({ clogRisk, deadlineS, budget, quantile }: Goals): Goal[] {
  const goals: Goal[] = [{ missed: 'clogged', share: clogRisk, misses: (trial) => trial.clogged }]
  if (deadlineS !== undefined) {
    const misses = ({ makespanS }: Trial): boolean => makespanS === undefined || makespanS > deadlineS
    goals.push({ missed: `took longer than ${deadlineS} s`, share: 1 - quantile, misses })
  }
  if (budget !== undefined) {
    const misses = (trial: Trial): boolean => trial.cost === undefined || trial.cost > budget
    goals.push({ missed: `cost more than ${budget}`, share: 1 - quantile, misses })
  }
  return goals
}
