/** `report.html` of machine types compared: cost against makespan, a point a type at the nodes that it needs. */
import { type Costs, costMakespan } from '../analysis/charts/cost-makespan.ts'
import type { Figure } from '../analysis/report/figure.ts'
import { drawn, figureHtml } from '../analysis/report/figure-html.ts'
import { html } from '../analysis/report/html.ts'
import { pageOf, repeatSection } from '../analysis/report/page.ts'
import { short } from '../analysis/report/words.ts'
import type { SizeDocument } from '../analysis/sizing/document.ts'
import { paretoFront } from '../analysis/sizing/pareto.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import type { Offered } from './size-machines.ts'

/** A point a type; undefined where no type does. */
export function machineCosts(name: string, { evidence, scheduler }: SizeDocument, offered: readonly Offered[]): Costs | undefined {
  const priced = evidence.every((row) => row.cost !== null)
  const rows = evidence.flatMap((row) => {
    const type = offered.find((o) => `${o.document.answer} x ${o.offer.machine}` === row.value)
    const cost = priced ? row.cost : row.nodeHours === null || type === undefined ? null : (row.nodeHours * type.cpu) / 1000
    return row.makespanS === null || cost === null
      ? []
      : [{ label: `${row.value}`, makespanS: row.makespanS.p50, cost, clogs: row.clogged > 0 }]
  })
  if (rows.length === 0) return undefined
  const front = new Set(paretoFront(rows.map((row) => [row.makespanS, row.cost])))
  return {
    points: rows.map((row, i) => ({ ...row, scheduler, front: front.has(i) })),
    costTitle: priced ? 'cost' : 'cpu-hours',
    source: `Source: muster ${MUSTER_VERSION}, scenario ${name}, simulated.`,
  }
}

export function machinesPage(
  name: string,
  document: SizeDocument,
  offered: readonly Offered[],
  sentences: readonly string[],
  commands: readonly string[],
): string {
  const costs = machineCosts(name, document, offered)
  const figures: Figure[] =
    costs === undefined
      ? []
      : [
          {
            id: 'cost-makespan',
            kind: 'cost',
            title: 'Cost and makespan of machine types',
            alt: costs.points.map((p) => `${p.label}: ${short(p.cost)} ${costs.costTitle}, ${short(p.makespanS)} s`).join('. '),
            draw: (width) => costMakespan(costs, width),
          },
        ]
  const drawings = figures.map(drawn)
  const said = html`${sentences.map((text) => html`<p>${text}</p>`)}`
  return pageOf(
    `${name}: machine types under ${document.scheduler}`,
    [
      { id: 'answer', title: 'The answer', content: said },
      { id: 'figures', title: 'Figures', content: drawings.length === 0 ? undefined : drawings.map(figureHtml) },
      repeatSection(commands),
    ],
    drawings,
  )
}
