/**
 * `report.html`: one file with everything in it. It asks nothing of any network, and its policy would not let it: only the
 * scripts and the style below, by their hash, no eval, no connection. The same input gives the same bytes.
 */
import { describeClog } from '../../src/gang/report.ts'
import { MUSTER_VERSION } from '../../src/version.ts'
import { outcomeOf } from '../charts/source.ts'
import type { RunRecord } from '../run-view.ts'
import { answer } from './answer.ts'
import { differences } from './differences.ts'
import type { Figure } from './figure.ts'
import { runNames } from './figures.ts'
import type { Gathered } from './gather.ts'
import { type Content, html, jsonForScript, Markup } from './html.ts'
import { method } from './method.ts'
import { pack } from './pack.ts'
import { pageChart } from './page-chart.ts'
import { hashSource, pageScripts, pageStyle } from './scripts.ts'
import { summaryTableHtml } from './tables.ts'
import { titleOf, whatRan } from './what-ran.ts'

export interface ReportInput {
  readonly gathered: Gathered
  readonly figures: readonly Figure[]
  /** command lines that make this page again, first to last */
  readonly commands: readonly string[]
}

interface DrawnFigure {
  readonly figure: Figure
  readonly heading: string
  readonly below: string
  /** what the page's script draws from */
  readonly data: object
}

function drawn(figure: Figure): DrawnFigure {
  const time = figure.time === true
  const page = figure.draw('page')
  const { title, below } = pageChart(page, time)
  return { figure, heading: title || figure.title, below, data: { id: figure.id, time, page, phone: figure.draw('phone') } }
}

/** A heading of level 3: figures lie within sections. */
function figureHtml({ figure, heading, below }: DrawnFigure): Markup {
  return html`<figure data-figure="${figure.id}" id="figure-${figure.id}">
<h3>${heading}</h3>
<div class="drawing" role="img" aria-label="${figure.alt}"></div>
<figcaption><p>${below}</p>
<details><summary>In words</summary><p>${figure.alt}</p></details>
<p class="save" hidden>Save as <button type="button" data-save="svg">SVG<span class="hidden"> ${figure.title}</span></button> <button type="button" data-save="png">PNG<span class="hidden"> ${figure.title}</span></button> <button type="button" data-save="json">Vega-Lite<span class="hidden"> ${figure.title}</span></button></p>
</figcaption></figure>
`
}

function section(id: string, title: string, ...content: readonly Content[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}</section>
`
}

function zoomBar(): Markup {
  const button = (name: string, sign: string, label: string): Markup =>
    html`<button type="button" data-zoom="${name}" aria-label="${label}">${sign}</button>`
  return html`<div class="zoom" role="group" aria-label="Zoom in time" hidden>
${button('in', '+', 'zoom in')}${button('out', '−', 'zoom out')}${button('earlier', '←', 'earlier')}${button('later', '→', 'later')}${button('all', 'all', 'whole run')}
<span class="shown" role="status">whole run</span>
<span class="hint">Drag over a figure to see a part of it, double-click for all. Keys while a button is chosen: + − ← → 0</span></div>
`
}

function runHtml(run: RunRecord, name: string, figures: readonly DrawnFigure[]): Markup {
  const { header, outcome } = run
  const time = figures.some(({ figure }) => figure.time)
  return html`<div class="run" data-run="${name}">
<p class="outcome">${header.scheduler}, seed ${header.seed}: ${outcomeOf(outcome)}.</p>
${
  outcome.clog === null
    ? undefined
    : html`<h3>Why nothing moves: the clog report</h3>
<pre class="scroll" tabindex="0" role="region" aria-label="Clog report of ${header.scheduler}">${describeClog(outcome.clog)}</pre>
`
}${time ? zoomBar() : undefined}${figures.map(figureHtml)}</div>
`
}

/** Radio buttons that choose which run is shown; the page without its script shows all. */
function choice(runs: readonly RunRecord[], names: readonly string[]): Markup | undefined {
  if (runs.length < 2) return undefined
  const stuck = runs.findIndex((run) => run.outcome.clog !== null)
  const checked = Math.max(0, stuck)
  return html`<fieldset class="choose" hidden><legend>Run that is shown</legend>${runs.map(
    (run, i) =>
      html`<label><input type="radio" name="run" value="${names[i]}"${i === checked ? new Markup(' checked') : undefined}> ${run.header.scheduler} <span class="soft">${run.outcome.outcome}</span></label>
`,
  )}</fieldset>
`
}

function damageHtml({ problems }: Gathered): Markup | undefined {
  if (problems.length === 0) return undefined
  return section(
    'damage',
    'Damaged records, good part only',
    html`<ul>${problems.map(({ where, expected, got }) => html`<li>${where}: expected ${expected}, got ${got}</li>`)}</ul>`,
  )
}

function repeat(commands: readonly string[]): Markup {
  return html`<p>The same commands give the same bytes.</p><pre class="scroll" tabindex="0" role="region" aria-label="Commands">${commands.join('\n')}</pre>`
}

/** The text of the page. */
export function reportPage({ gathered, figures, commands }: ReportInput): string {
  const drawings = figures.map(drawn)
  const title = titleOf(gathered)
  const names = runNames(gathered.shown)
  const many = drawings.filter(({ figure }) => figure.run === undefined)
  const of = (name: string): DrawnFigure[] => drawings.filter(({ figure }) => figure.run === name)
  const apart = differences(gathered.sets)
  const sections: (readonly [id: string, title: string, ...content: Content[]])[] = [
    [
      'answer',
      'The answer',
      answer(gathered).map(
        (sentence) => html`<p>${sentence}</p>
`,
      ),
    ],
    ['ran', 'What was run', whatRan(gathered)],
    ['table', 'Schedulers side by side', summaryTableHtml(gathered.sets)],
    ...(many.length === 0 ? [] : [['figures', 'Over all jobs', many.map(figureHtml)] as const]),
    ...(gathered.shown.length === 0
      ? []
      : [
          [
            'runs',
            'Run by run',
            choice(gathered.shown, names),
            gathered.shown.map((run, i) => runHtml(run, names[i] as string, of(names[i] as string))),
          ] as const,
        ]),
    ...(apart === undefined ? [] : [['differences', 'Are the differences real?', apart] as const]),
    ['method', 'Method', method()],
    ['repeat', 'Repeat it', repeat(commands)],
  ]
  const main = html`${damageHtml(gathered)}${sections.map(([id, head, ...content]) => section(id, head, ...content))}`
  const menu = html`<nav aria-label="Sections"><ul>${sections.map(([id, head]) => html`<li><a href="#${id}">${head}</a></li>`)}</ul></nav>`
  return documentOf(title, menu, main, jsonForScript(pack(drawings.map(({ data }) => data))))
}

function documentOf(title: string, menu: Markup, main: Markup, data: string): string {
  const style = pageStyle()
  const scripts = pageScripts()
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(hashSource).join(' ')}`,
    `style-src ${hashSource(style)}`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="muster ${MUSTER_VERSION}">
<title>${title} - muster</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#answer">To the answer</a>
<header><p class="brand">muster report</p><h1>${title}</h1>${menu}<button type="button" class="theme" hidden>light or dark</button></header>
<main>${main}</main>
<footer><p>Made by muster ${MUSTER_VERSION}. Nothing on this page comes from a network.</p></footer>
<noscript><p class="note">Figures need scripts; what they show is also said in words below each.</p></noscript>
<script type="application/json" id="figure-data">${new Markup(data)}</script>
${scripts.map(
  (script) => html`<script>${new Markup(script)}</script>
`,
)}</body>
</html>
`.text
}
