/** `muster lab`: a real control plane on this machine, built, started, stopped. */
import { Command } from 'commander'
import { BINARIES } from '../live/lab/catalogue.ts'
import type { Terminal } from './terminal.ts'

interface UpOptions {
  readonly scheduler?: string
  readonly name?: string
  readonly json?: boolean
}

/** What commander knows of the command. The work itself is read when it is asked for. */
export function command(terminal: Terminal): Command {
  const lab = new Command('lab')
    .description('A real control plane on this machine: etcd, API server, controllers and a real scheduler. Needs Go, once.')
    .addHelpText('after', EXAMPLES)
  lab
    .command('build')
    .argument('[name...]', 'programs to build (default: all that are listed below)')
    .description('Builds programs from Go modules into a cache of this user. Minutes the first time, then nothing.')
    .addHelpText('after', `\nPrograms:\n${programList()}`)
    .action(async (names: string[]) => {
      terminal.code = await (await import('./lab-build.ts')).runBuild(names, terminal)
    })
  lab
    .command('up')
    .option('--scheduler <name>', 'which scheduler, NAME or NAME@VERSION (default: default)')
    .option('--name <name>', 'name of the lab, for several at once (default: lab)')
    .option('--json', 'one JSON document on standard output and nothing else there')
    .description('Starts a control plane that stays until `down`. It has no nodes until somebody makes them.')
    .action(async (options: UpOptions) => {
      terminal.code = await (await import('./lab-stand.ts')).runUp(options, terminal)
    })
  lab
    .command('down')
    .argument('[name...]', 'labs to stop (default: all)')
    .description('Stops labs and removes what they kept.')
    .action(async (names: string[]) => {
      terminal.code = await (await import('./lab-stand.ts')).runDown(names, terminal)
    })
  lab
    .command('status')
    .option('--json', 'one JSON document on standard output and nothing else there')
    .description('Lists the labs that run, and which programs are built.')
    .action(async (options: { readonly json?: boolean }) => {
      terminal.code = await (await import('./lab-stand.ts')).runStatus(options, terminal)
    })
  return lab
}

/** A line for each program. */
function programList(): string {
  return BINARIES.map(({ name, holds, minutes }) => `  ${name.padEnd(11)} ${holds}; ${minutes < 1 ? 'seconds' : `${minutes} min`}\n`).join(
    '',
  )
}

const EXAMPLES = `
Examples:
  muster lab build cp cosched28                what the default scheduler and coscheduling 0.28 need
  muster lab up --scheduler coscheduling@0.28  prints a kubeconfig; then muster live or kubectl
  muster lab status
  muster lab down

Exit codes: 0 done; 2 something to mend; 130 interrupted; 70 a bug.
`
