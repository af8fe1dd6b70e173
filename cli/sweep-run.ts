/** The work of `muster sim --sweep`: cells, replications on the pool, the table as Parquet, the page, the answer. */
import type { SweepResult } from '../analysis/sweep/cell.ts'
import { resumeCommand } from './again.ts'
import { EXIT } from './exit.ts'
import { runTasks } from './pool.ts'
import { startProgress } from './progress.ts'
import type { SimOptions } from './sim-plan.ts'
import { failure } from './sim-run.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import { sayPart, sayWhole } from './sweep-answer.ts'
import { SweepFolder } from './sweep-folder.ts'
import { sweepCommand, sweepManifest } from './sweep-manifest.ts'
import { planSweep, type SweepPlan } from './sweep-plan.ts'
import type { SweepData, SweepTask, SweepTaskResult } from './sweep-task.ts'
import type { Terminal } from './terminal.ts'

/** Runs that have ended are written at most so often, ms. */
const FLUSH_EVERY = 2000

/** Runs of this plan, of all or of a part of it, dealt out in turn so that every part has some of every cell. */
export function tasksOf({ experiments, seeds, shard }: SweepPlan): SweepTask[] {
  const all = experiments.flatMap((experiment, cell) => (experiment === undefined ? [] : seeds.map((seed) => ({ cell, seed }))))
  return shard === undefined ? all : all.filter((_, i) => i % shard.parts === shard.part - 1)
}

/** What has ended, in the order of the grid and of the seeds. */
export function resultsOf(plan: SweepPlan, folder: SweepFolder): SweepResult[] {
  return plan.cells.map((cell) => {
    const runs = folder.runs(cell.number)
    return { cell, runs: plan.seeds.flatMap((seed) => runs.get(seed) ?? []) }
  })
}

/**
 * @returns exit code
 * @throws ExperimentError for what the user can mend; where a disk is full, what had ended is kept
 */
export async function runSweep(scenario: string | undefined, options: SimOptions, terminal: Terminal): Promise<number> {
  const plan = planSweep(scenario, options)
  const folder = new SweepFolder(options.out, sweepManifest(plan))
  const all = tasksOf(plan)
  const tasks = all.filter(({ cell, seed }) => !folder.runs(cell).has(seed))
  const stop = stopOnSignal()
  const progress = startProgress(terminal.errorStream, options.quiet === true ? 0 : all.length, all.length - tasks.length)
  const data: SweepData = { experiments: plan.experiments, until: plan.until }
  // the first run is written at once: a folder that shows life, and something to go on from
  let flushed = 0
  let whole = false
  try {
    whole = await runTasks<SweepTask, SweepTaskResult>(tasks, {
      worker: 'sweep-worker',
      data,
      workers: plan.workers,
      signal: stop,
      onResult: (number, result) => {
        const { cell, seed } = tasks[number] as SweepTask
        if (!result.ok) throw failure(result, sweepCommand(plan, [seed], undefined), `cell ${cell}, seed ${seed}`)
        folder.add(cell, result.row)
        progress.advance()
        if (Date.now() - flushed >= FLUSH_EVERY) {
          folder.flush()
          flushed = Date.now()
        }
      },
    })
  } finally {
    progress.stop()
    try {
      folder.flush()
    } finally {
      folder.release()
    }
  }
  if (!whole) {
    const kept = all.filter(({ cell, seed }) => folder.runs(cell).has(seed)).length
    const words = process.argv.slice(process.argv.indexOf('sim') + 1)
    terminal.err(
      `interrupted: ${kept} of ${all.length} runs are kept in ${folder.path}\n  go on with: ${resumeCommand(words, folder.path)}\n`,
    )
    return EXIT.interrupted
  }
  const results = resultsOf(plan, folder)
  if (plan.shard === undefined) await sayWhole(plan, results, folder.folder, options, terminal)
  else sayPart(plan, results, folder.folder, options, terminal)
  return EXIT.done
}
