/** A worker of `fidelity`: simulates one seed of one entry and returns what is observed of it. */
import { workerData } from 'node:worker_threads'
import type { Watched } from '../analysis/fidelity/observation.ts'
import { observe } from '../analysis/fidelity/observe.ts'
import { timesOf } from '../analysis/fidelity/published-times.ts'
import { observeFor } from '../analysis/fidelity/views.ts'
import { tablesOf } from '../analysis/run-view.ts'
import { simulate } from '../sim/cluster.ts'
import type { Run } from '../sim/run.ts'
import type { FidelityData, FidelityResult, FidelityTask } from './fidelity-task.ts'
import type { WorkerData } from './pool.ts'

const { works } = (workerData as WorkerData<FidelityData>).data

/** A recording is watched a little longer than its length, counted from its first submit. */
const MARGIN = 1_000_000

/** The run as it is observed. The scheduler's last count of reads, which comes too late for an event, goes last. */
function watchedRun({ events, outcome }: Run): Watched {
  const reads = outcome.totals?.reads ?? 0
  const last = { kind: 'reads', total: reads, time: outcome.time, seq: events.length } as const
  return { events: reads === 0 ? events : [...events, last], jobs: outcome.jobs, end: outcome.time }
}

export function run({ work: number, seed }: FidelityTask): FidelityResult {
  const work = works[number]
  if (work === undefined) return { ok: false, message: `entry ${number} of ${works.length}` }
  try {
    if (work.source === 'published') {
      const made = simulate(work.experiment, { seed, notes: false })
      const { outcome, completed, clog } = observe(watchedRun(made))
      const jobs = timesOf(tablesOf(made.events))
      return { ok: true, source: 'published', seed: { outcome, completed, jobs, ...(clog === undefined ? {} : { clog }) } }
    }
    const made = watchedRun(simulate(work.experiment, { seed, notes: true, until: Math.max(...work.lengths) + MARGIN }))
    return { ok: true, source: 'lab', observations: work.lengths.map((length) => observeFor(made, length)) }
  } catch (error) {
    return { ok: false, message: (error as Error).stack ?? String(error) }
  }
}
