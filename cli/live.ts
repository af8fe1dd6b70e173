/** `muster live`: real clusters. */
import { Command } from 'commander'
import { doctorCommand } from './live-doctor.ts'
import type { Terminal } from './terminal.ts'

/** What commander knows of the command. */
export function command(terminal: Terminal): Command {
  return new Command('live').description('Real clusters: whether one is clogged right now.').addCommand(doctorCommand(terminal))
}
