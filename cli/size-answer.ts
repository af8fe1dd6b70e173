/** What `size` says: the answer in sentences, the evidence as a table, the page; or one JSON document. */
import type { SizeDocument } from '../analysis/sizing/document.ts'
import { answerSentences } from '../analysis/sizing/say.ts'
import type { Found } from '../analysis/sizing/search.ts'
import { evidenceText } from '../analysis/sizing/text.ts'
import { askedOf } from './size-document.ts'
import type { SizeOptions, SizePlan } from './size-plan.ts'
import type { Terminal } from './terminal.ts'

/** The closed-form bound beside the simulated answer. */
export function boundText({ safeBound, asked, ask }: SizePlan): string {
  if (safeBound === null) return 'The closed-form bound says nothing about this.'
  const from = ask === 'nodes' ? `from ${safeBound} ${asked.unit} on` : `up to ${safeBound} ${asked.unit}`
  return `The closed-form bound proves that nothing clogs ${from}, whatever the order of events.`
}

export async function sayAnswer(
  plan: SizePlan,
  found: Found,
  document: SizeDocument,
  options: SizeOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.json === true) terminal.out(`${JSON.stringify(document, null, 2)}\n`)
  else {
    const sentences = [...answerSentences(found, askedOf(plan), document.evidence), boundText(plan)]
    terminal.out(`${plan.scheduler}, --ask ${plan.ask}\n\n${sentences.join('\n')}\n`)
    if (options.quiet !== true && document.evidence.length > 0) {
      terminal.out(`\n${evidenceText(document.evidence, plan.asked.unit, document.answer)}\n`)
    }
  }
}
