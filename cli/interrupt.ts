/** Ctrl-C, and the like. */
import { EXIT } from './exit.ts'

/** Signals that come so soon after the first are the same one, ms. */
const PATIENCE = 1000

/**
 * Aborts at the first SIGINT or SIGTERM. A terminal and npm may both send the same one, so only a later one ends the
 * process at once.
 */
export function stopOnSignal(): AbortSignal {
  const stop = new AbortController()
  let first = 0
  const onSignal = (): void => {
    if (!stop.signal.aborted) {
      first = Date.now()
      stop.abort()
    } else if (Date.now() - first > PATIENCE) process.exit(EXIT.interrupted)
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return stop.signal
}
