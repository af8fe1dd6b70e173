/** `muster fidelity`: every recorded run beside what the model predicts for it. */
import { Command, Option } from 'commander'
import { ExperimentError, type Problem } from '../src/errors.ts'
import type { FidelityOptions } from './fidelity-run.ts'
import type { Terminal } from './terminal.ts'

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(',').map((v) => v.trim())]
}

function collectWhole(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** Options as commander gives them. */
interface Given extends Omit<FidelityOptions, 'lab'> {
  readonly lab?: true | string
  readonly scenario?: string
  readonly set?: readonly string[]
  readonly recordedLab?: boolean
}

/** What commander knows of the command. The work itself is read when it is asked for. */
export function command(terminal: Terminal): Command {
  return new Command('fidelity')
    .description('Simulates every recorded run with many seeds and says how far the predictions are off, and which targets they meet.')
    .option('--seeds <a..b>', 'seeds of each run (default: 1..100)')
    .addOption(new Option('--only <id>', 'a recorded run, or several with commas; may be given again (default: all)').argParser(collect))
    .option('--lab [scheduler]', 'runs a scenario on a lab with a real scheduler, now, and simulates the same (default: coscheduling@0.28)')
    .option('--scenario <name>', 'with --lab: which scenario (default: lab)')
    .addOption(new Option('--set <path=value>', 'with --lab: changes a parameter; may be given again').argParser(collectWhole))
    .option('--recorded-lab', 'only those of data/lab: real schedulers around nodes and applications with known parameters')
    .option('--published', 'only those of data/published: real clusters, sparse and noisy')
    .option('--short', 'five seeds of each: a quick look, with wide bands')
    .option('--json', 'one JSON document on standard output and nothing else there')
    .option('--markdown <file>', 'writes the table as Markdown, too')
    .option('--workers <n>', 'worker threads (default: one for each processor); results do not depend on it')
    .option('--quiet', 'prints the table and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async ({ lab, scenario, set, recordedLab, ...options }: Given) => {
      if (lab !== undefined) {
        const [{ runOnLab }, { readSeeds }] = await Promise.all([import('./fidelity-lab.ts'), import('./sim-plan.ts')])
        const problems: Problem[] = []
        const seeds = readSeeds({ seeds: options.seeds ?? '1..30' }, (problem) => problems.push(problem))
        if (problems.length > 0) throw new ExperimentError(problems)
        const scheduler = lab === true ? 'coscheduling@0.28' : lab
        terminal.code = await runOnLab({ scheduler, scenario: scenario ?? 'lab', sets: set ?? [], seeds }, terminal)
        return
      }
      const { runFidelity } = await import('./fidelity-run.ts')
      terminal.code = await runFidelity(recordedLab === true ? { ...options, lab: true } : options, terminal)
    })
}

const EXAMPLES = `
Examples:
  muster fidelity                                    everything, 100 seeds: minutes
  muster fidelity --short                            everything, 5 seeds
  muster fidelity --only default28,default37         how far the default scheduler gets before it clogs
  muster fidelity --recorded-lab --seeds 1..30 --json for scripts
  muster fidelity --lab kueue@0.6                    a real run now, and the same simulated
  muster fidelity --markdown docs/fidelity.md        for the page

Exit codes: 0 an answer, and a target that is missed is one; 2 something to mend in what was given; 130 interrupted;
70 a bug, with the command that repeats it.
`
