/** What `muster sim` says when every run has ended: the table, the clog report, the paths; or one JSON document. */

import { summariseAll } from '../analysis/summary-all.ts'
import type { RunSummary } from '../analysis/summary-row.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import { formatScheduler } from '../src/experiment/schedulers.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import type { OutFolder } from './out-folder.ts'
import type { SimOptions, SimPlan } from './sim-plan.ts'
import { baseName, ENDINGS } from './sim-task.ts'
import type { Terminal } from './terminal.ts'

/** The document of `--json`. */
export function jsonDocument(plan: SimPlan, rows: readonly RunSummary[]): string {
  return `${JSON.stringify({ scenario: plan.name, version: MUSTER_VERSION, runs: rows, summary: summariseAll(rows) }, null, 2)}\n`
}

export async function printAnswer(
  plan: SimPlan,
  rows: readonly RunSummary[],
  folder: OutFolder<RunSummary>,
  options: SimOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.json === true) terminal.out(jsonDocument(plan, rows))
  else {
    const { summaryTable } = await import('../analysis/terminal.ts')
    terminal.out(`${summaryTable(rows, { colour: terminal.colour })}\n`)
  }
  if (options.quiet === true) return
  const kept = plan.experiments.map((e) => baseName(formatScheduler(e.scheduler), plan.seeds[0] as number))
  if (options.json !== true) {
    for (const [i, base] of kept.entries()) {
      const title = `${formatScheduler((plan.experiments[i] as Experiment).scheduler)}, seed ${plan.seeds[0]}`
      if (folder.has(base + ENDINGS.clog)) terminal.out(`\n${title}: ${folder.read(base + ENDINGS.clog).trimEnd()}\n`)
    }
    for (const base of kept) if (folder.has(base + ENDINGS.explain)) terminal.out(`\n${folder.read(base + ENDINGS.explain)}`)
  }
  const files = `\n${filesKept(plan, folder, kept)}`
  if (options.json === true) terminal.err(files)
  else terminal.out(files)
}

/** Paths of what was written, by kind. */
function filesKept(plan: SimPlan, folder: OutFolder<RunSummary>, kept: readonly string[]): string {
  const lines: string[] = []
  const list = (title: string, endings: readonly string[]): void => {
    const names = kept
      .map((base) => endings.filter((e) => folder.has(base + e)).map((e) => folder.file(base + e)))
      .filter((n) => n.length > 0)
    if (names.length > 0) lines.push(title, ...names.map((n) => `  ${n.join('  ')}`))
  }
  list(`records, and beside each its tables ${ENDINGS.jobs} and ${ENDINGS.pods}`, [ENDINGS.record])
  list('pictures', [ENDINGS.svg, ENDINGS.png])
  list('decision traces', [ENDINGS.explain])
  const [first, second] = plan.seeds
  if (second !== undefined) {
    lines.push('every replication, a row each', `  ${folder.file('replications.jsonl')}`)
    lines.push(
      plan.records
        ? 'every replication has its record'
        : `full records of seed ${first} only; any other: the same command with --seed ${second}, or all with --records`,
    )
  }
  return `${lines.join('\n')}\n`
}
