/** Zooming by hand: drag over a stretch of time to see it alone, double-click to see all; keys while a button has the focus. */
import type { View } from 'vega'
import type { Zoom } from './zoom.ts'

/** A shorter drag is a click, CSS pixels. */
const SHORTEST_DRAG = 6

/** Where the plot lies within the drawing, CSS pixels from its left. */
function plotOf(element: HTMLElement, view: View): { readonly left: number; readonly width: number } {
  const svg = element.querySelector('svg')
  const drawn = svg?.getBoundingClientRect().width ?? 1
  const scale = drawn / (Number(svg?.getAttribute('width')) || drawn)
  const offset = (svg?.getBoundingClientRect().left ?? 0) - element.getBoundingClientRect().left
  return { left: offset + (view.origin()[0] as number) * scale, width: widthOf(view) * scale }
}

/** Width of the plot: of the chart, or of each of its rows. */
function widthOf(view: View): number {
  const { signals } = view.getState({ signals: (name) => name === 'width' || name === 'child_width', data: () => false }) as {
    readonly signals: Readonly<Record<string, number>>
  }
  return signals.child_width ?? signals.width ?? 1
}

/** @param viewOf the view that is drawn now: drawing again makes another */
export function zoomByPointer(element: HTMLElement, viewOf: () => View | undefined, zoom: Zoom): void {
  const band = document.createElement('div')
  band.className = 'band'
  band.hidden = true
  element.append(band)
  let start: number | undefined
  const at = (event: PointerEvent): number => event.clientX - element.getBoundingClientRect().left
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    start = at(event)
  })
  element.addEventListener('pointermove', (event) => {
    if (start === undefined || Math.abs(at(event) - start) < SHORTEST_DRAG) return
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId)
    band.hidden = false
    band.style.left = `${Math.min(start, at(event))}px`
    band.style.width = `${Math.abs(at(event) - start)}px`
  })
  const end = (event: PointerEvent): void => {
    const view = viewOf()
    const from = start
    start = undefined
    if (band.hidden || from === undefined || view === undefined) return
    band.hidden = true
    const { left, width } = plotOf(element, view)
    const time = (x: number): number => zoom.from + ((x - left) / width) * (zoom.to - zoom.from)
    const [a, b] = [time(Math.min(from, at(event))), time(Math.max(from, at(event)))]
    void zoom.set(Math.max(a, zoom.from), Math.min(b, zoom.to))
  }
  element.addEventListener('pointerup', end)
  element.addEventListener('pointercancel', () => {
    start = undefined
    band.hidden = true
  })
  element.addEventListener('dblclick', () => void zoom.reset())
}

const BUTTONS: Readonly<Record<string, (zoom: Zoom) => Promise<void>>> = {
  in: (zoom) => zoom.by(0.5),
  out: (zoom) => zoom.by(2),
  earlier: (zoom) => zoom.move(-0.25),
  later: (zoom) => zoom.move(0.25),
  all: (zoom) => zoom.reset(),
}

const KEYS: Readonly<Record<string, string>> = { '+': 'in', '=': 'in', '-': 'out', ArrowLeft: 'earlier', ArrowRight: 'later', '0': 'all' }

/** The buttons of a run, and the keys that do the same while one of them has the focus. */
export function zoomByButtons(toolbar: HTMLElement, zoom: Zoom): void {
  toolbar.hidden = false
  toolbar.addEventListener('click', (event) => {
    const button = (event.target as Element).closest('button')
    void BUTTONS[button?.dataset.zoom ?? '']?.(zoom)
  })
  toolbar.addEventListener('keydown', (event) => {
    const name = KEYS[event.key]
    if (name === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    void BUTTONS[name]?.(zoom)
  })
}
