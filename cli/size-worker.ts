/** A worker of `size`: some replications of one experiment, and of each only what a goal asks about. */

import { cost } from '../analysis/metrics/cost.ts'
import { makespan } from '../analysis/metrics/makespan.ts'
import { tablesOf } from '../analysis/run-view.ts'
import type { Trial } from '../analysis/sizing/goals.ts'
import { simulate } from '../sim/cluster.ts'
import { inSeconds } from '../src/units.ts'
import type { SizeResult, SizeTask } from './size-task.ts'

export function run({ experiment, seeds }: SizeTask): SizeResult {
  const trials: Trial[] = []
  for (const seed of seeds) {
    try {
      const { events, outcome } = simulate(experiment, { seed, notes: false })
      if (outcome.outcome !== 'completed') {
        trials.push({ clogged: true })
        continue
      }
      const span = makespan(tablesOf(events).jobs())
      const makespanS = span === undefined ? undefined : inSeconds(span)
      const money = makespanS === undefined ? undefined : cost(experiment.cluster.pools, makespanS)
      trials.push({ clogged: false, ...(makespanS === undefined ? {} : { makespanS }), ...(money === undefined ? {} : { cost: money }) })
    } catch (error) {
      const { message, stack } = error as Error
      return { ok: false, seed, message, stack: stack ?? message }
    }
  }
  return { ok: true, trials }
}
