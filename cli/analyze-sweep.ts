/** What `muster analyze` says of a sweep: a line a cell. Its table holds no records, so there is no page of runs to write. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readKnownTable, SWEEP_TABLE, tableFormat } from '../analysis/run-table.ts'
import type { SweepResult } from '../analysis/sweep/cell.ts'
import { summariseCell } from '../analysis/sweep/points.ts'
import { ExperimentError, type Problem } from '../src/errors.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import type { AnalyzeAnswer } from './analyze-files.ts'
import type { AnalyzeOptions, AnalyzePlan } from './analyze-plan.ts'

/** The sweep that a path names, a folder or its table; undefined where it is none. */
function sweepAt(path: string): SweepResult[] | undefined {
  if (!existsSync(path)) return undefined
  const file = statSync(path).isDirectory() ? join(path, SWEEP_TABLE) : path
  const format = tableFormat(file)
  if (format === undefined || !existsSync(file)) return undefined
  const read = readKnownTable(file, format)
  return read.kind === 'sweep' ? read.results : undefined
}

/** What was asked for that a sweep does not give. */
function problemsOf(path: string, { runs }: AnalyzePlan, options: AnalyzeOptions): Problem[] {
  const problems: Problem[] = []
  if (runs.length > 1) {
    const todo = 'give one command for each; `npm run compare` sets two sweeps side by side'
    problems.push({ where: path, expected: 'a sweep on its own', got: `${runs.length} paths`, todo })
  }
  const todo = 'leave it out; the command of the sweep draws its figures: npm run sim -- ... --sweep ... --figures'
  for (const name of ['figures', 'format', 'out', 'partial'] as const) {
    if (options[name] !== undefined) problems.push({ where: `--${name}`, expected: 'nothing beside a sweep', got: `--${name}`, todo })
  }
  return problems
}

/**
 * The answer where one of the paths is a sweep; undefined where none is.
 * @throws ExperimentError where a table is damaged, or more is asked for than a table gives
 */
export async function analyzeSweep(plan: AnalyzePlan, options: AnalyzeOptions): Promise<AnalyzeAnswer | undefined> {
  for (const path of plan.runs) {
    const results = sweepAt(path)
    if (results === undefined) continue
    const problems = problemsOf(path, plan, options)
    if (problems.length > 0) throw new ExperimentError(problems)
    const page = join(path, 'report.html')
    const cells = results.map(summariseCell).map(({ cell, ...numbers }) => ({
      scheduler: cell.scheduler,
      at: Object.fromEntries(cell.at),
      ...(cell.reason === undefined ? {} : { reason: cell.reason }),
      ...numbers,
    }))
    return {
      files: existsSync(page) ? [page] : [],
      json: { version: MUSTER_VERSION, cells },
      text: async () => (await import('../analysis/sweep/text.ts')).sweepText(results),
    }
  }
  return undefined
}
