/** Figures as files: the specification as it stands, and pictures of it on white with its title. */
import type { Chart } from '../../charts/theme.ts'
import { viewOf } from './vega.ts'

function give(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

async function png(chart: Chart): Promise<Blob> {
  const canvas = await viewOf(chart).toCanvas(2)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png')
  })
}

/** Lets the buttons of a figure save it. */
export function saveByButtons(figure: HTMLElement, id: string, chartOf: () => Chart): void {
  const bar = figure.querySelector<HTMLElement>('.save')
  if (bar === null) return
  bar.hidden = false
  bar.addEventListener('click', async (event) => {
    switch ((event.target as Element).closest('button')?.dataset.save) {
      case 'svg':
        give(`${id}.svg`, await viewOf(chartOf()).toSVG(), 'image/svg+xml')
        break
      case 'png':
        give(`${id}.png`, await png(chartOf()), 'image/png')
        break
      case 'json':
        give(`${id}.json`, `${JSON.stringify(chartOf(), null, 2)}\n`, 'application/json')
        break
    }
  })
}
