/** `muster sim`: simulates a scenario under one scheduler or several, and says what happened and why. */
import { Command, Option } from 'commander'
import type { OnClusterOptions } from './on-cluster.ts'
import type { SimOptions } from './sim-plan.ts'
import type { MergeOptions } from './sweep-merge.ts'
import type { Terminal } from './terminal.ts'

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

function repeatable(flags: string, text: string): Option {
  return new Option(flags, text).argParser(collect)
}

/** `muster sim merge`: parts of a sweep put together. */
function mergeCommand(terminal: Terminal): Command {
  return new Command('merge')
    .description('Puts the parts of a sweep (--shard) together: the table and the page are those of one run.')
    .argument('<folders...>', 'folders of the parts')
    .option('--out <dir>', 'folder for the whole (default: the next free runs/SCENARIO-N)')
    .option('--json', 'one JSON document on standard output and nothing else there')
    .option('--no-pictures', 'no page')
    .option('--quiet', 'prints the table and nothing else')
    .action(async (folders: string[], options: MergeOptions) => {
      const { runMerge } = await import('./sweep-merge.ts')
      terminal.code = await runMerge(folders, options, terminal)
    })
}

/** What commander knows of the command. The work itself is read when it is asked for. */
export async function command(terminal: Terminal, argv: readonly string[]): Promise<Command> {
  const helping = argv[0] === 'sim' && argv.some((word) => word === '--help' || word === '-h')
  const choices = helping ? (await import('./sim-list.ts')).choices() : ''
  return new Command('sim')
    .enablePositionalOptions()
    .description(
      'Simulates a scenario under one scheduler or several: a table, the clog report of whoever clogged, a record and a picture of each run.',
    )
    .argument('[scenario]', 'name of a shipped scenario, or path of a .yaml, .csv or .swf file; without one: run10 under five schedulers')
    .addOption(repeatable('--scheduler <name[@version]>', 'a scheduler; may be given again (default: those of the scenario)'))
    .option('--seed <n>', 'seed of the run (default: 1)')
    .option('--seeds <a..b>', 'one replication for each seed from a to b: a row of each, and the full record of the first')
    .addOption(repeatable('--set <path=value>', 'changes a parameter, as in --set cluster.nodes=12; may be given again'))
    .addOption(repeatable('--sweep <path=values>', 'one run for each value and seed: 4,6,8 or 4..16:2; given again, every combination'))
    .option('--figures', 'with --sweep: its figures also as files, each in two widths')
    .option('--shard <i/n>', 'with --sweep: only part i of n, to be joined by muster sim merge')
    .option('--on-cluster <n>', 'with --sweep: runs nothing; writes a Dockerfile, an Indexed Job of n parts and what to type')
    .option('--image <name>', 'with --on-cluster: the name that the image shall have, where the cluster can pull it')
    .option('--namespace <name>', 'with --on-cluster: where the Job runs (default: default)')
    .option('--apply', 'with --on-cluster: submits the Job too; its image must be there')
    .option('--context <name>', 'with --apply: the cluster, a context of the kubeconfig; a current context is not taken')
    .option('--kubeconfig <file>', 'with --apply: the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)')
    .option('--yes', 'with --apply: submits without asking')
    .option('--out <dir>', 'folder for what is kept; one with this very run interrupted goes on (default: the next free runs/SCENARIO-N)')
    .option('--json', 'one JSON document on standard output and nothing else there')
    .option('--explain <job>', 'every step of the scheduling of this job, and a check that asked, matched and bound agree')
    .option('--until <time>', 'stops each run at this moment of its own time: 90s, 1h')
    .option('--workers <n>', 'worker threads (default: one for each processor); results do not depend on it')
    .option('--records', 'with --seeds: keeps the full record of every replication')
    .option('--no-pictures', 'draws nothing')
    .option('--quiet', 'prints the table and nothing else')
    .option('--list [under]', 'prints scenarios, schedulers and every parameter; or the parameters whose path begins so')
    .addHelpText('after', `\n${choices}${EXAMPLES}`)
    .action(async (scenario: string | undefined, options: SimOptions & OnClusterOptions & { readonly list?: true | string }) => {
      if (options.list !== undefined) {
        const { listing } = await import('./sim-list.ts')
        terminal.out(listing(options.list === true ? undefined : options.list))
        return
      }
      if (options.onCluster !== undefined) {
        const { runOnCluster } = await import('./on-cluster.ts')
        terminal.code = await runOnCluster(scenario, options, terminal)
        return
      }
      if (options.sweep !== undefined) {
        const { runSweep } = await import('./sweep-run.ts')
        terminal.code = await runSweep(scenario, options, terminal)
        return
      }
      const { runSim } = await import('./sim-run.ts')
      terminal.code = await runSim(scenario, options, terminal)
    })
    .addCommand(mergeCommand(terminal))
}

const EXAMPLES = `
Examples:
  muster sim                                           five schedulers on the recorded 8-node experiment
  muster sim smallest --scheduler default              the smallest cluster that clogs, and why
  muster sim run10 --seeds 1..100 --out runs/hundred   a hundred replications of each, on all processors
  muster sim run10 --scheduler kueue@0.6.2 --set cluster.nodes=12 --set workload.iterations=20
  muster sim run10 --scheduler fluence@F1 --explain job-0-0-size-2
  muster sim my-cluster.yaml --json                    for scripts
  muster sim run10 --sweep cluster.nodes=4..16:2 --sweep scheduler=default,kueue --seeds 1..200
  muster sim run10 --sweep cluster.nodes=4..32 --seeds 1..1000 --on-cluster 8 --image REGISTRY/muster:1
  muster sim --list scheduler                          the parameters of schedulers

Exit codes: 0 an answer, and a run that clogs is one; 2 something to mend in what was given, nothing was written;
130 interrupted, with the command that goes on; 70 a bug, with the command that repeats it.
`
