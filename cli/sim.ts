/** `muster sim`: simulates a scenario under one scheduler or several, and says what happened and why. */
import { Command, Option } from 'commander'
import type { SimOptions } from './sim-plan.ts'
import type { Terminal } from './terminal.ts'

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

export function command(terminal: Terminal): Command {
  const many = (flags: string, text: string): Option => new Option(flags, text).argParser(collect)
  return new Command('sim')
    .description(
      'Simulates a scenario under one scheduler or several: a table, the clog report of whoever clogged, a record and a picture of each run.',
    )
    .argument('[scenario]', 'name of a shipped scenario, or path of a YAML file; without one: run10 under five schedulers')
    .addOption(many('--scheduler <name[@version]>', 'a scheduler; give it again for more (default: those of the scenario)'))
    .option('--seed <n>', 'seed of the run (default: 1)')
    .option('--seeds <a..b>', 'one replication for each seed from a to b; full records of the first, a row of each')
    .addOption(many('--set <path=value>', 'changes a parameter: --set cluster.nodes=12; may be given again'))
    .option('--out <dir>', 'folder for records and pictures (default: the next free runs/SCENARIO-N)')
    .option('--json', 'one JSON document on standard output and nothing else')
    .option('--explain <job>', 'every step of the scheduling of this job')
    .option('--until <time>', 'stops each run at this moment of virtual time: 90s, 1h')
    .option('--workers <n>', 'worker threads (default: one for each processor); results do not depend on it')
    .option('--records', 'with --seeds: keeps the full record of every replication')
    .option('--no-pictures', 'draws nothing')
    .option('--quiet', 'prints the table only')
    .addHelpText('after', () => EXAMPLES)
    .option('--list', 'prints the scenarios, the schedulers with their versions, and every parameter')
    .action(async (scenario: string | undefined, options: SimOptions & { readonly list?: boolean }) => {
      if (options.list === true) {
        const { listing } = await import('./sim-list.ts')
        terminal.out(listing())
        return
      }
      const { runSim } = await import('./sim-run.ts')
      terminal.code = await runSim(scenario, options, terminal)
    })
}

const EXAMPLES = `
Examples:
  muster sim                                          five schedulers on the recorded 8-node experiment
  muster sim smallest --scheduler default             the smallest cluster that clogs, and why
  muster sim run10 --seeds 1..100 --out runs/hundred  a hundred replications, in parallel
  muster sim run10 --scheduler kueue@0.6.2 --set cluster.nodes=12 --set workload.iterations=20
  muster sim run10 --scheduler fluence@F1 --explain job-0-0-size-2
  muster sim my-cluster.yaml --json                   for scripts
  muster sim --list                                   scenarios, schedulers, parameters

A run that clogs is an answer: exit code 0. Exit code 2: something to mend in what was given; nothing was written.
130: interrupted, give the command it names to go on. 70: a bug, with the command that repeats it.
`
