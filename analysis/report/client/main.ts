/** The page at work: draws its figures, links those of a run, lets one choose the run that is shown. */
import { type Packed, unpack } from '../pack.ts'
import { Drawing, type FigureData } from './drawing.ts'
import { zoomByButtons } from './pointer.ts'
import { Zoom } from './zoom.ts'

const packed = JSON.parse(document.getElementById('figure-data')?.textContent ?? '{"content":[],"columns":[]}') as Packed
const data = new Map((unpack(packed) as FigureData[]).map((figure) => [figure.id, figure]))

const zooms = new Map<Element, Zoom>()
for (const run of document.querySelectorAll<HTMLElement>('.run')) {
  const zoom = new Zoom(run.querySelector('.shown'))
  zooms.set(run, zoom)
  const toolbar = run.querySelector<HTMLElement>('.zoom')
  if (toolbar !== null) zoomByButtons(toolbar, zoom)
}

const drawings: Drawing[] = []
for (const element of document.querySelectorAll<HTMLElement>('[data-figure]')) {
  const figure = data.get(element.dataset.figure ?? '')
  const run = element.closest('.run')
  if (figure !== undefined) drawings.push(new Drawing(element, figure, run === null ? undefined : zooms.get(run)))
}

/** Room for a figure, also one in a part of the page that is not shown now. */
function room({ element }: Drawing): number {
  const box = element.querySelector('.drawing') as HTMLElement
  if (box.clientWidth > 0) return box.clientWidth
  const shown = drawings.map((d) => d.element.querySelector('.drawing')?.clientWidth ?? 0)
  return Math.max(0, ...shown)
}

/** What can be seen first, then the rest, a figure at a time, so that the page stays at hand. */
async function drawAll(): Promise<void> {
  const hidden = (d: Drawing): number => (d.element.offsetParent === null ? 1 : 0)
  for (const drawing of [...drawings].sort((a, b) => hidden(a) - hidden(b))) {
    await drawing.draw(room(drawing))
    await new Promise((resolve) => setTimeout(resolve))
  }
  document.documentElement.dataset.ready = 'true'
}

function chooseRun(value: string): void {
  for (const run of document.querySelectorAll<HTMLElement>('.run')) run.classList.toggle('unchosen', run.dataset.run !== value)
}

const choice = document.querySelector<HTMLElement>('.choose')
if (choice !== null) {
  choice.hidden = false
  choice.addEventListener('change', (event) => chooseRun((event.target as HTMLInputElement).value))
  const checked = choice.querySelector<HTMLInputElement>('input:checked')
  if (checked !== null) chooseRun(checked.value)
}

const theme = document.querySelector<HTMLButtonElement>('.theme')
if (theme !== null) {
  theme.hidden = false
  theme.addEventListener('click', () => {
    const root = document.documentElement
    const dark = root.dataset.theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : root.dataset.theme === 'dark'
    root.dataset.theme = dark ? 'light' : 'dark'
  })
}

let timer: ReturnType<typeof setTimeout> | undefined
window.addEventListener('resize', () => {
  clearTimeout(timer)
  timer = setTimeout(() => void drawAll(), 150)
})
void drawAll()
