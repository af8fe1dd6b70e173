/** The line of progress of a run on a real cluster, and what is said above it. The line is for people: none without a terminal. */
import type { Terminal } from './terminal.ts'

/** ms before the first line: what is over by then needs none */
const PATIENCE = 2000

export interface StatusLine {
  show(line: string): void
  say(text: string): void
  stop(): void
}

export function startStatusLine(terminal: Terminal, quiet: boolean): StatusLine {
  const stream = terminal.errorStream as NodeJS.WriteStream
  const shows = stream.isTTY === true && !quiet
  const began = Date.now()
  let shown = false
  const wipe = (): void => {
    if (shown) terminal.err('\r\u001b[K')
    shown = false
  }
  return {
    show: (line) => {
      if (!shows || Date.now() - began < PATIENCE) return
      wipe()
      terminal.err(line.slice(0, (stream.columns ?? 80) - 1))
      shown = true
    },
    say: (text) => {
      wipe()
      terminal.err(text)
    },
    stop: wipe,
  }
}
