/** The commands, each read only when it is asked for: `muster sim` does not wait for what another command needs. */
import { Command, CommanderError } from 'commander'
import { ExperimentError, type Problem } from '../src/errors.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { EXIT, endingOf } from './exit.ts'
import { Terminal } from './terminal.ts'

/** A module of a command: what commander must know, and the work behind it. */
interface CommandModule {
  command(terminal: Terminal, argv: readonly string[]): Command | Promise<Command>
}

const COMMANDS: Readonly<Record<string, () => Promise<CommandModule>>> = {
  sim: () => import('./sim.ts'),
  size: () => import('./size.ts'),
  analyze: () => import('./analyze.ts'),
  compare: () => import('./compare.ts'),
  fidelity: () => import('./fidelity.ts'),
  live: () => import('./live.ts'),
  lab: () => import('./lab.ts'),
}

/** The program with the commands that `argv` could mean: the one it names, or all, for the list in the help. */
async function program(argv: readonly string[], terminal: Terminal): Promise<Command> {
  const named = COMMANDS[argv[0] ?? '']
  const modules = await Promise.all((named === undefined ? Object.values(COMMANDS) : [named]).map((load) => load()))
  const root = new Command('muster')
    .enablePositionalOptions() // what follows a command is that command's own
    .description('Simulate, run and understand tightly coupled (MPI) jobs on Kubernetes under different gang schedulers.')
    .version(MUSTER_VERSION)
    .addHelpText('after', '\nStart with: npx muster sim            (five schedulers on the recorded 8-node experiment)')
  for (const module of modules) root.addCommand(await module.command(terminal, argv))
  const configure = (command: Command): void => {
    command.exitOverride().showSuggestionAfterError(true)
    command.configureOutput({ writeOut: (text) => terminal.out(text), writeErr: () => {} })
    command.commands.forEach(configure)
  }
  configure(root)
  return root
}

/**
 * Runs one command line. Never throws; says what went wrong on standard error.
 * @returns exit code
 */
export async function main(argv: readonly string[], terminal: Terminal = new Terminal()): Promise<number> {
  try {
    const root = await program(argv, terminal)
    if (argv.length === 0) {
      terminal.out(root.helpInformation())
      return EXIT.usage
    }
    await root.parseAsync(argv, { from: 'user' })
    return terminal.code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
    const ending = endingOf(error instanceof CommanderError ? new ExperimentError([usageProblem(error, argv)]) : error)
    terminal.err(`${ending.text}\n`)
    return ending.code
  }
}

/** Commander's complaint in our four parts. */
export function usageProblem(error: CommanderError, argv: readonly string[]): Problem {
  const [first = '', hint] = error.message.replace(/^error: /, '').split('\n')
  const name = COMMANDS[argv[0] ?? ''] === undefined ? 'muster' : `muster ${argv[0]}`
  const near = /Did you mean (?:one of )?(.*)\?/.exec(hint ?? '')?.[1]
  const todo = `${near === undefined ? '' : `did you mean ${near}? `}all there is: npx ${name} --help`
  const got = /'([^']*)'/.exec(first)?.[1] ?? ''
  switch (error.code) {
    case 'commander.unknownOption':
      return { where: 'command line', expected: `an option of ${name}`, got: JSON.stringify(got), todo }
    case 'commander.unknownCommand':
      return { where: 'command line', expected: `a command: ${Object.keys(COMMANDS).join(', ')}`, got: JSON.stringify(got), todo }
    case 'commander.optionMissingArgument':
      return { where: 'command line', expected: `a value after ${got.split(' ')[0]}`, got: 'none', todo: `write ${got}; ${todo}` }
    case 'commander.excessArguments':
      return { where: 'command line', expected: 'one scenario', got: argv.slice(1).join(' '), todo: `quote a path with spaces; ${todo}` }
    default:
      return { where: 'command line', expected: `what npx ${name} --help lists`, got: first, todo }
  }
}
