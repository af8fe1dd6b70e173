/** The work of `muster sim`: plan, replications on the pool, files, answer. */
import type { JobTimesLine } from '../analysis/run-folder.ts'
import type { RunSummary } from '../analysis/summary-row.ts'
import { ExperimentError } from '../src/errors.ts'
import { formatScheduler } from '../src/experiment/schedulers.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { repeatCommand, resumeCommand, wholeCommand } from './again.ts'
import { currentCommit } from './commit.ts'
import { EXIT, RunBug, systemProblem } from './exit.ts'
import { fingerprint, type Manifest, OutFolder } from './out-folder.ts'
import { runTasks } from './pool.ts'
import { startProgress } from './progress.ts'
import { printAnswer } from './sim-answer.ts'
import { planSim, type SimOptions, type SimPlan } from './sim-plan.ts'
import { baseName, type SimData, type SimResult, type SimTask } from './sim-task.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import type { Terminal } from './terminal.ts'

/** What the jobs of every replication took. */
const TIMES = 'job-times.jsonl'
/** Of more jobs than this, all replications together, the times of the first are kept. */
const MOST_JOBS = 1_000_000
/** Rows that have ended are written at most so often, ms. */
const FLUSH_EVERY = 2000

/**
 * @param scenario name or path; undefined: the comparison
 * @returns exit code
 * @throws ExperimentError for what the user can mend; nothing is written then
 */
export async function runSim(scenario: string | undefined, options: SimOptions, terminal: Terminal): Promise<number> {
  const plan = planSim(scenario, options)
  for (const remark of plan.remarks ?? []) terminal.err(`${remark}\n`)
  const commit = currentCommit()
  const folder = OutFolder.open<RunSummary>(options.out, manifestOf(plan, commit))
  const rows = new Rows(plan, folder)
  const stop = stopOnSignal()
  const progress = startProgress(terminal.errorStream, options.quiet === true ? 0 : rows.total, rows.done)
  let whole = false
  try {
    const tasks = rows.missing()
    const data: SimData = { experiments: plan.experiments, until: plan.until, commit }
    whole = await runTasks<SimTask, SimResult>(tasks, {
      worker: 'sim-worker',
      data,
      workers: plan.workers,
      signal: stop,
      onResult: (number, result) => {
        rows.add(tasks[number] as SimTask, result)
        progress.advance()
      },
    })
    rows.flush()
  } finally {
    progress.stop()
    folder.sweep()
  }
  if (!whole) {
    const words = process.argv.slice(process.argv.indexOf('sim') + 1)
    terminal.err(
      `interrupted: ${rows.done} of ${rows.total} runs are kept in ${folder.path}\n  go on with: ${resumeCommand(words, folder.path)}\n`,
    )
    return EXIT.interrupted
  }
  folder.complete()
  const report = plan.pictures ? await (await import('./sim-report.ts')).writeSimReport(folder.path) : undefined
  await printAnswer(plan, rows.all(), folder, options, terminal)
  if (report !== undefined && options.quiet !== true) {
    const said = `\nwhat happened and why, on one page\n  ${report}\n`
    if (options.json === true) terminal.err(said)
    else terminal.out(said)
  }
  return EXIT.done
}

function manifestOf(plan: SimPlan, commit: string | undefined): Manifest {
  const { experiments, seeds, until, explain, records, pictures } = plan
  return {
    muster: MUSTER_VERSION,
    ...(commit === undefined ? {} : { commit }),
    command: wholeCommand(plan),
    scenario: plan.name,
    schedulers: experiments.map((e) => formatScheduler(e.scheduler)),
    seeds: [seeds[0] as number, seeds.at(-1) as number],
    fingerprint: fingerprint([MUSTER_VERSION, commit, experiments, seeds, until, explain, records, pictures]),
    state: 'unfinished',
  }
}

/** The rows of a plan in their order, schedulers first, then seeds, whatever order they end in. */
class Rows {
  readonly #plan: SimPlan
  readonly #folder: OutFolder<RunSummary>
  readonly #rows: (RunSummary | undefined)[]
  readonly #schedulers: readonly string[]
  readonly #times: (JobTimesLine | undefined)[]
  #jobs = 0
  #flushed = Date.now()
  /** until the next time, ms: a small part of the time goes into writing */
  #pause = FLUSH_EVERY

  constructor(plan: SimPlan, folder: OutFolder<RunSummary>) {
    this.#plan = plan
    this.#folder = folder
    this.#schedulers = plan.experiments.map((e) => formatScheduler(e.scheduler))
    this.#rows = new Array<RunSummary | undefined>(plan.experiments.length * plan.seeds.length).fill(undefined)
    this.#times = new Array<JobTimesLine | undefined>(this.#rows.length).fill(undefined)
    for (const row of folder.rows()) this.#rows[this.#place(row.scheduler, row.seed)] = row
    for (const line of folder.readLines<JobTimesLine>(TIMES)) this.#keepTimes(line)
  }

  get total(): number {
    return this.#rows.length
  }

  get done(): number {
    return this.all().length
  }

  all(): RunSummary[] {
    return this.#rows.filter((row) => row !== undefined)
  }

  #place(scheduler: string, seed: number): number {
    return this.#schedulers.indexOf(scheduler) * this.#plan.seeds.length + (seed - (this.#plan.seeds[0] as number))
  }

  #keepTimes(line: JobTimesLine): void {
    if (this.#jobs + line.jobs.length > MOST_JOBS) return
    this.#jobs += line.jobs.length
    this.#times[this.#place(line.scheduler, line.seed)] = line
  }

  /** What is still to do. Of the first seed of each scheduler everything is kept. */
  missing(): SimTask[] {
    const { experiments, seeds, explain, pictures, records } = this.#plan
    const tasks: SimTask[] = []
    for (let e = 0; e < experiments.length; e++) {
      for (let s = 0; s < seeds.length; s++) {
        if (this.#rows[e * seeds.length + s] !== undefined) continue
        const seed = seeds[s] as number
        const base = this.#folder.file(baseName(this.#schedulers[e] as string, seed))
        const keep = s === 0 ? { base, pictures, explain } : records ? { base, pictures: false, explain: undefined } : null
        tasks.push({ experiment: e, seed, keep })
      }
    }
    return tasks
  }

  add(task: SimTask, result: SimResult): void {
    const scheduler = this.#schedulers[task.experiment] as string
    if (!result.ok) {
      this.flush()
      throw failure(result, repeatCommand(this.#plan, scheduler, task.seed), `${scheduler}, seed ${task.seed}`)
    }
    this.#rows[this.#place(scheduler, task.seed)] = result.row
    this.#keepTimes({ scheduler, seed: task.seed, jobs: result.jobs })
    if (Date.now() - this.#flushed >= this.#pause) this.flush()
  }

  flush(): void {
    const began = Date.now()
    // the times first: a row says that a replication is done
    this.#folder.writeLines(
      TIMES,
      this.#times.filter((line) => line !== undefined),
    )
    this.#folder.writeRows(this.all())
    this.#flushed = Date.now()
    this.#pause = Math.max(FLUSH_EVERY, 20 * (this.#flushed - began))
  }
}

/** What a worker's refusal means: a bug with the command that repeats it, or a problem of the disk. */
export function failure(result: Extract<SimResult, { ok: false }>, repeat: string, where: string): Error {
  if ('code' in result) {
    const problem = systemProblem(result)
    return problem === undefined ? new Error(result.message) : new ExperimentError([problem])
  }
  return new RunBug(`${where}: ${result.stack}`, repeat)
}
