/**
 * A picture as PDF: lines and letters stay what they are, so that it can be printed at any size. Needs no browser. Nothing of
 * the day or the machine goes into it, and it is not compressed (what compresses differs between machines): same picture, same
 * bytes.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import PDFDocument from 'pdfkit'

const require = createRequire(import.meta.url)

/** The package has no types. */
const draw = require('svg-to-pdfkit') as (
  pdf: PDFKit.PDFDocument,
  svg: string,
  x: number,
  y: number,
  options: {
    readonly width: number
    readonly height: number
    readonly fontCallback: (family: string, bold: boolean) => string
    readonly warningCallback: (message: string) => void
  },
) => void

const FONTS = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf')

/** CSS pixels are 1/96 inch, points of a PDF 1/72. */
const POINTS = 72 / 96

/**
 * The picture on one page of its own size.
 * @param svg as `renderSvg` gives it: its first element says its size
 * @throws Error on something in the picture that cannot be drawn
 */
export async function renderPdf(svg: string): Promise<Uint8Array> {
  const size = (name: string): number => Number(new RegExp(`<svg[^>]* ${name}="([\\d.]+)"`).exec(svg)?.[1]) * POINTS
  const [width, height] = [size('width'), size('height')]
  const info = { Producer: 'muster', Creator: 'muster', CreationDate: new Date(0) }
  const pdf = new PDFDocument({ size: [width, height], margin: 0, compress: false, info })
  pdf.registerFont('regular', join(FONTS, 'DejaVuSans.ttf'))
  pdf.registerFont('bold', join(FONTS, 'DejaVuSans-Bold.ttf'))
  const pieces: Uint8Array[] = []
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('data', (piece: Uint8Array) => pieces.push(piece))
    pdf.on('end', resolve)
    pdf.on('error', reject)
  })
  const refuse = (message: string): never => {
    throw new Error(`a picture that cannot become a PDF: ${message}`)
  }
  draw(pdf, svg, 0, 0, { width, height, fontCallback: (_family, bold) => (bold ? 'bold' : 'regular'), warningCallback: refuse })
  pdf.end()
  await ended
  return Buffer.concat(pieces)
}
