/** `muster analyze`: from records to a page, figures and a table. */
import { Command, Option } from 'commander'
import type { AnalyzeOptions } from './analyze-plan.ts'
import type { Terminal } from './terminal.ts'

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(',').map((v) => v.trim())]
}

export function command(terminal: Terminal): Command {
  return new Command('analyze')
    .description('From runs to one page that explains them, with figures for a write-up, and the table of schedulers.')
    .argument(
      '[runs...]',
      'run folders, records, tables (Parquet, Arrow), the folder of a sweep, or FOLDER/SCHEDULER (default: the newest run under runs/, else the published tables)',
    )
    .option('--published [run]', 'the published tables, of one recorded experiment (run6, run8, ...) or of all; made again and compared')
    .option('--out <dir>', 'folder that is written to (default: that of the run, or the next free runs/report-N)')
    .addOption(new Option('--figures <kinds>', 'only these kinds of figure, a list with commas (default: all)').argParser(collect))
    .addOption(new Option('--format <formats>', 'html, svg, png, pdf: a list with commas (default: html)').argParser(collect))
    .option('--partial', 'keeps the good part of a damaged record, and says what is wrong with it')
    .option('--workers <n>', 'worker threads that draw (default: one for each processor)')
    .option('--json', 'one JSON document on standard output and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (runs: string[], options: AnalyzeOptions) => {
      const { runAnalyze } = await import('./analyze-run.ts')
      terminal.code = await runAnalyze(runs, options, terminal)
    })
}

const EXAMPLES = `
Examples:
  muster analyze                                             the newest run
  muster analyze runs/run10-1                                one folder
  muster analyze runs/run10-1/kueue runs/run10-2/kueue       the same scheduler before and after a change
  muster analyze runs/run10-1 --figures gantt,bars --format svg,pdf
  muster analyze runs/sixty-jobs-1/runs.parquet              a sweep from its table, a line a cell
  muster analyze --published run6                            the recorded table, made again to the sixth decimal

Pictures come in two widths, for a column of a paper (85 mm) and for a slide, each with its Vega-Lite specification.
`
