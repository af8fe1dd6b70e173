/** A progress bar on standard error, for people only: nothing is written where no terminal listens. */
import type { Writable } from 'node:stream'
import { Presets, SingleBar } from 'cli-progress'

export interface Progress {
  advance(): void
  stop(): void
}

const NONE: Progress = { advance: () => {}, stop: () => {} }

export function startProgress(stream: Writable, total: number, done: number): Progress {
  if ((stream as NodeJS.WriteStream).isTTY !== true) return NONE
  const bar = new SingleBar(
    {
      stream: stream as NodeJS.WriteStream,
      format: '{bar} {value} of {total} runs, {eta_formatted} left',
      clearOnComplete: true,
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
  bar.start(total, done)
  return { advance: () => bar.increment(), stop: () => bar.stop() }
}

/** How much has been done where nobody knows how much there is to do. */
export interface Counter {
  /** @param what is being run from now on, @param runs that have ended since the last call */
  count(what: string, runs: number): void
  stop(): void
}

/** Said from two seconds on: before, nobody waits. */
const QUIET_MS = 2000

/** A line on a terminal that counts runs; nothing where no terminal listens. */
export function startCounter(stream: Writable, wanted: boolean): Counter {
  if (!wanted || (stream as NodeJS.WriteStream).isTTY !== true) return { count: () => {}, stop: () => {} }
  let total = 0
  let now = ''
  let shown = false
  const show = (): void => void stream.write(`\r\u001b[K${total} runs done, now ${now}; a search ends when it is sure`)
  const first = setTimeout(() => {
    shown = true
    show()
  }, QUIET_MS)
  return {
    count(what, runs) {
      total += runs
      now = what
      if (shown) show()
    },
    stop() {
      clearTimeout(first)
      if (shown) stream.write('\r\u001b[K')
    },
  }
}
