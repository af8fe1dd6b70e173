/** Many replications on worker threads, and single runs of a large cluster under each gang scheduler. */
import { runTasks } from '../cli/pool.ts'
import { loadScenario } from '../cli/scenario-files.ts'
import type { SimData, SimResult, SimTask } from '../cli/sim-task.ts'
import { simulate } from '../sim/cluster.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import type { Row } from './items.ts'
import { timed } from './measure.ts'

/** Wall time of `seeds` replications of each experiment, s; the start of the workers included. */
async function replications(experiments: readonly Experiment[], seeds: number, workers: number): Promise<number> {
  const tasks = experiments.flatMap((_, experiment) =>
    Array.from({ length: seeds }, (__, i): SimTask => ({ experiment, seed: i + 1, keep: null })),
  )
  const data: SimData = { experiments, until: undefined, commit: undefined }
  const start = performance.now()
  await runTasks<SimTask, SimResult>(tasks, {
    worker: 'sim-worker',
    data,
    workers,
    signal: new AbortController().signal,
    onResult: (task, result) => {
      if (!result.ok) throw new Error(`seed ${tasks[task]?.seed}: ${result.message}`)
    },
  })
  return (performance.now() - start) / 1000
}

function row(what: string, seconds: number, most: number): Row {
  return { what, value: `${seconds.toFixed(1)} s`, target: `<= ${most} s`, met: seconds <= most }
}

/** 1,000 seeds of run10 under four schedulers. */
export async function sweep(seeds: number): Promise<Row> {
  const experiments = loadScenario('run10').experimentsFor(['default', 'coscheduling', 'fluence', 'kueue'])
  const what = `run10, ${seeds.toLocaleString('en-US')} seeds x 4 schedulers, 2 workers`
  return row(what, await replications(experiments, seeds, 2), (20 * seeds) / 1000)
}

/** What finding the right size of a cluster takes: run10 on five sizes under three gang schedulers. */
export async function sizes(seeds: number): Promise<Row> {
  const experiments = [6, 8, 10, 12, 16].flatMap((nodes) =>
    loadScenario('run10', [`cluster.nodes=${nodes}`]).experimentsFor(['coscheduling', 'fluence', 'kueue']),
  )
  return row(`run10, ${seeds} seeds x 5 sizes x 3 schedulers, 2 workers`, await replications(experiments, seeds, 2), 15)
}

/** How much faster two workers are than one, their start included. */
export async function speedUp(seeds: number): Promise<Row> {
  const experiments = loadScenario('run10').experimentsFor(['default', 'coscheduling', 'fluence', 'kueue'])
  const one = await replications(experiments, seeds, 1)
  const two = await replications(experiments, seeds, 2)
  const factor = one / two
  return {
    what: `two workers against one, ${4 * seeds} replications`,
    value: `${one.toFixed(1)} s, ${two.toFixed(1)} s: ${factor.toFixed(2)} times as fast`,
    target: 'near 2, on 2 free cores',
    met: factor >= 1.7,
  }
}

/** 5,000 jobs of 8 pods, one a second in the mean, on 1,000 nodes that hold one pod each: busy from the second minute on. */
export function trace(scheduler: string): Row {
  const sets = ['cluster.nodes=1000', 'workload.sizes=[8]', 'workload.iterations=5000', 'application.runTime=120s']
  const people = ['experimenter.submits=arrivals', 'experimenter.gap=exp(1s)', 'experimenter.watches=at-once', 'limits.time=1000h']
  const quota = scheduler === 'kueue' ? ['scheduler.quotaCpu=3000', 'scheduler.quotaPods=10000'] : []
  const experiment = loadScenario('run10', [...sets, ...people, ...quota]).experimentFor(scheduler)
  let completed = 0
  const seconds = timed(() => {
    completed = simulate(experiment, { seed: 1, notes: false }).outcome.completed
  })
  if (completed !== 5000) throw new Error(`expected 5000 jobs to complete, got ${completed}`)
  return row(`40,000 pods of 5,000 jobs on 1,000 nodes, ${scheduler}`, seconds, 20)
}
