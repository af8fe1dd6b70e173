/** Figures on the page: heading, place for the drawing, what it says in words, buttons. */
import type { Figure } from './figure.ts'
import { html, type Markup } from './html.ts'
import { pageChart } from './page-chart.ts'

/** A figure drawn for the page: its texts, and the charts that the page's script draws. */
export interface DrawnFigure {
  readonly figure: Figure
  readonly heading: string
  readonly below: string
  readonly data: object
}

export function drawn(figure: Figure): DrawnFigure {
  const options = { time: figure.time === true, white: figure.white === true }
  const page = figure.draw('page')
  const { title, below } = pageChart(page, options)
  return {
    figure,
    heading: figure.run === undefined || title === '' ? figure.title : title,
    below,
    data: { id: figure.id, ...options, page, phone: figure.draw('phone') },
  }
}

/** With a heading of level 3: figures lie within sections. */
export function figureHtml({ figure, heading, below }: DrawnFigure): Markup {
  const save = (format: string, name: string): Markup =>
    html`<button type="button" data-save="${format}">${name}<span class="hidden"> of ${figure.title}</span></button>`
  return html`<figure data-figure="${figure.id}" id="figure-${figure.id}">
<h3>${heading}</h3>
<div class="drawing" role="img" aria-label="${figure.alt}"></div>
<figcaption><p>${below}</p>
<details><summary>In words</summary><p>${figure.alt}</p></details>
<p class="save" hidden>Save as ${save('svg', 'SVG')} ${save('png', 'PNG')} ${save('json', 'Vega-Lite')}</p>
</figcaption></figure>
`
}
