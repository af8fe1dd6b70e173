/** What a mark says when it is pointed at. */
import type { View } from 'vega'

const GAP = 14

let box: HTMLElement | undefined

function boxOf(): HTMLElement {
  if (box === undefined) {
    box = document.createElement('div')
    box.className = 'tooltip'
    box.setAttribute('role', 'tooltip')
    box.hidden = true
    document.body.append(box)
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') hide()
    })
    document.addEventListener('scroll', hide, { passive: true })
  }
  return box
}

function hide(): void {
  if (box !== undefined) box.hidden = true
}

function fill(element: HTMLElement, value: unknown): void {
  element.replaceChildren()
  if (typeof value !== 'object' || value === null) {
    element.textContent = String(value)
    return
  }
  const list = document.createElement('dl')
  for (const [name, text] of Object.entries(value)) {
    const [term, detail] = [document.createElement('dt'), document.createElement('dd')]
    term.textContent = name
    detail.textContent = String(text)
    list.append(term, detail)
  }
  element.append(list)
}

/** Shows the tooltips of a view. */
export function showTooltips(view: View): void {
  view.tooltip((_handler, event, _item, value) => {
    if (value === null || value === undefined || value === '') {
      hide()
      return
    }
    const element = boxOf()
    fill(element, value)
    element.hidden = false
    const { clientX, clientY } = event as unknown as MouseEvent
    const { offsetWidth, offsetHeight } = element
    const room = document.documentElement.clientWidth
    const left = clientX + GAP + offsetWidth > room ? Math.max(4, clientX - GAP - offsetWidth) : clientX + GAP
    const top = clientY + GAP + offsetHeight > window.innerHeight ? Math.max(4, clientY - GAP - offsetHeight) : clientY + GAP
    element.style.left = `${left}px`
    element.style.top = `${top}px`
  })
}
