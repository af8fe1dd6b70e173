/** `report.html` of a sizing question: the answer in sentences, the evidence as figures and table, how to repeat it. */
import { clogRisk, type Risks } from '../charts/clog-risk.ts'
import { type Bands, makespanBands } from '../charts/makespan-bands.ts'
import { type Tornado, tornado } from '../charts/tornado.ts'
import type { Figure } from '../report/figure.ts'
import { drawn, figureHtml } from '../report/figure-html.ts'
import { html, type Markup } from '../report/html.ts'
import { pageOf, repeatSection, type Section } from '../report/page.ts'
import { percent, short } from '../report/words.ts'
import { quantile } from '../stats/describe.ts'
import { clopperPearson } from '../stats/wilson.ts'
import type { EvidenceRow, SizeDocument } from './document.ts'
import type { Trial } from './goals.ts'
import type { Asked } from './say.ts'

export interface SizePageInput {
  readonly scenario: string
  readonly document: SizeDocument
  readonly asked: Asked
  /** runs of each row of the evidence */
  readonly trials: readonly (readonly Trial[])[]
  readonly sentences: readonly string[]
  readonly tornado?: Tornado
  readonly source: string
  readonly commands: readonly string[]
}

function risksOf({ document, asked, source }: SizePageInput): Risks {
  const points = document.evidence.map(({ value, runs, clogged }) => {
    const { share, low, high } = clopperPearson(clogged, runs)
    return { value, runs, share, low, high, answer: value === document.answer }
  })
  return { points, risk: asked.goals.clogRisk, xTitle: asked.unit, source }
}

function bandsOf({ document, asked, trials, source }: SizePageInput): Bands | undefined {
  const points = document.evidence.flatMap(({ value, runs }, i) => {
    if (typeof value !== 'number') return []
    const spans = (trials[i] ?? []).flatMap((trial) => trial.makespanS ?? [])
    const at = (p: number): number => quantile(spans, p)
    const made = spans.length === 0 ? {} : { makespanS: { p5: at(0.05), p50: at(0.5), p95: at(0.95) } }
    return [{ scheduler: document.scheduler, x: value, n: runs, completed: spans.length, ...made }]
  })
  const drawable = points.filter((p) => 'makespanS' in p)
  const { deadlineS } = asked.goals
  return drawable.length < 2 ? undefined : { points, xTitle: asked.unit, source, ...(deadlineS === undefined ? {} : { deadlineS }) }
}

/** Figures of an answer, those with something to draw. */
export function sizeFigures(input: SizePageInput): Figure[] {
  const { document, asked } = input
  const risks = risksOf(input)
  const bands = bandsOf(input)
  const said = risks.points.map((p) => `${p.value}: ${percent(p.share)} of ${p.runs} runs`)
  return [
    ...(risks.points.length === 0
      ? []
      : [
          {
            id: 'clog-risk',
            kind: 'clogging',
            title: `Risk of a clog and ${asked.unit}`,
            alt: `Share of runs that clogged. ${said.join('. ')}.`,
            draw: (width) => clogRisk(risks, width),
          } satisfies Figure,
        ]),
    ...(bands === undefined
      ? []
      : [
          {
            id: 'makespan-bands',
            kind: 'makespan',
            title: `Makespan and ${asked.unit}`,
            alt: `Median makespan. ${document.evidence.map((row) => `${row.value}: ${short(row.makespanS?.p50)} s`).join('. ')}.`,
            draw: (width) => makespanBands(bands, width),
          } satisfies Figure,
        ]),
    ...(input.tornado === undefined ? [] : [tornadoFigure(input.tornado)]),
  ]
}

function tornadoFigure(given: Tornado): Figure {
  const said = given.bars.map((bar) => `${bar.parameter} from ${bar.low} to ${bar.high}: ${short(bar.atLow)} to ${short(bar.atHigh)}`)
  return {
    id: 'tornado',
    kind: 'sensitivity',
    title: `What moves the ${given.quantity.replace(/ \(.*/, '')}`,
    alt: `As it is: ${short(given.base)}. ${said.join('. ')}.`,
    draw: (width) => tornado(given, width),
  }
}

function rowHtml(row: EvidenceRow, answer: SizeDocument['answer']): Markup {
  const name = row.value === answer ? `${row.value} (the answer)` : row.value
  return html`<tr><th scope="row">${name}</th><td>${row.runs}</td><td>${row.clogged}</td><td>${percent(row.upper95)}</td><td>${short(row.makespanS?.p50)}</td><td>${short(row.makespanS?.p95)}</td><td>${short(row.nodeHours)}</td><td>${short(row.cost)}</td></tr>
`
}

function tableHtml({ document, asked }: SizePageInput): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Every value that was run"><table>
<thead><tr><th scope="col">${asked.unit}</th><th scope="col">runs</th><th scope="col">clogged</th><th scope="col">at most</th><th scope="col">makespan p50 <span class="unit">s</span></th><th scope="col">p95 <span class="unit">s</span></th><th scope="col">node-hours</th><th scope="col">cost</th></tr></thead>
<tbody>${document.evidence.map((row) => rowHtml(row, document.answer))}</tbody></table></div>`
}

const METHOD = html`<p>A few runs at some values, all with the same seeds, say where to look. Each value that may be the answer is then tested with runs of its own:
it passes at a look at which the exact one-sided interval (Clopper and Pearson) lies below the share that may miss the goal. Looks and tests spend parts of an error of
5 % in all, so that the search names a value that misses a goal at most 5 times in 100, in whatever order it goes and however the goals depend on the value. "At most" holds
with that confidence for the answer; for other values it is the plain one-sided interval of their runs. A value that is not shown to do may still do: it would take more runs to say so.</p>`

/** The text of the page. */
export function sizePage(input: SizePageInput): string {
  const drawings = sizeFigures(input).map(drawn)
  const { document } = input
  const sections: Section[] = [
    { id: 'answer', title: 'The answer', content: input.sentences.map((text) => html`<p>${text}</p>`) },
    { id: 'figures', title: 'Figures', content: drawings.length === 0 ? undefined : drawings.map(figureHtml) },
    { id: 'evidence', title: 'Every value that was run', content: document.evidence.length === 0 ? undefined : tableHtml(input) },
    { id: 'method', title: 'Method', content: METHOD },
    repeatSection(input.commands),
  ]
  return pageOf(`${input.scenario}: ${document.ask} under ${document.scheduler}`, sections, drawings)
}
