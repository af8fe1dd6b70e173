/** What `muster analyze` was asked for: what to read and what to write. */
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { ExperimentError, type Problem } from '../src/errors.ts'
import { quote } from './again.ts'
import { OutFolder } from './out-folder.ts'
import { wholeNumber } from './sim-plan.ts'

/** Options as commander gives them. */
export interface AnalyzeOptions {
  readonly published?: string | true
  readonly out?: string
  readonly figures?: readonly string[]
  readonly format?: readonly string[]
  readonly partial?: boolean
  readonly workers?: string
  readonly json?: boolean
}

export const FORMATS = ['html', 'svg', 'png', 'pdf'] as const
export type Format = (typeof FORMATS)[number]

/** What was asked for, checked. */
export interface AnalyzePlan {
  /** empty for the published tables */
  readonly runs: readonly string[]
  /** a run of the published tables, `all`, or undefined */
  readonly published: string | undefined
  readonly kinds: readonly string[]
  readonly formats: readonly Format[]
  readonly partial: boolean
  readonly workers: number
  readonly out: string | undefined
}

/** The folder with the newest `run.json` under `runs`; undefined where there is none. */
export function newestRun(runs = 'runs'): string | undefined {
  if (!existsSync(runs)) return undefined
  const folders = readdirSync(runs)
    .map((name) => join(runs, name))
    .filter((folder) => existsSync(join(folder, 'run.json')))
    .map((folder) => ({ folder, time: statSync(join(folder, 'run.json')).mtimeMs }))
  return folders.sort((a, b) => b.time - a.time || (a.folder < b.folder ? 1 : -1))[0]?.folder
}

function oneOf(where: string, given: readonly string[], known: readonly string[], problems: Problem[]): void {
  for (const name of given) {
    if (known.includes(name)) continue
    problems.push({
      where,
      expected: `one of ${known.join(', ')}`,
      got: JSON.stringify(name),
      todo: 'give a list with commas; leave it out for the default',
    })
  }
}

/**
 * Reads the command line.
 * @param known kinds of figures
 * @throws ExperimentError with every mistake found
 */
export function planAnalyze(given: readonly string[], options: AnalyzeOptions, known: readonly string[], runs = 'runs'): AnalyzePlan {
  const problems: Problem[] = []
  oneOf('--figures', options.figures ?? [], known, problems)
  oneOf('--format', options.format ?? [], FORMATS, problems)
  const report = (problem: Problem): number => problems.push(problem)
  const workers = options.workers === undefined ? availableParallelism() : (wholeNumber(options.workers, '--workers', 1, 1024, report) ?? 1)
  if (options.published !== undefined && given.length > 0) {
    problems.push({ where: '--published', expected: 'runs or published tables', got: 'both', todo: 'give one command for each' })
  }
  if (problems.length > 0) throw new ExperimentError(problems)
  const newest = given.length === 0 && options.published === undefined ? newestRun(runs) : undefined
  const paths = newest === undefined ? given : [newest]
  const published = options.published === true ? 'all' : options.published
  return {
    runs: paths,
    published: published ?? (paths.length === 0 ? 'all' : undefined),
    kinds: options.figures ?? known,
    formats: (options.format ?? ['html']) as Format[],
    partial: options.partial === true,
    workers,
    out: options.out,
  }
}

/** Where to write: what was said, the run's own folder, or a new one. */
export function outOf(plan: Pick<AnalyzePlan, 'out' | 'runs'>): string {
  const [only, ...others] = plan.runs
  if (plan.out !== undefined) {
    mkdirSync(plan.out, { recursive: true })
    return plan.out
  }
  if (only !== undefined && others.length === 0 && existsSync(only) && statSync(only).isDirectory()) return only
  return OutFolder.nextFree('report')
}

/** The command line that makes the same again. */
export function analyzeCommand(plan: AnalyzePlan, known: readonly string[]): string {
  const words = ['npm', 'run', 'analyze', '--', ...plan.runs]
  if (plan.published !== undefined) words.push('--published', ...(plan.published === 'all' ? [] : [plan.published]))
  if (plan.kinds.length < known.length) words.push('--figures', plan.kinds.join(','))
  if (plan.formats.join() !== 'html') words.push('--format', plan.formats.join(','))
  if (plan.partial) words.push('--partial')
  return words.map(quote).join(' ')
}
