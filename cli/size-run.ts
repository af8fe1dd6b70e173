/** The work of `muster size`: plan, search on the pool, how far the answer depends on the constants, answer. */
import type { Found } from '../analysis/sizing/search.ts'
import { ExperimentError } from '../src/errors.ts'
import { EXIT } from './exit.ts'
import { OutFolder } from './out-folder.ts'
import { type Counter, startCounter } from './progress.ts'
import { documentOf } from './size-document.ts'
import { planSize, type SizeOptions, type SizePlan } from './size-plan.ts'
import { findBest, openSizePool, type SizePool } from './size-search.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import type { Terminal } from './terminal.ts'

async function answerOne(
  plan: SizePlan,
  options: SizeOptions,
  pool: SizePool,
  progress: Counter,
  terminal: Terminal,
): Promise<() => Promise<void>> {
  const found: Found = await findBest(plan, pool, (text, runs) => progress.count(`${plan.asked.path} ${text}`, runs))
  const { trySettings } = await import('./size-sensitivity.ts')
  const tried =
    options.sensitivity === true && found.index !== undefined
      ? await trySettings(plan, found.index, pool, (runs) => progress.count('other constants', runs))
      : []
  return async () => {
    const { sayAnswer } = await import('./size-answer.ts')
    await sayAnswer({ plan, found, document: documentOf(plan, found), tried }, options, terminal)
  }
}

async function answerMachines(
  scenario: string,
  options: SizeOptions,
  pool: SizePool,
  progress: Counter,
  terminal: Terminal,
): Promise<() => Promise<void>> {
  const { askMachines } = await import('./size-machines.ts')
  const offered = await askMachines(scenario, options, pool, (text, runs) => progress.count(text, runs))
  return async () => {
    const { sayMachines } = await import('./size-answer.ts')
    await sayMachines(scenario, offered, options, terminal)
  }
}

/**
 * @returns exit code
 * @throws ExperimentError for what the user can mend
 */
export async function runSize(scenario: string, options: SizeOptions, terminal: Terminal): Promise<number> {
  const machines = options.ask === 'machine-type'
  if (machines && options.sensitivity === true) {
    const todo = 'ask for the nodes of the type that you would take: --ask nodes --set cluster.machine=... --sensitivity'
    throw new ExperimentError([{ where: '--sensitivity', expected: 'another question', got: '--ask machine-type', todo }])
  }
  const { values: _, ...others } = options
  const plan = planSize(scenario, machines ? { ...others, ask: 'nodes' } : options)
  OutFolder.checkAnswerFolder(options.out)
  const stop = stopOnSignal()
  const progress = startCounter(terminal.errorStream, options.quiet !== true)
  const pool = openSizePool(plan.workers, stop)
  let say: () => Promise<void>
  try {
    say = machines
      ? await answerMachines(scenario, options, pool, progress, terminal)
      : await answerOne(plan, options, pool, progress, terminal)
  } catch (error) {
    if (!stop.aborted) throw error
    terminal.err('interrupted: nothing is kept; the same command asks again\n')
    return EXIT.interrupted
  } finally {
    progress.stop()
    await pool.close()
  }
  await say()
  return EXIT.done
}
