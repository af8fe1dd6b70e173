/** The work of `muster fidelity`: simulate every recorded run with many seeds and compare. */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { CATALOGUE, NOT_COMPARED } from '../analysis/fidelity/catalogue.ts'
import type { Entry, LabEntry } from '../analysis/fidelity/entry.ts'
import type { Observation } from '../analysis/fidelity/observation.ts'
import { observe, until } from '../analysis/fidelity/observe.ts'
import type { FidelityRow } from '../analysis/fidelity/row.ts'
import { labRows } from '../analysis/fidelity/rows-lab.ts'
import { publishedRows } from '../analysis/fidelity/rows-published.ts'
import { countTargets, fidelityMarkdown, fidelityText } from '../analysis/fidelity/table.ts'
import { observeFor, watchedFor } from '../analysis/fidelity/views.ts'
import { ExperimentError, type Problem } from '../src/errors.ts'
import { didYouMean } from '../src/experiment/suggest.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { quote } from './again.ts'
import { currentCommit } from './commit.ts'
import { EXIT, RunBug } from './exit.ts'
import { loadLab, loadPublished, watched } from './fidelity-data.ts'
import { REPLAYS, replayAll } from './fidelity-replay.ts'
import type { FidelityData, FidelityResult, FidelityTask, Work } from './fidelity-task.ts'
import { runTasks } from './pool.ts'
import { startProgress } from './progress.ts'
import { loadScenario } from './scenario-files.ts'
import { readSeeds, wholeNumber } from './sim-plan.ts'
import type { Terminal } from './terminal.ts'

/** Options as commander gives them. */
export interface FidelityOptions {
  readonly seeds?: string
  readonly only?: readonly string[]
  readonly lab?: boolean
  readonly published?: boolean
  readonly short?: boolean
  readonly json?: boolean
  readonly markdown?: string
  readonly workers?: string
  readonly quiet?: boolean
}

const SEEDS = '1..100'
const SHORT = '1..5'

/** Runs recorded, seeds and threads that the options mean. */
interface Plan {
  readonly entries: readonly Entry[]
  readonly replays: typeof REPLAYS
  readonly seeds: readonly number[]
  readonly workers: number
}

/** @throws ExperimentError with every mistake */
export function planFidelity(options: FidelityOptions): Plan {
  const problems: Problem[] = []
  const report = (problem: Problem): void => void problems.push(problem)
  const seeds = readSeeds({ seeds: options.seeds ?? (options.short === true ? SHORT : SEEDS) }, report)
  const workers = options.workers === undefined ? availableParallelism() : (wholeNumber(options.workers, '--workers', 1, 1024, report) ?? 1)
  const known = [...CATALOGUE, ...REPLAYS].map((entry) => entry.id)
  for (const id of options.only ?? []) {
    if (known.includes(id)) continue
    report({
      where: '--only',
      expected: 'a recorded run',
      got: JSON.stringify(id),
      todo: `${didYouMean(id, known)}; all: ${known.join(', ')}`,
    })
  }
  if (problems.length > 0) throw new ExperimentError(problems)
  const both = options.lab === options.published
  const entries = CATALOGUE.filter((entry) => {
    if (options.only !== undefined) return options.only.includes(entry.id)
    return both || (entry.source === 'lab' ? options.lab === true : options.published === true)
  })
  const replays = REPLAYS.filter(({ id }) => (options.only === undefined ? both || options.lab === true : options.only.includes(id)))
  return { entries, replays, seeds, workers }
}

function workOf(entry: Entry): Work {
  const scenario = loadScenario(entry.scenario, entry.sets)
  const [experiment] = scenario.experimentsFor([entry.scheduler])
  if (experiment === undefined) throw new RangeError(`${entry.id}: no experiment for ${entry.scheduler}`)
  if (entry.source === 'published') return { source: 'published', experiment }
  const lengths = entry.views.map((view) =>
    watchedFor(
      view,
      view.recordings.map((name) => loadLab(name).run),
    ),
  )
  return { source: 'lab', experiment, lengths }
}

/** The command that repeats a seed of an entry. */
function repeat(entry: Entry, seed: number): string {
  const words = [entry.scenario, '--scheduler', entry.scheduler, '--seed', `${seed}`, ...entry.sets.flatMap((set) => ['--set', set])]
  return `npm run sim -- ${words.map(quote).join(' ')}`
}

