/** The work of `muster size`: plan, search on the pool, answer. */
import { CONFIDENCE, evidenceRow, type SizeDocument } from '../analysis/sizing/document.ts'
import { type Asked, answerSentences } from '../analysis/sizing/say.ts'
import type { Found } from '../analysis/sizing/search.ts'
import { EXIT } from './exit.ts'
import { startCounter } from './progress.ts'
import { planSize, type SizeOptions, type SizePlan } from './size-plan.ts'
import { findBest, openSizePool } from './size-search.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import type { Terminal } from './terminal.ts'

export function askedOf({ goals, choices, asked, impossible }: SizePlan): Asked {
  return { goals, values: choices.map((choice) => choice.value), unit: asked.unit, best: asked.best, impossible }
}

/** The answer to the question of a plan. */
export function documentOf(plan: SizePlan, found: Found): SizeDocument {
  const evidence = found.evidence.map((own) => {
    const { value, experiment } = plan.choices[own.index] as SizePlan['choices'][number]
    return evidenceRow(value, own, experiment.cluster.pools)
  })
  return {
    ask: plan.ask,
    scheduler: plan.scheduler,
    answer: found.index === undefined ? null : (plan.choices[found.index]?.value ?? null),
    reason: answerSentences(found, askedOf(plan), evidence).join(' '),
    safeBound: plan.safeBound,
    confidence: CONFIDENCE,
    evidence,
  }
}

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
