/** The work of `muster size`: plan, search on the pool, answer. */
import type { Found } from '../analysis/sizing/search.ts'
import { EXIT } from './exit.ts'
import { startCounter } from './progress.ts'
import { documentOf } from './size-document.ts'
import { planSize, type SizeOptions } from './size-plan.ts'
import { findBest, openSizePool } from './size-search.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import type { Terminal } from './terminal.ts'

/**
 * @returns exit code
 * @throws ExperimentError for what the user can mend
 */
export async function runSize(scenario: string, options: SizeOptions, terminal: Terminal): Promise<number> {
  const plan = planSize(scenario, options)
  const stop = stopOnSignal()
  const progress = startCounter(terminal.errorStream, options.quiet !== true)
  const pool = openSizePool(plan.workers, stop)
  let found: Found
  try {
    found = await findBest(plan, pool, (text, runs) => progress.count(`${plan.asked.path} ${text}`, runs))
  } catch (error) {
    if (!stop.aborted) throw error
    terminal.err('interrupted: nothing is kept; the same command asks again\n')
    return EXIT.interrupted
  } finally {
    progress.stop()
    await pool.close()
  }
  const { sayAnswer } = await import('./size-answer.ts')
  await sayAnswer(plan, found, documentOf(plan, found), options, terminal)
  return EXIT.done
}
