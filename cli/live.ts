/** `muster live`: real clusters. */
import { Command, Option } from 'commander'
import { beFrugal } from './frugal.ts'
import { checkCommand } from './live-check.ts'
import { cleanCommand } from './live-clean.ts'
import { doctorCommand } from './live-doctor.ts'
import type { LiveOptions } from './live-plan.ts'
import type { Terminal } from './terminal.ts'

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** What commander knows of the command. The work itself is read when it is asked for. */
export function command(terminal: Terminal): Command {
  return new Command('live')
    .enablePositionalOptions()
    .description('Runs a scenario on a real cluster, or on a real control plane of this machine: the same table and report as sim.')
    .argument('[scenario]', 'name of a shipped scenario, or path of a .yaml, .csv or .swf file')
    .option('--context <name>', 'the cluster: a context of the kubeconfig; a current context is not taken')
    .option('--kubeconfig <file>', 'the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)')
    .option('--lab [containers]', 'starts a real control plane on this machine for the run, with played nodes or with real containers')
    .option('--scheduler <name[@version]>', 'the scheduler (default: the first of the scenario)')
    .option('--scheduler-name <name>', 'schedulerName of the pods, where the scheduler is not installed under its usual one')
    .option('--namespace <name>', 'where the jobs are created (default: default)')
    .option('--seed <n>', 'seed of what is drawn: order and sizes of jobs, gaps (default: 1)')
    .addOption(new Option('--set <path=value>', 'changes a parameter, as for sim; may be given again').argParser(collect))
    .option('--image <image>', 'what the pods run (default: the ping job, or LAMMPS for MiniClusters)')
    .option('--command <line>', 'the command in it, for a shell')
    .option('--view <image>', 'image that carries Flux, for MiniClusters')
    .option('--out <dir>', 'folder for what is kept (default: the next free runs/SCENARIO-N)')
    .option('--yes', 'creates without asking')
    .option('--no-pull', 'does not pull the images to every node first: the first jobs then wait for them')
    .option('--no-check', 'begins although `live check` finds something missing')
    .option('--dry-run', 'prints what would be created, and creates nothing')
    .option('--resume', 'goes on with the interrupted run in --out')
    .option('--stop-on-clog', 'ends the run when it is clogged (in a lab: the default)')
    .option('--no-stop-on-clog', 'goes on when it is clogged, until the deadline')
    .option('--deadline <time>', 'ends the run after this, whatever its state (default: limits.time)')
    .option('--job-limit <time>', 'gives a job up when all its pods have run for so long (default: 1h)')
    .option('--json', 'one JSON document on standard output and nothing else there')
    .option('--no-pictures', 'draws nothing')
    .option('--quiet', 'prints the table and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (scenario: string | undefined, options: LiveOptions) => {
      beFrugal()
      const { runLiveCommand } = await import('./live-run.ts')
      terminal.code = await runLiveCommand(scenario ?? 'smallest', options, terminal)
    })
    .addCommand(checkCommand(terminal))
    .addCommand(doctorCommand(terminal))
    .addCommand(cleanCommand(terminal))
}

const EXAMPLES = `
Examples:
  npm run live -- smallest --lab                                  on this machine, with a real scheduler
  npm run live -- run10 --lab --scheduler coscheduling@0.28
  npm run live -- containers --lab containers                     and with real containers: Linux, root
  npm run live -- run10 --context CLUSTER --scheduler kueue       on your cluster: says what it creates, and asks
  npm run live -- check run10 --context CLUSTER --scheduler kueue  what is installed there, what is missing
  npm run live -- run10 --context CLUSTER --out DIR --resume      goes on with an interrupted run
  npm run live -- clean --context CLUSTER --run ID                removes what a run left behind
  npm run live -- doctor --context CLUSTER                        is it clogged right now?

Exit codes: 0 an answer, and a run that clogs is one; 2 something to mend in what was given, nothing was created;
130 interrupted, recorded and removed; 70 a bug.
`
