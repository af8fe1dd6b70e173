/** Golden files of charts: the specification, not the picture. Refreshed by `npx vitest run test/analysis/charts -u`. */
import { expect } from 'vitest'
import type { Chart } from '../../analysis/charts/theme.ts'
import { renderSvg } from '../../analysis/render.ts'

function isFlat(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.values(value).every((v) => typeof v !== 'object' || v === null)
}

/** JSON with one line for each row of data, so that a change reads as one. */
function readable(value: unknown, indent = ''): string {
  if (isFlat(value)) return JSON.stringify(value)
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((v) => inner + readable(v, inner))
    : Object.entries(value as object).map(([key, v]) => `${inner}${JSON.stringify(key)}: ${readable(v, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`
}

const FOLDER = new URL('../golden/charts/', import.meta.url).pathname

/** Draws the chart, so that a mistake in the specification shows, and compares the specification with its golden file. */
export async function expectGolden(name: string, chart: Chart): Promise<string> {
  await expect(`${readable(chart)}\n`).toMatchFileSnapshot(`${FOLDER}${name}.json`)
  return renderSvg(chart)
}

/** All texts of a picture, in order. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text]) => (text as string).replaceAll(/(<[^>]*>)+/g, ' ').trim())
}

/** How many marks of a kind were drawn: `mark-rect`, `mark-line`, ... with the paths inside. */
export function marksOf(svg: string, kind: string): number {
  const groups = svg.split(/<g class="/).filter((part) => part.startsWith(`${kind} role-mark`))
  return groups.reduce((n, part) => n + (part.match(/<path/g)?.length ?? 0), 0)
}
