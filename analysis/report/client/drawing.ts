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
  readonly page: Chart
  readonly phone: Chart
}

/** Narrower than this, the chart for phones is drawn; CSS pixels. */
const PHONE = 620

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'

/** Fits the whole picture to a width; charts of several parts keep theirs. */
function fitted(spec: Chart, width: number): Chart {
  const config = { ...(spec.config as object), font: FONT, background: 'transparent', padding: 4 }
  const whole = 'layer' in spec || 'mark' in spec
  return whole ? { ...spec, config, width, autosize: { type: 'fit-x', contains: 'padding' } } : { ...spec, config }
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
    const { spec, time } = pageChart(width < PHONE ? this.#data.phone : this.#data.page, this.#data.time)
    const place = document.createElement('div')
    const view = viewOf(fitted(spec, width), place)
    showTooltips(view)
    await view.runAsync()
    if (width !== this.#width) {
      view.finalize()
      return
    }
    this.#view?.finalize()
    this.#view = view
    this.#box.querySelector(':scope > .vega')?.remove()
    place.className = 'vega'
    this.#box.prepend(place)
    if (time !== undefined) await this.#zoom?.join(this.element, view, time.unit, time.to)
    this.element.dataset.drawn = 'true'
  }
}
