/** `muster fidelity --lab`: one scenario simulated with many seeds, and on a lab with a real scheduler; both side by side. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startOrderInversions } from '../analysis/metrics/inversions.ts'
import { type RunRecord, type RunView, viewOfRecord } from '../analysis/run-view.ts'
import { quantile } from '../analysis/stats/describe.ts'
import { runInLab } from '../live/lab/run-in-lab.ts'
import { findLabScheduler } from '../live/lab/schedulers.ts'
import { simulate } from '../sim/cluster.ts'
import { ExperimentError } from '../src/errors.ts'
import { readRecord } from '../src/record/reader.ts'
import { EXIT } from './exit.ts'
import { loadScenario } from './scenario-files.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import type { Terminal } from './terminal.ts'

export interface OnLabOptions {
  readonly scheduler: string
  readonly scenario: string
  readonly sets: readonly string[]
  readonly seeds: readonly number[]
}

/** What both can show of a run, seconds where it is a time. */
function measures(view: RunView): Map<string, number> {
  const found = new Map<string, number>([['jobs completed', view.outcome.completed]])
  const done = view.jobs.flatMap(({ submitted, completed, size }) =>
    submitted === undefined || completed === undefined ? [] : [{ size, took: (completed - submitted) / 1e6 }],
  )
  if (view.outcome.outcome === 'completed') found.set('makespan', (view.window.to - view.window.from) / 1e6)
  const mean = (of: readonly { readonly took: number }[]): number => of.reduce((sum, { took }) => sum + took, 0) / of.length
  if (done.length > 0) found.set('turnaround, mean', mean(done))
  for (const size of [...new Set(done.map((job) => job.size))].sort((a, b) => a - b)) {
    found.set(`turnaround, size ${size}`, mean(done.filter((job) => job.size === size)))
  }
  found.set('start-order inversions', startOrderInversions(view.jobs).inversions)
  return found
}

/** @returns exit code @throws ExperimentError for a scheduler that the lab or the model does not have, or a lab that is not built */
export async function runOnLab({ scheduler: text, scenario, sets, seeds }: OnLabOptions, terminal: Terminal): Promise<number> {
  const scheduler = findLabScheduler(text, '--lab')
  if ('todo' in scheduler) throw new ExperimentError([scheduler])
  const experiment = loadScenario(scenario, sets).experimentFor(`${scheduler.name}@${scheduler.version}`)
  const folder = mkdtempSync(join(tmpdir(), 'muster-fidelity-'))
  const record = join(folder, 'record.jsonl')
  const signal = stopOnSignal()
  try {
    const say = (line: string): void => terminal.err(`${line}\n`)
    await runInLab({ experiment, scheduler, seed: seeds[0] as number, record, signal, say, stopOnClog: true })
    if (signal.aborted) return EXIT.interrupted
    const real = viewOfRecord(readRecord(readFileSync(record, 'utf8'), record) as RunRecord)
    const models = seeds.map((seed) => viewOfRecord(simulate(experiment, { seed, notes: false })))
    terminal.out(table(`${scheduler.name}@${scheduler.version}`, real, models))
    return EXIT.done
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function table(name: string, real: RunView, models: readonly RunView[]): string {
  const same = models.filter(({ outcome }) => outcome.outcome === real.outcome.outcome).length
  const ours = models.map(measures)
  const lines = [...measures(real)].map(([what, value]) => {
    const values = ours.flatMap((one) => one.get(what) ?? [])
    if (values.length === 0) return `  ${what.padEnd(24)} ${value.toFixed(1).padStart(9)}  in no simulated run\n`
    const [low, middle, high] = [0.025, 0.5, 0.975].map((p) => quantile(values, p)) as [number, number, number]
    const off = value === 0 ? '' : `${((100 * (middle - value)) / value).toFixed(0)} %`
    return `  ${what.padEnd(24)} ${value.toFixed(1).padStart(9)}  ${middle.toFixed(1).padStart(9)} [${low.toFixed(1)}, ${high.toFixed(1)}]  ${off}\n`
  })
  const head = `${name}: on the lab ${real.outcome.outcome}, and so in ${same} of ${models.length} simulated runs\n`
  return `${head}  ${''.padEnd(24)} ${'lab'.padStart(9)}  ${'simulated'.padStart(9)} [95 % of seeds]  off\n${lines.join('')}`
}
