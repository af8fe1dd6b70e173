/** Where the time of a run's jobs went, as shares. */
import { type StageName, stagesOf } from '../../src/record/breakdown.ts'
import { type RunRecord, tablesOf } from '../run-view.ts'

/** Shares of the turnaround of completed jobs by stage, largest first. They sum to 1. */
export function stageShares(run: RunRecord): [StageName, number][] {
  const sums = new Map<StageName, number>()
  let all = 0
  for (const job of tablesOf(run.events).jobs()) {
    if (job.completed === undefined) continue
    for (const { stage, from, to } of stagesOf(job, run.outcome.time)) {
      const length = Math.max(0, Math.min(to, job.completed) - from)
      sums.set(stage, (sums.get(stage) ?? 0) + length)
      all += length
    }
  }
  return [...sums].map(([stage, sum]): [StageName, number] => [stage, all === 0 ? 0 : sum / all]).sort((a, b) => b[1] - a[1])
}
