/** The part of time that the figures of one run show, all the same one. */
import type { View } from 'vega'
import { ZOOM } from '../page-chart.ts'

interface Linked {
  readonly view: View
  /** seconds in the unit of its axis */
  readonly unit: number
}

/** Never shorter than this part of the whole. */
const SHORTEST = 1 / 2000

function seconds(value: number): string {
  return `${Number(value.toPrecision(value < 10 ? 2 : 4))} s`
}

export class Zoom {
  #from = 0
  #to = 0
  #whole = 0
  readonly #views = new Map<HTMLElement, Linked>()
  readonly #status: HTMLElement | null

  constructor(status: HTMLElement | null) {
    this.#status = status
  }

  get from(): number {
    return this.#from
  }

  get to(): number {
    return this.#to
  }

  get whole(): number {
    return this.#whole
  }

  /** A figure that was drawn, or drawn again. */
  async join(element: HTMLElement, view: View, unit: number, whole: number): Promise<void> {
    const untouched = this.#from === 0 && this.#to === this.#whole
    this.#views.set(element, { view, unit })
    if (whole > this.#whole) {
      this.#whole = whole
      if (untouched) {
        this.#to = whole
        await this.#show()
        return
      }
    }
    await this.#apply({ view, unit })
  }

  /** Shows from one moment to another, in seconds; what lies outside of the run is not shown. */
  async set(from: number, to: number): Promise<void> {
    const length = Math.min(this.#whole, Math.max(to - from, this.#whole * SHORTEST))
    this.#from = Math.min(Math.max(0, from), this.#whole - length)
    this.#to = this.#from + length
    await this.#show()
    if (this.#status !== null) {
      const all = this.#from === 0 && this.#to === this.#whole
      this.#status.textContent = all ? 'whole run' : `${seconds(this.#from)} to ${seconds(this.#to)} of ${seconds(this.#whole)}`
    }
  }

  /** Half as much or twice as much, round the middle. */
  async by(factor: number): Promise<void> {
    const [middle, half] = [(this.#from + this.#to) / 2, ((this.#to - this.#from) * factor) / 2]
    await this.set(middle - half, middle + half)
  }

  /** To the side, by a part of what is shown. */
  async move(part: number): Promise<void> {
    const step = (this.#to - this.#from) * part
    await this.set(this.#from + step, this.#to + step)
  }

  async reset(): Promise<void> {
    await this.set(0, this.#whole)
  }

  async #show(): Promise<void> {
    await Promise.all([...this.#views.values()].map((linked) => this.#apply(linked)))
  }

  async #apply({ view, unit }: Linked): Promise<void> {
    await view
      .signal(ZOOM.from, this.#from / unit)
      .signal(ZOOM.to, this.#to / unit)
      .runAsync()
  }
}
