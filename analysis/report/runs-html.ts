/** The part of the page that shows runs one by one: clog report, figures that zoom together. */
import { describeClog } from '../../src/gang/report.ts'
import { outcomeOf } from '../charts/source.ts'
import type { RunRecord } from '../run-view.ts'
import { type DrawnFigure, figureHtml } from './figure-html.ts'
import { runNames } from './figures.ts'
import { html, Markup } from './html.ts'

/** Text of a terminal: can be scrolled on its own, also with keys. */
export function preformatted(label: string, text: string): Markup {
  return html`<pre class="scroll" tabindex="0" role="region" aria-label="${label}">${text}</pre>
`
}

/** Buttons for the zoom of a run. */
export function zoomBar(scheduler: string): Markup {
  const button = (name: string, sign: string, label: string): Markup =>
    html`<button type="button" data-zoom="${name}" aria-label="${label}">${sign}</button>`
  return html`<div class="zoom" role="group" aria-label="Zoom in time, ${scheduler}" hidden>
${button('in', '+', 'zoom in')}${button('out', '−', 'zoom out')}${button('earlier', '←', 'earlier')}${button('later', '→', 'later')}${button('all', 'all', 'all of the run')}
<span class="shown" role="status">whole run</span>
<span class="hint">Drag over a figure to see a part of it, double-click for all. Keys while a button is chosen: + − ← → 0</span></div>
`
}

function runHtml({ header, outcome }: RunRecord, name: string, figures: readonly DrawnFigure[]): Markup {
  const { scheduler, seed } = header
  const clog = outcome.clog
  const of = (time: boolean): Markup[] => figures.filter(({ figure }) => (figure.time === true) === time).map(figureHtml)
  return html`<div class="run" data-run="${name}">
<p class="outcome">${scheduler}, seed ${seed}: ${outcomeOf(outcome)}.</p>
${clog === null ? undefined : html`<h3>Why nothing moves: the clog report</h3>\n${preformatted(`Clog report of ${scheduler}`, describeClog(clog))}`}
${of(false)}${figures.some(({ figure }) => figure.time) ? zoomBar(scheduler) : undefined}${of(true)}</div>
`
}

/** Radio buttons that choose which run is shown: the first that clogged, to begin with. Without scripts all are shown. */
function choice(runs: readonly RunRecord[], names: readonly string[]): Markup | undefined {
  if (runs.length < 2) return undefined
  const checked = Math.max(
    0,
    runs.findIndex((run) => run.outcome.clog !== null),
  )
  return html`<fieldset class="choose" hidden><legend>Run that is shown</legend>${runs.map(
    ({ header, outcome }, i) =>
      html`<label><input type="radio" name="run" value="${names[i]}"${i === checked ? new Markup(' checked') : undefined}> ${header.scheduler} <span class="soft">${outcome.outcome}</span></label>
`,
  )}</fieldset>
`
}

/** @param left runs that are not shown */
export function runsHtml(shown: readonly RunRecord[], left: number, drawings: readonly DrawnFigure[]): Markup {
  const names = runNames(shown)
  const note = `The first ${shown.length}. Analyse the others a folder at a time: ${left} more have their record.`
  return html`${left > 0 ? html`<p class="note">${note}</p>` : undefined}${choice(shown, names)}${shown.map((run, i) =>
    runHtml(
      run,
      names[i] as string,
      drawings.filter(({ figure }) => figure.run === names[i]),
    ),
  )}`
}
