/**
 * `report.html`: one file with everything in it. It asks nothing of any network, and its policy would not let it: only the
 * scripts and the style below, by their hash, no eval, no connection. The same input gives the same bytes.
 */
import { MUSTER_VERSION } from '../../src/version.ts'
import { answer } from './answer.ts'
import { differences } from './differences.ts'
import type { Figure } from './figure.ts'
import { type DrawnFigure, drawn, figureHtml } from './figure-html.ts'
import type { Gathered } from './gathered.ts'
import { type Content, html, jsonForScript, Markup } from './html.ts'
import { method } from './method.ts'
import { pack } from './pack.ts'
import { preformatted, runsHtml } from './runs-html.ts'
import { hashSource, pageScripts, pageStyle } from './scripts.ts'
import { summaryTableHtml } from './tables.ts'
import { titleOf, whatRan } from './what-ran.ts'

/** A part of a page with a heading; left out where it has no content. */
export interface Section {
  /** for links to it */
  readonly id: string
  readonly title: string
  readonly content: Content
}

export interface ReportInput {
  readonly gathered: Gathered
  readonly figures: readonly Figure[]
  /** command lines that make this page again, first to last */
  readonly commands: readonly string[]
}

const paragraph = (text: string): Markup => html`<p>${text}</p>
`

function damageHtml({ problems }: Gathered): Markup {
  return html`<p>Only the good part of these records was read.</p><ul>${problems.map(
    ({ where, expected, got }) => html`<li>${where}: expected ${expected}, got ${got}</li>`,
  )}</ul>`
}

export function repeatSection(commands: readonly string[]): Section {
  const content = html`<p>The same commands give the same bytes.</p>${preformatted('Commands', commands.join('\n'))}`
  return { id: 'repeat', title: 'Repeat it', content }
}

function sectionsOf({ gathered, commands }: ReportInput, drawings: readonly DrawnFigure[]): Section[] {
  const { sets, shown, problems } = gathered
  const overAll = drawings.filter(({ figure }) => figure.run === undefined)
  const left = sets.filter((set) => set.record !== undefined).length - shown.length
  return [
    { id: 'damage', title: 'Damaged records', content: problems.length === 0 ? undefined : damageHtml(gathered) },
    { id: 'answer', title: 'The answer', content: answer(gathered).map(paragraph) },
    { id: 'ran', title: 'What was run', content: whatRan(gathered) },
    { id: 'table', title: 'Schedulers side by side', content: summaryTableHtml(sets) },
    { id: 'runs', title: 'Run by run', content: shown.length === 0 ? undefined : runsHtml(shown, left, drawings) },
    { id: 'figures', title: 'Over all jobs', content: overAll.length === 0 ? undefined : overAll.map(figureHtml) },
    { id: 'differences', title: 'Are the differences real?', content: differences(sets) },
    { id: 'method', title: 'Method', content: method() },
    repeatSection(commands),
  ]
}

/** The text of the page of some runs. */
export function reportPage(input: ReportInput): string {
  const drawings = input.figures.filter((figure) => figure.only !== 'file').map(drawn)
  return pageOf(titleOf(input.gathered), sectionsOf(input, drawings), drawings)
}

function sectionHtml({ id, title, content }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}</section>
`
}

/** A page of sections, with the data of the figures in them. */
export function pageOf(title: string, sections: readonly Section[], drawings: readonly DrawnFigure[]): string {
  const filled = sections.filter(({ content }) => content !== undefined)
  const data = jsonForScript(pack(drawings.map((drawing) => drawing.data)))
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
<a class="skip" href="#${filled[0]?.id ?? ''}">To the content</a>
<header><p class="brand">muster report</p><h1>${title}</h1>
<nav aria-label="Sections"><ul>${filled.map((section) => html`<li><a href="#${section.id}">${section.title}</a></li>`)}</ul></nav>
<button type="button" class="theme" hidden>light or dark</button></header>
<main>${filled.map(sectionHtml)}</main>
<footer><p>Made by muster ${MUSTER_VERSION}. Nothing on this page comes from a network.</p></footer>
<noscript><p class="note">Figures need scripts; what they show is also said in words below each.</p></noscript>
<script type="application/json" id="figure-data">${new Markup(data)}</script>
${scripts.map((script) => html`<script>${new Markup(script)}</script>\n`)}</body>
</html>
`.text
}
