/** Whether differences are real: each scheduler against the one that did best. */

import { compareSets } from '../compare.ts'
import { comparisonText } from '../compare-text.ts'
import { isWhole, type RunSet } from '../run-set.ts'
import { mean } from '../stats/describe.ts'
import { html, type Markup } from './html.ts'

/** The set with the lowest mean turnaround of those that completed every job; the first where there is none. */
function reference(sets: readonly RunSet[]): RunSet | undefined {
  const took = (set: RunSet): number => {
    const runs = [...set.runs.values()]
    const values = runs.flatMap(({ row }) => row.turnaroundS.mean ?? [])
    return runs.every(isWhole) && values.length > 0 ? mean(values) : Number.POSITIVE_INFINITY
  }
  return [...sets].sort((a, b) => took(a) - took(b) || 0)[0]
}

/** The section; undefined where there is only one set. */
export function differences(sets: readonly RunSet[]): Markup | undefined {
  const best = reference(sets)
  if (best === undefined || sets.length < 2) return undefined
  const others = sets.filter((set) => set !== best)
  const comparisons = compareSets(others.map((set): [RunSet, RunSet] => [best, set]))
  return html`<p>${best.name} against each of the others, in sentences and numbers.</p>
${comparisons.map(
  (
    c,
  ) => html`<details><summary>${c.a.name} against ${c.b.name}</summary><pre class="scroll" tabindex="0" role="region" aria-label="${c.a.name} against ${c.b.name}">${comparisonText([c])}</pre></details>
`,
)}`
}
