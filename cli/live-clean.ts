/** `muster live clean`: removes what a run left behind, and nothing else. */
import { Command } from 'commander'
import { EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

interface CleanOptions {
  readonly context?: string
  readonly kubeconfig?: string
  readonly namespace?: string
  readonly run?: string
  readonly yes?: boolean
}

export function cleanCommand(terminal: Terminal): Command {
  return new Command('clean')
    .description('Removes what carries the label of a run of muster, and nothing else. Safe to repeat.')
    .option('--context <name>', 'the cluster: a context of the kubeconfig; a current context is not taken')
    .option('--kubeconfig <file>', 'the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)')
    .option('--namespace <name>', 'only in this namespace (default: in all)')
    .option('--run <id>', 'only this run (default: every run)')
    .option('--yes', 'removes without asking')
    .action(async (options: CleanOptions) => {
      terminal.code = await runClean(options, terminal)
    })
}

async function runClean({ context, kubeconfig, namespace, run, yes }: CleanOptions, terminal: Terminal): Promise<number> {
  const [{ connect }, { clean, leftovers }, { confirmed }] = await Promise.all([
    import('../live/client.ts'),
    import('../live/clean.ts'),
    import('./live-ask.ts'),
  ])
  const client = await connect({ ...(context === undefined ? {} : { context }), ...(kubeconfig === undefined ? {} : { kubeconfig }) })
  try {
    const what = { client, ...(namespace === undefined ? {} : { namespace }), ...(run === undefined ? {} : { run }) }
    const found = await leftovers(what)
    const runs = [...new Set(found.map((one) => one.run))]
    if (found.length === 0) {
      terminal.out(`${client.context} (${client.server}): nothing of ${run ?? 'any run'} is there\n`)
      return EXIT.done
    }
    const count = `${found.length} objects of ${runs.length === 1 ? `run ${runs[0]}` : `${runs.length} runs (${runs.join(', ')})`}`
    terminal.err(`${client.context} (${client.server}): ${count}\n`)
    if (yes !== true && !(await confirmed('remove them?', terminal))) return EXIT.usage
    const left = await clean(what)
    terminal.out(left.length === 0 ? `removed ${count}\n` : `${left.length} of ${count} are still going; give the command again\n`)
    return EXIT.done
  } finally {
    await client.close()
  }
}
