/** What a sweep leaves behind and says when every run has ended: the table as Parquet, the page, a line a cell. */
import { rowsOf, type SweepResult } from '../analysis/sweep/cell.ts'
import { sweepColumns } from '../analysis/sweep/columns.ts'
import { sweepFigures } from '../analysis/sweep/figures.ts'
import { summariseCell } from '../analysis/sweep/points.ts'
import { boundOf } from '../src/gang/bound-of.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { writeWhole } from './atomic.ts'
import type { OutFolder } from './out-folder.ts'
import type { SimOptions } from './sim-plan.ts'
import { sweepCommand } from './sweep-manifest.ts'
import type { SweepPlan } from './sweep-plan.ts'
import type { Terminal } from './terminal.ts'

/** The table: one row a run, every parameter a column. */
export const TABLE = 'runs.parquet'
const PAGE = 'report.html'

/** Writes table and page, and the manifest last: a complete folder has both. */
export async function writeSweep(
  plan: SweepPlan,
  results: readonly SweepResult[],
  folder: OutFolder<never>,
  { pictures, figures: asFiles }: SimOptions,
): Promise<void> {
  const { tableOf, writeTable } = await import('../analysis/load.ts')
  const parameters = plan.varied.filter((path) => path !== 'scheduler')
  writeWhole(folder.file(TABLE), [writeTable(tableOf(sweepColumns(parameters), rowsOf(results)), 'parquet')])
  if (pictures !== false) {
    const { sweepPage } = await import('../analysis/sweep/page.ts')
    const points = results.map(summariseCell)
    const source = `Source: muster ${MUSTER_VERSION}, scenario ${plan.name}, simulated.`
    const figures = sweepFigures({ points, varied: plan.varied, source, boundOf: ({ number }) => boundOf(plan.experiments[number]) })
    folder.write(PAGE, sweepPage({ scenario: plan.name, points, figures, commands: [sweepCommand(plan, plan.seeds, undefined)] }))
    if (asFiles === true) {
      const { drawAll } = await import('./analyze-files.ts')
      await drawAll(figures, { formats: ['svg', 'png'], workers: plan.workers }, folder.path)
    }
  }
  folder.complete()
}

function jsonOf(plan: SweepPlan, results: readonly SweepResult[]): string {
  const cells = results.map(({ cell, runs }) => ({
    scheduler: cell.scheduler,
    at: Object.fromEntries(cell.at),
    ...(cell.reason === undefined ? {} : { reason: cell.reason }),
    runs,
  }))
  return `${JSON.stringify({ scenario: plan.name, version: MUSTER_VERSION, cells }, null, 2)}\n`
}

/** A whole sweep: files and answer. */
export async function sayWhole(
  plan: SweepPlan,
  results: readonly SweepResult[],
  folder: OutFolder<never>,
  options: SimOptions,
  terminal: Terminal,
): Promise<void> {
  await writeSweep(plan, results, folder, options)
  if (options.json === true) terminal.out(jsonOf(plan, results))
  else {
    const { sweepText } = await import('../analysis/sweep/text.ts')
    terminal.out(`${sweepText(results)}\n`)
  }
  if (options.quiet === true) return
  const page = folder.has(PAGE) ? `what happened, on one page\n  ${folder.file(PAGE)}\n` : ''
  const said = `\nevery run, a row each with every parameter\n  ${folder.file(TABLE)}\n${page}`
  if (options.json === true) terminal.err(said)
  else terminal.out(said)
}

/** A part of a sweep: only its runs are kept, to be merged. */
export function sayPart(
  plan: SweepPlan,
  results: readonly SweepResult[],
  folder: OutFolder<never>,
  options: SimOptions,
  terminal: Terminal,
): void {
  folder.complete()
  const runs = results.reduce((sum, result) => sum + result.runs.length, 0)
  const { part, parts } = plan.shard as NonNullable<SweepPlan['shard']>
  const said = `part ${part} of ${parts}: ${runs} runs in ${folder.path}\n  when all parts are there: npm run sim -- merge DIR...\n`
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ scenario: plan.name, version: MUSTER_VERSION, shard: { part, parts }, runs }, null, 2)}\n`)
    terminal.err(said)
  } else terminal.out(said)
}
