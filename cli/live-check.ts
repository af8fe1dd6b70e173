/** `muster live check`: would this scenario run on this cluster, and if not, what to do. Creates nothing. */
import { Command } from 'commander'
import { EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

interface CheckOptions {
  readonly context?: string
  readonly kubeconfig?: string
  readonly scheduler?: string
  readonly schedulerName?: string
  readonly namespace: string
  readonly set?: readonly string[]
  readonly json?: boolean
}

/** What commander knows of the command. */
export function checkCommand(terminal: Terminal): Command {
  return new Command('check')
    .description('Says what a scenario wants of a cluster and is not there, and what to do about each. Creates nothing.')
    .argument('<scenario>', 'name of a shipped scenario, or path of a .yaml, .csv or .swf file')
    .requiredOption('--context <name>', 'the cluster: a context of the kubeconfig; a current context is not taken')
    .option('--kubeconfig <file>', 'the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)')
    .option('--scheduler <name[@version]>', 'the scheduler of the experiment (default: the first of the scenario)')
    .option('--scheduler-name <name>', 'schedulerName of the pods (default: by what the scheduler is called where docs/gke.md installs it)')
    .option('--namespace <name>', 'where the run would be', 'default')
    .option('--set <path=value>', 'changes a parameter, as in --set cluster.nodes=12; may be given again', collect)
    .option('--json', 'one JSON document on standard output and nothing else there')
    .addHelpText('after', '\nExit codes: 0 it would run; 2 something is to be mended first.\n')
    .action(async (scenario: string, options: CheckOptions) => {
      terminal.code = await check(scenario, options, terminal)
    })
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

async function check(scenario: string, options: CheckOptions, terminal: Terminal): Promise<number> {
  const { loadScenario } = await import('./scenario-files.ts')
  const loaded = loadScenario(scenario, options.set ?? [])
  const { formatScheduler } = await import('../src/experiment/schedulers.ts')
  const experiment = loaded.experimentFor(
    options.scheduler ?? (loaded.schedulers[0] === undefined ? 'default' : formatScheduler(loaded.schedulers[0])),
  )
  const { describeChecks, passes } = await import('../live/preflight/check.ts')
  const { preflight } = await import('../live/preflight/preflight.ts')
  const { schedulerNameOf } = await import('../live/preflight/wanted.ts')
  const { connect } = await import('../live/client.ts')
  const { context, kubeconfig, namespace } = options
  const client = await connect({ ...(context && { context }), ...(kubeconfig && { kubeconfig }) })
  try {
    const schedulerName = options.schedulerName ?? schedulerNameOf(experiment.scheduler.name)
    const checks = await preflight(client, { experiment, namespace, schedulerName })
    const where = { context: client.context, server: client.server, scenario, scheduler: formatScheduler(experiment.scheduler), namespace }
    terminal.out(
      options.json === true ? `${JSON.stringify({ ...where, passes: passes(checks), checks }, null, 2)}\n` : describeChecks(checks),
    )
    return passes(checks) ? EXIT.done : EXIT.usage
  } finally {
    await client.close()
  }
}
