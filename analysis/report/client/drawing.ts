/** One figure of the page: drawn when it is needed, drawn anew when the page becomes wider or narrower. */
import type { View } from 'vega'
import type { Chart } from '../../charts/theme.ts'
import { pageChart } from '../page-chart.ts'
import { zoomByPointer } from './pointer.ts'
import { saveByButtons } from './save.ts'
import { showTooltips } from './tooltip.ts'
import { viewOf } from './vega.ts'
import type { Zoom } from './zoom.ts'

/** A figure as the page holds it. */
export interface FigureData {
  readonly id: string
  readonly time: boolean
  readonly white: boolean
  readonly page: Chart
  readonly phone: Chart
}

/** Narrower than this, the chart for phones is drawn; CSS pixels. */
const PHONE = 620

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'

/** Room for the labels of the y axis, so that plots of time stand one below the other; a title of the axis takes its part. */
const LABELS = { wide: 64, narrow: 46, title: 20 }

interface Part {
  readonly encoding?: { readonly y?: { readonly axis?: { readonly title?: unknown } } }
  readonly layer?: readonly Part[]
  readonly spec?: Part
}

function hasTitle({ encoding, layer, spec }: Part): boolean {
  return Boolean(encoding?.y?.axis?.title) || (layer ?? []).some(hasTitle) || (spec !== undefined && hasTitle(spec))
}

/** Fits the whole picture to a width. Charts of several rows are fitted once they are drawn: see `fitRows`. */
function fitted(spec: Chart, width: number, data: FigureData): Chart {
  const room = (width < PHONE ? LABELS.narrow : LABELS.wide) - (hasTitle(spec as Part) ? LABELS.title : 0)
  const axisY = data.time ? { axisY: { minExtent: room, maxExtent: room } } : {}
  const config = { ...(spec.config as object), ...axisY, font: FONT, background: data.white ? 'white' : 'transparent', padding: 4 }
  if ('layer' in spec || 'mark' in spec) return { ...spec, config, width, autosize: { type: 'fit-x', contains: 'padding' } }
  if (!('spec' in spec)) return { ...spec, config }
  return { ...spec, config, spec: { ...(spec.spec as object), width: Math.max(100, width - LABELS.wide - 12) } }
}

/** Makes the rows of a faceted chart as wide as fits: what stands beside them is known only when it is drawn. */
async function fitRows(view: View, place: HTMLElement, spec: Chart, width: number): Promise<void> {
  if (!('spec' in spec)) return
  const drawn = Number(place.querySelector('svg')?.getAttribute('width'))
  const room = (view.signal('child_width') as number) + width - drawn
  await view.signal('child_width', Math.max(width / 2, room)).runAsync()
}

export class Drawing {
  readonly element: HTMLElement
  readonly #box: HTMLElement
  readonly #data: FigureData
  readonly #zoom: Zoom | undefined
  #view: View | undefined
  #width = 0

  constructor(element: HTMLElement, data: FigureData, zoom: Zoom | undefined) {
    this.element = element
    this.#data = data
    this.#zoom = zoom
    this.#box = element.querySelector('.drawing') as HTMLElement
    saveByButtons(element, data.id, () => data.page)
    if (data.time && zoom !== undefined) {
      this.#box.classList.add('zoomable')
      zoomByPointer(this.#box, () => this.#view, zoom)
    }
  }

  get drawn(): boolean {
    return this.#view !== undefined
  }

  /** Draws at a width, in CSS pixels; does nothing where it is drawn at that width. */
  async draw(width: number): Promise<void> {
    if (width <= 0 || Math.abs(width - this.#width) < 2) return
    this.#width = width
    const { spec, time } = pageChart(width < PHONE ? this.#data.phone : this.#data.page, this.#data)
    const place = document.createElement('div')
    const view = viewOf(fitted(spec, width, this.#data), place)
    showTooltips(view)
    await view.runAsync()
    if (width !== this.#width) {
      view.finalize()
      return
    }
    this.#view?.finalize()
    this.#view = view
    this.#box.querySelector(':scope > .vega')?.remove()
    // its words are in the label of the box; Vega's own, one for each mark, would only be noise
    const hidden = document.createElement('div')
    hidden.className = 'vega'
    hidden.setAttribute('aria-hidden', 'true')
    hidden.append(place)
    this.#box.prepend(hidden)
    if (time !== undefined) await this.#zoom?.join(this.element, view, time.unit, time.to)
    await fitRows(view, place, spec, width)
    this.element.dataset.drawn = 'true'
  }
}
