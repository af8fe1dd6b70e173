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
