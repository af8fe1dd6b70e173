/** Figures in a notebook: as on the page of a report, with its zoom, its words and its buttons. */
import { Drawing, type FigureData } from '../../analysis/report/client/drawing.ts'
import { zoomByButtons } from '../../analysis/report/client/pointer.ts'
import { Zoom } from '../../analysis/report/client/zoom.ts'
import type { Figure } from '../../analysis/report/figure.ts'
import { drawn, figureHtml } from '../../analysis/report/figure-html.ts'
import type { Markup } from '../../analysis/report/html.ts'
import { zoomBar } from '../../analysis/report/runs-html.ts'

/** Markup as an element of the page, in a box of its own. */
export function element(markup: Markup, className = 'muster'): HTMLElement {
  const box = document.createElement('div')
  box.className = className
  box.innerHTML = markup.text
  return box
}

/** Draws as soon as there is room, and anew where there is more or less of it. */
function keepDrawn(drawing: Drawing, box: HTMLElement): void {
  new ResizeObserver(() => void drawing.draw(box.clientWidth)).observe(box)
}

/** Figures one below the other. Those of one run zoom in time together. */
export function show(figures: readonly Figure[]): HTMLElement {
  const whole = document.createElement('div')
  whole.className = 'muster'
  const zooms = new Map<string, Zoom>()
  for (const figure of figures) {
    const run = figure.time === true ? figure.run : undefined
    let zoom = run === undefined ? undefined : zooms.get(run)
    if (run !== undefined && zoom === undefined) {
      const bar = element(zoomBar(run))
      zoom = new Zoom(bar.querySelector('.shown'))
      zoomByButtons(bar.querySelector('.zoom') as HTMLElement, zoom)
      zooms.set(run, zoom)
      whole.append(bar)
    }
    const made = drawn(figure)
    const box = element(figureHtml(made))
    const drawing = new Drawing(box.querySelector('figure') as HTMLElement, made.data as FigureData, zoom)
    keepDrawn(drawing, box.querySelector('.drawing') as HTMLElement)
    whole.append(box)
  }
  return whole
}
