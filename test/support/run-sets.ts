/** Sets of runs for tests of comparisons: a test mentions only what it is about. */
import type { JobTimes, RunSet, SetRun } from '../../analysis/run-set.ts'
import type { RunSummary } from '../../analysis/summary-row.ts'

/** A run of ten jobs that all completed. */
export function aRow(over: Partial<RunSummary> = {}): RunSummary {
  return {
    scheduler: 'kueue@0.6.2',
    seed: 1,
    outcome: 'completed',
    jobs: 10,
    completed: 10,
    makespanS: 100,
    turnaroundS: { mean: 50, median: 50, p95: 60 },
    turnaroundBySizeS: {},
    utilisation: 0.5,
    idleHeldSlotS: 10,
    clog: null,
    ...over,
  }
}

export function aRun(over: Partial<RunSummary> = {}, jobs?: readonly JobTimes[]): SetRun {
  return { row: aRow(over), ...(jobs === undefined ? {} : { jobs }) }
}

/** A set whose seeds are 1, 2, 3, ... */
export function aSet(name: string, runs: readonly SetRun[], over: Partial<RunSet> = {}): RunSet {
  const bySeed = new Map(runs.map(({ row, ...rest }, i) => [i + 1, { ...rest, row: { ...row, scheduler: name, seed: i + 1 } }]))
  return { name, path: `runs/${name}`, scheduler: name, scenario: 'run10', workload: 'run10', runs: bySeed, ...over }
}

/** A run for each mean turnaround. */
export function withTurnarounds(name: string, means: readonly number[], over: Partial<RunSet> = {}): RunSet {
  return aSet(
    name,
    means.map((mean) => aRun({ turnaroundS: { mean, median: mean, p95: mean } })),
    over,
  )
}
