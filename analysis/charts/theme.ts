/** What all charts share: two widths, one look, and how titles are broken into lines. */

/** A Vega-Lite specification: plain JSON, drawn by `render.ts`, which also complains about mistakes in it. */
export type Chart = Readonly<Record<string, unknown>>

/**
 * `column`: one column of a paper (85 mm). `slide`: the width of a slide. `page`, `phone`: on screen, where the reader's own
 * device decides the size and the page fits the plot to its width.
 */
export type Width = 'column' | 'slide' | 'page' | 'phone'

export interface Format {
  readonly name: Width
  /** of the plotting area, in CSS pixels (96 to the inch); axes come on top of it */
  readonly plot: number
  /** of the whole picture, about */
  readonly total: number
  readonly font: number
  readonly title: number
  /** height of a bar that stands for one node or one scheduler */
  readonly step: number
}

export const FORMATS: Readonly<Record<Width, Format>> = {
  column: { name: 'column', plot: 262, total: 321, font: 8.5, title: 10, step: 15 },
  slide: { name: 'slide', plot: 860, total: 960, font: 15, title: 19, step: 34 },
  page: { name: 'page', plot: 860, total: 960, font: 12, title: 16, step: 26 },
  phone: { name: 'phone', plot: 270, total: 340, font: 10.5, title: 14, step: 20 },
}

/** Whether there is room for a few words beside one another only: a column of a paper, a phone. */
export function narrow({ plot }: Format): boolean {
  return plot < 400
}

export const FONT = 'DejaVu Sans, Verdana, sans-serif'

/** Mean width of a character of DejaVu Sans in running text, in parts of the font size. */
const CHARACTER = 0.56

/** Width of a text in pixels, about. */
export function textWidth(text: string, font: number): number {
  return text.length * font * CHARACTER
}

/**
 * Breaks a text between words so that no line is wider than `width` pixels.
 * @example wrap('one two three', 50, 10) // ['one two', 'three']
 */
export function wrap(text: string, width: number, font: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const longer = `${last} ${word}`
    if (last !== undefined && textWidth(longer, font) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

/** Title, and below it what must be known to read the chart; the source comes last. */
export function titled(format: Format, title: string, ...below: readonly string[]): Chart {
  return {
    text: wrap(title, format.total * 0.94, format.title),
    subtitle: below.flatMap((text) => wrap(text, format.total, format.font)),
    anchor: 'start',
    frame: 'bounds',
    offset: format.font,
  }
}

/** Look of every chart. */
export function config(format: Format): Chart {
  const { font, title } = format
  return {
    font: FONT,
    background: '#ffffff',
    padding: Math.round(font / 2),
    title: { fontSize: title, subtitleFontSize: font, subtitleColor: '#444444', subtitlePadding: font / 2, subtitleLineHeight: font * 1.3 },
    axis: {
      labelFontSize: font,
      titleFontSize: font,
      titleFontWeight: 'normal',
      labelColor: '#222222',
      titleColor: '#222222',
      gridColor: '#ececec',
      domainColor: '#888888',
      tickColor: '#888888',
      tickSize: font / 3,
      labelPadding: font / 4,
      titlePadding: font / 2,
    },
    legend: { labelFontSize: font, titleFontSize: font, titleFontWeight: 'normal', symbolSize: font * font * 0.8 },
    header: { labelFontSize: font, titleFontSize: font, titleFontWeight: 'normal' },
    text: { fontSize: font },
    view: { stroke: null },
  }
}

/** Head of every specification. */
export function chart(format: Format, body: Chart): Chart {
  return { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', ...body, config: config(format) }
}
