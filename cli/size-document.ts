/** From what a search found to the document of `--json`. */
import { CONFIDENCE, evidenceRow, type SizeDocument } from '../analysis/sizing/document.ts'
import { type Asked, answerSentences } from '../analysis/sizing/say.ts'
import type { Found } from '../analysis/sizing/search.ts'
import type { SizePlan } from './size-plan.ts'

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
