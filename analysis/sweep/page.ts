/** `report.html` of a sweep: the cells in a table, the figures, how to repeat it. */
import type { Figure } from '../report/figure.ts'
import { drawn, figureHtml } from '../report/figure-html.ts'
import { html, type Markup } from '../report/html.ts'
import { pageOf, repeatSection, type Section } from '../report/page.ts'
import { many, short } from '../report/words.ts'
import { cellName } from './cell.ts'
import type { CellSummary } from './points.ts'

export interface SweepPageInput {
  readonly scenario: string
  readonly points: readonly CellSummary[]
  readonly figures: readonly Figure[]
  readonly commands: readonly string[]
}

const percentOf = (share: number): string => (share * 100).toFixed(1)

function rowHtml({ cell, n, clogged, unfinished, clog, makespanS, nodeHours, cost }: CellSummary): Markup {
  const outcome =
    cell.reason !== undefined ? 'impossible' : clogged + unfinished === 0 ? 'completed' : `${clogged + unfinished} of ${n} did not`
  const share = clog === undefined ? '–' : `${percentOf(clog.share)} (${percentOf(clog.low)} to ${percentOf(clog.high)})`
  return html`<tr><th scope="row">${cellName(cell)}</th><td>${n}</td><td class="name">${outcome}</td><td>${share}</td><td>${short(makespanS?.p50)}</td><td>${short(makespanS?.p95)}</td><td>${short(nodeHours)}</td><td>${short(cost)}</td></tr>
`
}

function tableHtml(points: readonly CellSummary[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Cells of the sweep"><table>
<thead><tr><th scope="col">cell</th><th scope="col">runs</th><th scope="col" class="name">outcome</th><th scope="col">clogged <span class="unit">% (95 % interval)</span></th><th scope="col">makespan p50 <span class="unit">s</span></th><th scope="col">p95 <span class="unit">s</span></th><th scope="col">node-hours</th><th scope="col">cost</th></tr></thead>
<tbody>${points.map(rowHtml)}</tbody></table></div>`
}

function answerOf(points: readonly CellSummary[]): string[] {
  const ran = points.filter((p) => p.n > 0)
  const runs = ran.reduce((sum, p) => sum + p.n, 0)
  const never = ran.filter((p) => p.clogged === 0 && p.unfinished === 0)
  const fast = [...never].sort((a, b) => (a.makespanS?.p50 ?? 0) - (b.makespanS?.p50 ?? 0))[0]
  return [
    `${many(runs, 'run')} in ${many(ran.length, 'cell')}: in ${never.length} every run completed every job, in ${ran.length - never.length} some did not.`,
    ...(fast === undefined
      ? []
      : [`Of those that always completed, ${cellName(fast.cell)} is the fastest: ${short(fast.makespanS?.p50)} s in the median.`]),
    ...points.flatMap(({ cell }) => (cell.reason === undefined ? [] : [`${cellName(cell)} is impossible: ${cell.reason}.`])),
  ]
}

const METHOD = html`<p>Every cell was run with the same seeds, so that cells differ by their setting alone. Clogged: share of runs that clogged or livelocked, with
Wilson's 95 % interval. Makespan: first submit to last completion, over runs in which every job completed. Node-hours: nodes times the median makespan; cost: the same at
the prices of the scenario, where every pool has one. All runs, one a row with every parameter, are in runs.parquet.</p>`

/** The text of the page. */
export function sweepPage({ scenario, points, figures, commands }: SweepPageInput): string {
  const drawings = figures.map(drawn)
  const sections: Section[] = [
    { id: 'answer', title: 'The answer', content: answerOf(points).map((text) => html`<p>${text}</p>`) },
    { id: 'figures', title: 'Figures', content: drawings.length === 0 ? undefined : drawings.map(figureHtml) },
    { id: 'cells', title: 'Cell by cell', content: tableHtml(points) },
    { id: 'method', title: 'Method', content: METHOD },
    repeatSection(commands),
  ]
  return pageOf(`${scenario}: a sweep`, sections, drawings)
}