function recordedObservations(entry: LabEntry, view: number, length: number): Observation[] {
  const { kind, recordings } = entry.views[view] as LabEntry['views'][number]
  return recordings.map((name) => {
    const run = watched(loadLab(name))
    return kind === 'pauses' ? observeFor(run, length) : observe(until(run, run.end))
  })
}

function rowsOf(entry: Entry, work: Work, results: readonly Extract<FidelityResult, { ok: true }>[]): FidelityRow[] {
  if (entry.source === 'published') {
    const seeds = results.flatMap((r) => (r.source === 'published' ? [r.seed] : []))
    return publishedRows(entry, loadPublished(entry.attempt), seeds)
  }
  const lengths = work.source === 'lab' ? work.lengths : []
  const nodes = work.experiment.cluster.pools.reduce((sum, pool) => sum + pool.nodes, 0)
  return entry.views.flatMap((view, i) => {
    const predicted = results.flatMap((r) => (r.source === 'lab' ? [r.observations[i] as Observation] : []))
    return labRows(entry, view, recordedObservations(entry, i, lengths[i] as number), predicted, nodes)
  })
}

/** Simulates and compares. Undefined when it was interrupted. */
export async function fidelity(plan: Plan, terminal: Terminal, quiet: boolean, signal: AbortSignal): Promise<FidelityRow[] | undefined> {
  const works = plan.entries.map(workOf)
  const seedsOf = (entry: Entry): readonly number[] => plan.seeds.slice(0, entry.atMost?.seeds)
  const tasks: FidelityTask[] = plan.entries.flatMap((entry, work) => seedsOf(entry).map((seed) => ({ work, seed })))
  const results = new Array<FidelityResult | undefined>(tasks.length).fill(undefined)
  const progress = startProgress(terminal.errorStream, quiet ? 0 : tasks.length, 0)
  let whole = false
  try {
    const data: FidelityData = { works }
    whole = await runTasks<FidelityTask, FidelityResult>(tasks, {
      worker: 'fidelity-worker',
      data,
      workers: plan.workers,
      signal,
      onResult: (number, result) => {
        results[number] = result
        progress.advance()
      },
    })
  } finally {
    progress.stop()
  }
  if (!whole) return undefined
  const rows = plan.entries.flatMap((entry, work) => {
    const good = tasks.flatMap((task, i) => {
      if (task.work !== work) return []
      const result = results[i]
      if (result?.ok === true) return [result]
      throw new RunBug(`${entry.id}, seed ${task.seed}: ${result?.message}`, repeat(entry, task.seed))
    })
    const rows = rowsOf(entry, works[work] as Work, good)
    const [first, ...rest] = rows
    if (first === undefined || good.length === plan.seeds.length) return rows
    const note = `${good.length} seeds only: ${entry.atMost?.why}`
    return [{ ...first, note: first.note === undefined ? note : `${first.note}; ${note}` }, ...rest]
  })
  return [...rows, ...replayAll(plan.replays)]
}

/** @returns exit code @throws ExperimentError for what the user can mend */
export async function runFidelity(options: FidelityOptions, terminal: Terminal): Promise<number> {
  const plan = planFidelity(options)
  const stop = new AbortController()
  const onSignal = (): void => stop.abort()
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  const rows = await fidelity(plan, terminal, options.quiet === true || options.json === true, stop.signal)
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  if (rows === undefined) {
    terminal.err('interrupted: nothing is kept; give the command again, with fewer --seeds or with --only\n')
    return EXIT.interrupted
  }
  const seeds = plan.seeds.length
  if (options.markdown !== undefined) writeFileSync(options.markdown, `${fidelityMarkdown(rows, seeds)}\n`)
  if (options.json === true) {
    const commit = currentCommit()
    const head = { version: MUSTER_VERSION, ...(commit === undefined ? {} : { commit }), seeds: [plan.seeds[0], plan.seeds.at(-1)] }
    terminal.out(`${JSON.stringify({ ...head, summary: countTargets(rows), rows, notCompared: NOT_COMPARED }, null, 2)}\n`)
  } else {
    terminal.out(`${fidelityText(rows, seeds)}\n`)
    if (options.quiet !== true) {
      terminal.out(`\nrecorded, but not compared:\n${NOT_COMPARED.map(({ run, why }) => `  ${run}: ${why}\n`).join('')}`)
    }
    if (options.markdown !== undefined) terminal.out(`\nthe same as Markdown: ${options.markdown}\n`)
  }
  return EXIT.done
}
