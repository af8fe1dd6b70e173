/** What `muster live` says when a run has ended: the very table, report and paths of `muster sim`. */
import { jobTimesOf } from '../analysis/run-set.ts'
import { type RunRecord, tablesOf } from '../analysis/run-view.ts'
import { summarise } from '../analysis/summary.ts'
import type { RunSummary } from '../analysis/summary-row.ts'
import { keepRun } from './keep-run.ts'
import type { LiveOptions, LivePlan } from './live-plan.ts'
import type { OutFolder } from './out-folder.ts'
import { printAnswer } from './sim-answer.ts'
import type { SimPlan } from './sim-plan.ts'
import type { Terminal } from './terminal.ts'

interface Ended {
  readonly plan: LivePlan
  readonly folder: OutFolder<RunSummary>
  /** path of the record, without its ending */
  readonly base: string
  readonly made: RunRecord
  readonly namespace: string
}

/** The plan of a simulation of the same run: what the answer reads of it. */
function asSim({ scenario, name, experiment, seed, sets, pictures }: LivePlan, scheduler: string): SimPlan {
  const [, version = ''] = scheduler.split('@')
  const ran = { ...experiment, scheduler: { ...experiment.scheduler, version } }
  return {
    scenario,
    name,
    experiments: [ran],
    seeds: [seed],
    until: undefined,
    workers: 1,
    explain: undefined,
    records: false,
    pictures,
    sets,
  }
}

export async function printLive({ plan, folder, base, made, namespace }: Ended, options: LiveOptions, terminal: Terminal): Promise<void> {
  const tables = tablesOf(made.events)
  await keepRun(made, tables, { base, pictures: plan.pictures }, namespace)
  const row = summarise(made, tables)
  const { scheduler, seed } = made.header
  // the times first: a row says that the run is done
  folder.writeLines('job-times.jsonl', [{ scheduler, seed, jobs: jobTimesOf(tables, made.outcome.time) }])
  folder.writeRows([row])
  folder.complete()
  const report = plan.pictures ? await (await import('./sim-report.ts')).writeSimReport(folder.path) : undefined
  const said = { json: options.json === true, quiet: options.quiet === true }
  await printAnswer(asSim(plan, scheduler), [row], folder, said, terminal)
  if (report === undefined || options.quiet === true) return
  const page = `\nwhat happened and why, on one page\n  ${report}\n`
  if (options.json === true) terminal.err(page)
  else terminal.out(page)
}
