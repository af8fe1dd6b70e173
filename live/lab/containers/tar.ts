/** Writes tar archives (ustar): as much as an image of containers needs. Pure, and the same bytes for the same entries. */

export type TarEntry =
  | { readonly name: string; readonly type: 'file'; readonly content: Uint8Array; readonly mode?: number }
  | { readonly name: string; readonly type: 'folder'; readonly mode?: number }
  | { readonly name: string; readonly type: 'link'; readonly target: string }

const BLOCK = 512
const TYPES = { file: '0', link: '2', folder: '5' } as const

function header(entry: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const number = (value: number, at: number, width: number): void => {
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at)
  }
  if (Buffer.byteLength(entry.name) > 100) throw new RangeError(`tar: expected a name of at most 100 bytes, got ${entry.name}`)
  block.write(entry.name, 0)
  number(entry.type === 'link' ? 0o777 : (entry.mode ?? (entry.type === 'folder' ? 0o755 : 0o644)), 100, 8)
  number(0, 108, 8) // owner and group: root
  number(0, 116, 8)
  number(size, 124, 12)
  number(0, 136, 12) // time: the same bytes every time
  block.write('        ', 148)
  block.write(TYPES[entry.type], 156)
  if (entry.type === 'link') block.write(entry.target, 157)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((a, b) => a + b, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/**
 * An archive of these entries, in order.
 * @throws RangeError for a name longer than 100 bytes
 * @example tar([{ name: 'a', type: 'file', content: Buffer.from('x') }]).length // 2048
 */
export function tar(entries: readonly TarEntry[]): Buffer {
  const pieces: Uint8Array[] = []
  for (const entry of entries) {
    const content = entry.type === 'file' ? entry.content : Buffer.alloc(0)
    pieces.push(header(entry, content.length), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK))
  }
  pieces.push(Buffer.alloc(2 * BLOCK))
  return Buffer.concat(pieces)
}
