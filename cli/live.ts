/** `muster live`: real clusters. */
import { Command } from 'commander'
import { checkCommand } from './live-check.ts'
import { doctorCommand } from './live-doctor.ts'
import type { Terminal } from './terminal.ts'

/** What commander knows of the command. */
export function command(terminal: Terminal): Command {
  return new Command('live')
    .description('Real clusters: whether a scenario would run on one, and whether one is clogged right now.')
    .addCommand(checkCommand(terminal))
    .addCommand(doctorCommand(terminal))
}
