/** How the numbers of the page came about. */
import { STAGES } from '../../src/record/breakdown.ts'
import { html, type Markup } from './html.ts'

const WORDS: readonly (readonly [term: string, meaning: string])[] = [
  ['turnaround', 'submit to completion, as the experimenter sees them'],
  ['wait', 'submit until enough pods of the job run'],
  ['bounded slowdown', 'turnaround over run time, with a run time of at least 10 s; never below 1'],
  ['makespan', 'first submit to last completion, of a run in which every job completed'],
  ['utilisation', "share of the time of the cluster's places in which enough pods of the holder's job run"],
  ['idle-held', 'places times time held by jobs that have not enough pods running: the price of holding and waiting'],
  [
    'clogged',
    'no gang that holds places can ever get the rest, whatever else finishes: decided from who holds and who waits, not by a time-out',
  ],
  ['livelock', 'gangs reserve places and give them back for ever, without progress'],
]

/** The section. */
export function method(): Markup {
  return html`<p>Every number is computed from the records named above by the same code for simulated and for real clusters. A job that did not
complete is counted as that: it stays in the denominator, is censored in survival curves and never dropped. Jobs of one run share a
cluster, so the run is the unit of every interval and test: Student intervals over runs, pairs where two schedulers met the same jobs under
the same seeds, Welch otherwise, p corrected by Holm over all that is compared. One run gives no interval.</p>
<dl class="facts">${WORDS.map(
    ([term, meaning]) => html`<dt>${term}</dt><dd>${meaning}</dd>
`,
  )}</dl>
<details><summary>Stages of a job</summary><dl class="facts">${Object.entries(STAGES).map(
    ([stage, meaning]) => html`<dt>${stage}</dt><dd>${meaning}</dd>
`,
  )}</dl></details>`
}
