/**
 * Widths of texts from the tables of a TrueType font, so that a picture is laid out for the very font it is drawn with.
 * (Without a canvas vega guesses 0.8 em a character, which makes long titles a third too wide.)
 * Tables and their layout: the OpenType specification, `cmap` format 4, `head`, `hhea`, `hmtx`.
 */

/** Advance width of each character, in em. */
export interface FontWidths {
  /** em */
  width(text: string): number
}

function tables(file: DataView): Map<string, number> {
  const found = new Map<string, number>()
  const count = file.getUint16(4)
  for (let i = 0; i < count; i++) {
    const at = 12 + 16 * i
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((k) => file.getUint8(at + k)))
    found.set(tag, file.getUint32(at + 8))
  }
  return found
}

function offset(known: ReadonlyMap<string, number>, tag: string): number {
  const at = known.get(tag)
  if (at === undefined) throw new Error(`font: expected a table ${tag}, got ${[...known.keys()].join(', ')}\n  give a TrueType font`)
  return at
}

/** Where the format-4 subtable of `cmap` begins: characters of the basic plane. */
function cmap4(file: DataView, cmap: number): number {
  const count = file.getUint16(cmap + 2)
  for (let i = 0; i < count; i++) {
    const at = cmap + file.getUint32(cmap + 4 + 8 * i + 4)
    if (file.getUint16(at) === 4) return at
  }
  throw new Error('font: expected a cmap of format 4, got none\n  give a TrueType font with a Unicode table')
}

function glyphOf(file: DataView, at: number, code: number): number {
  const segments = file.getUint16(at + 6) / 2
  const ends = at + 14
  const starts = ends + 2 * segments + 2
  const deltas = starts + 2 * segments
  const ranges = deltas + 2 * segments
  for (let i = 0; i < segments; i++) {
    if (code > file.getUint16(ends + 2 * i)) continue
    const start = file.getUint16(starts + 2 * i)
    if (code < start) return 0
    const range = file.getUint16(ranges + 2 * i)
    const delta = file.getUint16(deltas + 2 * i)
    if (range === 0) return (code + delta) & 0xffff
    const glyph = file.getUint16(ranges + 2 * i + range + 2 * (code - start))
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff
  }
  return 0
}

/** @throws Error when the bytes are not those of a TrueType font */
export function fontWidths(bytes: Uint8Array): FontWidths {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const known = tables(file)
  const unitsPerEm = file.getUint16(offset(known, 'head') + 18)
  const metrics = file.getUint16(offset(known, 'hhea') + 34)
  const hmtx = offset(known, 'hmtx')
  const cmap = cmap4(file, offset(known, 'cmap'))
  const advances = new Map<number, number>()
  const advance = (code: number): number => {
    let em = advances.get(code)
    if (em === undefined) {
      const glyph = Math.min(glyphOf(file, cmap, code), metrics - 1)
      em = file.getUint16(hmtx + 4 * glyph) / unitsPerEm
      advances.set(code, em)
    }
    return em
  }
  return {
    width(text) {
      let em = 0
      for (const character of text) em += advance(character.codePointAt(0) as number)
      return em
    },
  }
}
