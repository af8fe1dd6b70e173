/** The files of `muster analyze`: the page, and pictures drawn on worker threads. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from '../analysis/report/figure.ts'
import type { Gathered } from '../analysis/report/gathered.ts'
import type { RunSet } from '../analysis/run-set.ts'
import { summariseAll } from '../analysis/summary-all.ts'
import type { RunSummary } from '../analysis/summary-row.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { type AnalyzePlan, type Format, outOf } from './analyze-plan.ts'
import { writeWhole } from './atomic.ts'
import type { DrawTask } from './draw-worker.ts'
import { runTasks } from './pool.ts'

export interface AnalyzeAnswer {
  readonly files: readonly string[]
  readonly json: object
  readonly text: (colour: boolean) => Promise<string>
}

/** Rows of all sets under the names of their sets. */
export function namedRows(sets: readonly RunSet[]): RunSummary[] {
  return sets.flatMap((set) => [...set.runs.values()].map(({ row }) => ({ ...row, scheduler: set.name })))
}

/** Both widths that a write-up needs; the specification of each beside it. */
function drawTasks(figures: readonly Figure[], formats: readonly Format[], folder: string): DrawTask[] {
  const pictures = formats.filter((format) => format !== 'html')
  if (pictures.length === 0) return []
  return figures.flatMap((figure) =>
    (['column', 'slide'] as const).map((width) => ({
      base: join(folder, `${figure.id}-${width}`),
      chart: figure.draw(width),
      formats: pictures,
    })),
  )
}

/** Draws, and returns the paths written. */
async function draw(tasks: readonly DrawTask[], workers: number): Promise<string[]> {
  const files = tasks.map((): string[] => [])
  await runTasks<DrawTask, string[]>(tasks, {
    worker: 'draw-worker',
    data: null,
    workers,
    signal: new AbortController().signal,
    onResult: (number, written) => {
      files[number] = written
    },
  })
  return files.flat()
}

/** Writes `report.html` and returns its path. */
export function writeReport(page: string, out: string): string {
  const path = join(out, 'report.html')
  writeWhole(path, [page])
  return path
}

/** The page of runs. */
export async function writePage(gathered: Gathered, figures: readonly Figure[], commands: readonly string[], out: string): Promise<string> {
  const { reportPage } = await import('../analysis/report/page.ts')
  return writeReport(reportPage({ gathered, figures, commands }), out)
}

/** Pictures of all figures that are for files, below `out`; returns their paths. */
export async function drawAll(
  figures: readonly Figure[],
  { formats, workers }: Pick<AnalyzePlan, 'formats' | 'workers'>,
  out: string,
): Promise<string[]> {
  const folder = join(out, 'figures')
  const tasks = drawTasks(
    figures.filter((figure) => figure.only !== 'page'),
    formats,
    folder,
  )
  if (tasks.length === 0) return []
  mkdirSync(folder, { recursive: true })
  return draw(tasks, workers)
}

/**
 * Reads the runs of a plan and writes what it asks for.
 * @throws ExperimentError where there is nothing to read
 */
export async function analyzeRuns(plan: AnalyzePlan, command: string): Promise<AnalyzeAnswer> {
  const [{ gather }, { figuresOf }, { answer }] = await Promise.all([
    import('../analysis/report/gather.ts'),
    import('../analysis/report/figures.ts'),
    import('../analysis/report/answer.ts'),
  ])
  const gathered = gather(plan.runs, { partial: plan.partial })
  const figures = figuresOf(gathered, plan.kinds)
  const out = outOf(plan)
  const files = plan.formats.includes('html') ? [await writePage(gathered, figures, [...gathered.commands, command], out)] : []
  files.push(...(await drawAll(figures, plan, out)))
  const rows = namedRows(gathered.sets)
  const sentences = answer(gathered)
  const damage = gathered.problems.map(({ where, expected, got }) => `${where}: expected ${expected}, got ${got}`)
  return {
    files,
    json: {
      version: MUSTER_VERSION,
      answer: sentences,
      runs: rows,
      summary: summariseAll(rows),
      files,
      ...(damage.length === 0 ? {} : { damage }),
    },
    text: async (colour) => {
      const { summaryTable } = await import('../analysis/terminal.ts')
      const good =
        damage.length === 0 ? '' : `\n\nonly the good part of these records was read:\n${damage.map((line) => `  ${line}`).join('\n')}`
      return `${summaryTable(rows, { colour })}\n\n${sentences.join('\n')}${good}`
    },
  }
}
