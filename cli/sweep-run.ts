/** The work of `muster sim --sweep`: cells, replications on the pool, the table as Parquet, the page, the answer. */
import type { SweepResult } from '../analysis/sweep/cell.ts'
import { formatDuration } from '../src/experiment/quantities.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { quote, resumeCommand } from './again.ts'
import { currentCommit } from './commit.ts'
import { EXIT } from './exit.ts'
import { fingerprint, type Manifest, type SweepWords } from './out-folder.ts'
import { runTasks } from './pool.ts'
import { startProgress } from './progress.ts'
import type { SimOptions } from './sim-plan.ts'
import { failure } from './sim-run.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import { sayPart, sayWhole } from './sweep-answer.ts'
import { SweepFolder } from './sweep-folder.ts'
import { planSweep, type SweepPlan } from './sweep-plan.ts'
import type { SweepData, SweepTask, SweepTaskResult } from './sweep-task.ts'
import type { Terminal } from './terminal.ts'

/** Runs that have ended are written at most so often, ms. */
const FLUSH_EVERY = 2000

/** The command line that makes the whole sweep, or another run of one of its cells. */
export function sweepCommand(plan: SweepPlan, seeds: readonly number[] = plan.seeds, shard = plan.shard): string {
  const words = [plan.scenario]
  for (const sweep of plan.sweeps) words.push('--sweep', sweep)
  if (plan.schedulers !== undefined) for (const scheduler of plan.schedulers) words.push('--scheduler', scheduler)
  for (const set of plan.sets) words.push('--set', set)
  const [first, last] = [seeds[0], seeds.at(-1)]
  words.push(...(first === last ? ['--seed', `${first}`] : ['--seeds', `${first}..${last}`]))
  if (plan.until !== undefined) words.push('--until', formatDuration(plan.until))
  if (shard !== undefined) words.push('--shard', `${shard.part}/${shard.parts}`)
  return `npm run sim -- ${words.map(quote).join(' ')}`
}

function wordsOf({ scenario, sweeps, sets, schedulers, until, shard }: SweepPlan): SweepWords {
  return {
    scenario,
    sweep: sweeps,
    set: sets,
    ...(schedulers === undefined ? {} : { scheduler: schedulers }),
    ...(until === undefined ? {} : { until: formatDuration(until) }),
    ...(shard === undefined ? {} : { shard: `${shard.part}/${shard.parts}` }),
  }
}

/** `run.json` of a sweep, or of a part of it. */
export function sweepManifest(plan: SweepPlan, commit = currentCommit()): Manifest {
  const { experiments, seeds, until, shard, cells } = plan
  const reasons = cells.map((cell) => cell.reason)
  const points = cells.map((cell) => [...cell.at])
  return {
    muster: MUSTER_VERSION,
    ...(commit === undefined ? {} : { commit }),
    command: sweepCommand(plan),
    scenario: plan.name,
    sweep: wordsOf(plan),
    schedulers: [...new Set(cells.map((cell) => cell.scheduler))],
    seeds: [seeds[0] as number, seeds.at(-1) as number],
    fingerprint: fingerprint([MUSTER_VERSION, commit, 'sweep', experiments, reasons, points, seeds, until, shard]),
    state: 'unfinished',
  }
}

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
  let flushed = Date.now()
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
