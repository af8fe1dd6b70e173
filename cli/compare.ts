/** `muster compare`: whether two runs, or two sets of replications, differ, by how much and how sure that is. */
import { Command, Option } from 'commander'
import { ExperimentError } from '../src/errors.ts'
import type { Terminal } from './terminal.ts'

interface CompareOptions {
  readonly metric?: readonly string[]
  readonly json?: boolean
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(',').map((v) => v.trim())]
}

async function runCompare(a: string, b: string, options: CompareOptions, terminal: Terminal): Promise<void> {
  const [{ compareSets }, { RUN_METRICS }, { pairsOf }] = await Promise.all([
    import('../analysis/compare.ts'),
    import('../analysis/run-metrics.ts'),
    import('../analysis/run-folder.ts'),
  ])
  const known = RUN_METRICS.map((m) => m.name)
  const todo = 'give --metric again, or a list with commas; leave it out for all'
  const unknown = (options.metric ?? []).filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new ExperimentError(
      unknown.map((name) => ({ where: '--metric', expected: `one of ${known.join(', ')}`, got: JSON.stringify(name), todo })),
    )
  }
  const metrics = options.metric === undefined ? RUN_METRICS : RUN_METRICS.filter((m) => options.metric?.includes(m.name))
  const comparisons = compareSets(pairsOf(a, b), metrics)
  if (options.json === true) {
    const { comparisonJson } = await import('../analysis/compare-json.ts')
    terminal.out(`${JSON.stringify(comparisonJson(comparisons), null, 2)}\n`)
  } else {
    const { comparisonText } = await import('../analysis/compare-text.ts')
    terminal.out(`${comparisonText(comparisons)}\n`)
  }
}

export function command(terminal: Terminal): Command {
  return new Command('compare')
    .description('Says of two runs whether they differ: a sentence for each metric with size, interval and n, and a table.')
    .argument('<a>', 'a run folder, a record, a table (Parquet, Arrow), the folder of a sweep, or FOLDER/SCHEDULER')
    .argument('<b>', 'what it is compared with')
    .addOption(new Option('--metric <name>', 'turnaround, makespan, wait, ...; may be given again (default: all)').argParser(collect))
    .option('--json', 'one JSON document on standard output and nothing else')
    .addHelpText('after', EXAMPLES)
    .action((a: string, b: string, options: CompareOptions) => runCompare(a, b, options, terminal))
}

const EXAMPLES = `
Examples:
  muster compare runs/run10-1/kueue runs/run10-1/gang         two schedulers of one folder
  muster compare runs/run10-1 runs/run10-2                    each scheduler before and after a change
  muster compare a.jsonl b.jsonl --metric turnaround,makespan two records
  muster compare runs/sixty-jobs-1 runs/sixty-jobs-2          two sweeps, cell by cell
  muster compare runs/run10-1/kueue runs/run10-1/gang --json  for scripts

Replications (npm run sim -- --seeds 1..30) give intervals; one run of each gives none, and it says so.
`
