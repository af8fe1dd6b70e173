/**
 * From a specification to a picture. The only file that draws. Same specification, same bytes: no fonts of the system, no
 * canvas, no clock.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { Chart } from './charts/theme.ts'
import { fontWidths } from './render-font.ts'

const FONT_FOLDER = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf')
const fontFile = (name: string): string => join(FONT_FOLDER, `${name}.ttf`)
const FONT_FILES = ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSans-Oblique'].map(fontFile)

/** What vega asks for the width of a text, by font weight. A text item of its scene graph. */
interface TextItem {
  readonly fontSize?: number
  readonly fontWeight?: string | number
}

const measured: { width?: (item: TextItem, text: string) => number } = {}

/** Makes vega measure texts as DejaVu Sans draws them. */
function measureTexts(): void {
  if (measured.width !== undefined) return
  const regular = fontWidths(readFileSync(fontFile('DejaVuSans')))
  const bold = fontWidths(readFileSync(fontFile('DejaVuSans-Bold')))
  measured.width = (item, text) => {
    const heavy = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600
    return (heavy ? bold : regular).width(`${text}`) * (item.fontSize ?? 11)
  }
  ;(vega as unknown as { textMetrics: typeof measured }).textMetrics.width = measured.width
}

/** Turns what vega and vega-lite would only warn of into an error: a warning is a chart that is not what was meant. */
class Strict {
  level(): number
  level(value: number): this
  level(value?: number): number | this {
    return value === undefined ? vega.Warn : this
  }

  error(...messages: readonly unknown[]): this {
    throw new Error(messages.join(' '))
  }

  warn(...messages: readonly unknown[]): this {
    throw new Error(messages.join(' '))
  }

  info(): this {
    return this
  }

  debug(): this {
    return this
  }
}

/**
 * The picture as SVG.
 * @throws Error on a mistake in the specification, also one that vega would only warn of
 */
export async function renderSvg(chart: Chart): Promise<string> {
  measureTexts()
  const logger = new Strict()
  // vega marks the rows it is given, so it is given a copy
  const { spec } = compile(structuredClone(chart) as unknown as TopLevelSpec, { logger })
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logger })
  try {
    return `${await view.toSVG()}\n`
  } finally {
    view.finalize()
  }
}

/**
 * The picture as PNG on white, by default at twice its size in CSS pixels. Needs the fonts of the package dejavu-fonts-ttf:
 * without a font file all text would be missing.
 */
export function renderPng(svg: string, scale = 2): Buffer {
  const font = { loadSystemFonts: false, fontFiles: FONT_FILES, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' }
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, background: 'white', font }).render().asPng()
}
