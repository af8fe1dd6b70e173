/** A worker of a sweep: simulates one replication of a cell and returns its row. */
import { workerData } from 'node:worker_threads'
import { summarise } from '../analysis/summary.ts'
import { simulate } from '../sim/cluster.ts'
import type { WorkerData } from './pool.ts'
import type { SweepData, SweepTask, SweepTaskResult } from './sweep-task.ts'

const { experiments, until } = (workerData as WorkerData<SweepData>).data

export function run({ cell, seed }: SweepTask): SweepTaskResult {
  try {
    const experiment = experiments[cell]
    if (experiment === undefined) throw new RangeError(`cell ${cell} of ${experiments.length} has no experiment`)
    return { ok: true, row: summarise(simulate(experiment, { seed, notes: false, ...(until === undefined ? {} : { until }) })) }
  } catch (error) {
    const { message, stack } = error as Error
    return { ok: false, message, stack: stack ?? message }
  }
}
