/** A worker of `analyze`: draws one chart in every format asked for, and writes its specification beside it. */
import type { Chart } from '../analysis/charts/theme.ts'
import { renderPng, renderSvg } from '../analysis/render.ts'
import { writeWhole } from './atomic.ts'

export interface DrawTask {
  /** path without ending */
  readonly base: string
  readonly chart: Chart
  readonly formats: readonly ('svg' | 'png' | 'pdf')[]
}

/** @returns the paths written */
export async function run({ base, chart, formats }: DrawTask): Promise<string[]> {
  const files: string[] = []
  const write = (ending: string, content: string | Uint8Array): void => {
    writeWhole(`${base}.${ending}`, [content])
    files.push(`${base}.${ending}`)
  }
  const svg = await renderSvg(chart)
  if (formats.includes('svg')) write('svg', svg)
  if (formats.includes('png')) write('png', renderPng(svg))
  if (formats.includes('pdf')) {
    const { renderPdf } = await import('../analysis/render-pdf.ts')
    write('pdf', await renderPdf(svg))
  }
  write('json', `${JSON.stringify(chart, null, 2)}\n`)
  return files
}
