/** `muster size`: how large, how long, how many: one parameter searched for the best value that meets the goals. */
import { Command, Option } from 'commander'
import type { OnClusterOptions } from './on-cluster.ts'
import type { SizeOptions } from './size-plan.ts'
import type { Terminal } from './terminal.ts'

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

export function command(terminal: Terminal): Command {
  return new Command('size')
    .description('Searches one parameter for the best value that meets the goals, by simulation, and says with what confidence.')
    .argument('<scenario>', 'name of a shipped scenario, or path of a .yaml, .csv or .swf file')
    .requiredOption('--ask <what>', 'nodes, permit-wait, in-flight, quota, machine-type or grace')
    .option('--scheduler <name[@version]>', 'default: the one that the question is about')
    .option('--clog-risk <share>', 'largest probability that a run clogs or livelocks', '1%')
    .option('--deadline <time>', 'time from first submit to last completion: 30m')
    .option('--budget <amount>', 'cost of a run, in the currency of cluster.price')
    .option('--quantile <share>', 'share of runs that must meet deadline and budget', '95%')
    .option('--values <list>', 'values to search: 4..16 or 4,8,12 (default: all that may matter)')
    .addOption(new Option('--set <path=value>', 'changes a parameter; may be given again').argParser(collect))
    .option('--sensitivity', 'runs the answer again at the ends of what is plausible for every uncertain constant')
    .option('--on-cluster <n>', 'searches nothing; writes an Indexed Job of n parts that runs every value, its Dockerfile and what to type')
    .option('--image <name>', 'with --on-cluster: the name that the image shall have, where the cluster can pull it')
    .option('--namespace <name>', 'with --on-cluster: where the Job runs (default: default)')
    .option('--apply', 'with --on-cluster: submits the Job too; its image must be there')
    .option('--context <name>', 'with --apply: the cluster, a context of the kubeconfig; a current context is not taken')
    .option('--kubeconfig <file>', 'with --apply: the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)')
    .option('--yes', 'with --apply: submits without asking')
    .option('--out <dir>', 'folder for the answer and its page (default: the next free runs/SCENARIO-size-N)')
    .option('--no-pictures', 'no page')
    .option('--figures', 'the figures of the page also as files, each in two widths')
    .option('--workers <n>', 'worker threads (default: one for each processor); the answer does not depend on it')
    .option('--json', 'one JSON document on standard output and nothing else there')
    .option('--quiet', 'prints the answer and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (scenario: string, options: SizeOptions & OnClusterOptions) => {
      if (options.onCluster !== undefined) {
        const { runSizeOnCluster } = await import('./size-on-cluster.ts')
        terminal.code = await runSizeOnCluster(scenario, options, terminal)
        return
      }
      const { runSize } = await import('./size-run.ts')
      terminal.code = await runSize(scenario, options, terminal)
    })
}

const EXAMPLES = `
Examples:
  muster size run10 --ask nodes                                      fewest nodes on which the default scheduler is safe
  muster size run10 --ask nodes --scheduler kueue --deadline 15m     fewest nodes that finish in time
  muster size run10 --ask in-flight --set cluster.nodes=12           most jobs at once
  muster size run10 --ask permit-wait --deadline 25m                 shortest wait of a pod for its group
  muster size run10 --ask machine-type --values n2-standard-4+0.2,n2-standard-16+0.8    types with their prices

Deadline and budget are met where --quantile of the runs meet them. A run that does not complete meets nothing.
`
