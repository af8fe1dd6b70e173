/** What notebooks import: the analysis layer, and how its answers are put on a page. No formulae here nor there. */
import './globals.ts'
import { type Comparison, compareSets } from '../../analysis/compare.ts'
import { comparisonText } from '../../analysis/compare-text.ts'
import { predictionsOf } from '../../analysis/fidelity/predictions.ts'
import type { FidelityRow } from '../../analysis/fidelity/row.ts'
import { reproduce } from '../../analysis/published-summary.ts'
import { readLabRun } from '../../analysis/recorded/lab.ts'
import { labRecord } from '../../analysis/recorded/lab-record.ts'
import { readPublishedAttempts } from '../../analysis/recorded/published-attempts.ts'
import { readPublishedJobs, readPublishedSummaries } from '../../analysis/recorded/published-tables.ts'
import { answer } from '../../analysis/report/answer.ts'
import { figuresOf } from '../../analysis/report/figures.ts'
import { gatheredRuns } from '../../analysis/report/gathered.ts'
import { html } from '../../analysis/report/html.ts'
import { bestTable, type Mixes, mixFigures, setsOfMix } from '../../analysis/report/mixes.ts'
import { predictionFigure } from '../../analysis/report/prediction-figure.ts'
import { type PublishedRun, publishedRuns } from '../../analysis/report/published.ts'
import { attemptsHtml, publishedAnswer, publishedFigures } from '../../analysis/report/published-parts.ts'
import { preformatted } from '../../analysis/report/runs-html.ts'
import { summaryTableHtml } from '../../analysis/report/tables.ts'
import { clogText, runFromText } from '../../analysis/run-text.ts'
import type { RunRecord } from '../../analysis/run-view.ts'
import { element, show } from './figures.ts'

export { show } from './figures.ts'

/** A run that `muster sim` recorded. */
export const run = (text: string): RunRecord => runFromText(text, 'record')

/** A recording of data/lab: a real scheduler. */
export async function recording(compressed: ArrayBuffer, scheduler: string): Promise<RunRecord> {
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('gzip'))
  return labRecord(readLabRun(await new Response(stream).text(), scheduler), scheduler)
}

/** Figures of these kinds (those that `muster analyze --figures` knows), as on the page of a report. */
export const figures = (runs: readonly RunRecord[], ...kinds: string[]): HTMLElement =>
  show(figuresOf(gatheredRuns(runs), kinds).filter((figure) => figure.only !== 'file'))

/** The table of schedulers. */
export const table = (runs: readonly RunRecord[]): HTMLElement => element(summaryTableHtml(gatheredRuns(runs).sets))

/** What happened, in three sentences. */
export const said = (runs: readonly RunRecord[]): HTMLElement =>
  element(html`${answer(gatheredRuns(runs)).map((text) => html`<p>${text}</p>`)}`)

/** The clog report of a run. */
export const clogReport = (given: RunRecord): HTMLElement =>
  element(preformatted(`Clog report of ${given.header.scheduler}`, clogText(given)))

/** The published tables, made again. */
export function published(jobs: string, summaries: string, experiments: string, asked = 'all'): readonly PublishedRun[] {
  const read = readPublishedJobs(jobs, 'jobs.csv')
  const made = reproduce(readPublishedSummaries(summaries, 'summaries.csv'), read)
  return publishedRuns(asked, made, readPublishedAttempts(experiments, 'experiments.json'), read)
}

export const publishedSaid = (runs: readonly PublishedRun[]): HTMLElement =>
  element(html`${publishedAnswer(runs).map((text) => html`<p>${text}</p>`)}`)
export const publishedShow = (runs: readonly PublishedRun[], ...kinds: string[]): HTMLElement => show(publishedFigures(runs, kinds))
export const publishedAttempts = (given: PublishedRun): HTMLElement => element(attemptsHtml(given))

/** Recorded against predicted, for each of these quantities. */
export const predictions = (rows: readonly FidelityRow[], ...quantities: string[]): HTMLElement =>
  show(quantities.flatMap((quantity) => predictionFigure(predictionsOf(rows, quantity)) ?? []))

/** Figures over all mixes of sizes and clusters. */
export const mixes = (given: Mixes, ...kinds: string[]): HTMLElement => show(mixFigures(given, kinds))

/** The best scheduler for each mix and cluster. */
export const bestByMix = (given: Mixes): HTMLElement => element(bestTable(given))

/** The table of schedulers for one mix on one cluster. */
export const mixTable = (given: Mixes, mix: string, nodes: number): HTMLElement => element(summaryTableHtml(setsOfMix(given, mix, nodes)))

/** Whether two schedulers differ on one mix. */
export function difference(given: Mixes, mix: string, nodes: number, a: string, b: string): HTMLElement {
  const sets = setsOfMix(given, mix, nodes)
  const of = (name: string): (typeof sets)[number] | undefined => sets.find((set) => set.scheduler.startsWith(name))
  const [first, second] = [of(a), of(b)]
  const found: readonly Comparison[] = first === undefined || second === undefined ? [] : compareSets([[first, second]])
  return element(preformatted(`${a} against ${b}`, comparisonText(found)))
}
