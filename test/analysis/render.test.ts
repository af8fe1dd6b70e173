import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { gantt } from '../../analysis/charts/gantt.ts'
import { renderPng, renderSvg } from '../../analysis/render.ts'
import { fontWidths } from '../../analysis/render-font.ts'
import { clogged } from '../support/example-run.ts'

describe('pictures', () => {
  it('are the same bytes each time', async () => {
    const [one, two] = [await renderSvg(gantt(clogged())), await renderSvg(gantt(clogged()))]
    expect(one).toBe(two)
    expect(renderPng(one).equals(renderPng(two))).toBe(true)
  })

  it('are twice their size as PNG, with text in them', async () => {
    const svg = await renderSvg(gantt(clogged(), { width: 'column' }))
    const width = Number(/width="(\d+)"/.exec(svg)?.[1])
    const png = renderPng(svg)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.readUInt32BE(16)).toBe(2 * width)
    // without a font there would be no text, and the same picture without its texts would be as large
    expect(png.length).toBeGreaterThan(renderPng(svg.replaceAll(/<text.*?<\/text>/g, '')).length * 1.5)
  })

  it('are as wide as asked for: 85 mm in a column, about 960 px on a slide', async () => {
    const widthOf = async (width: 'column' | 'slide'): Promise<number> =>
      Number(/width="(\d+)"/.exec(await renderSvg(gantt(clogged(), { width })))?.[1])
    expect(await widthOf('column')).toBeLessThanOrEqual(322)
    expect(await widthOf('column')).toBeGreaterThan(270)
    expect(await widthOf('slide')).toBeLessThanOrEqual(970)
  })

  it('are refused where vega would only warn', async () => {
    const chart = {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      mark: 'bar',
      encoding: { y: { field: 'a', type: 'nonsense' } },
    }
    await expect(renderSvg(chart)).rejects.toThrow('Invalid field type')
  })
})

describe('widths of texts', () => {
  const file = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')
  const font = fontWidths(readFileSync(file))

  it('are those of the font: DejaVu Sans has 1303 units for a digit and 651 for a space, of 2048', () => {
    expect(font.width('7')).toBe(1303 / 2048)
    expect(font.width(' ')).toBe(651 / 2048)
    expect(font.width('77 ')).toBe((2 * 1303 + 651) / 2048)
    expect(font.width('')).toBe(0)
  })

  it('are those of the missing glyph for what the font lacks', () => {
    expect(font.width('\u{1f600}')).toBeGreaterThan(0)
  })

  it('refuse what is no font', () => {
    expect(() => fontWidths(new Uint8Array(64))).toThrow('expected a table head')
  })
})
