/** The lines of a file, read piece by piece: a whole record may be longer than the longest string (512 MB). */
import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

const PIECE = 1 << 20

/** Lines without their ends. The last one, too, where the file does not end with a line feed; none of an empty file. */
export function* linesOfFile(path: string, piece = PIECE): Generator<string> {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(piece)
    const decoder = new StringDecoder('utf8')
    let begun = ''
    for (let read = readSync(file, bytes); read > 0; read = readSync(file, bytes)) {
      const lines = decoder.write(bytes.subarray(0, read)).split('\n')
      lines[0] = begun + lines[0]
      begun = lines.pop() as string
      yield* lines
    }
    begun += decoder.end()
    if (begun !== '') yield begun
  } finally {
    closeSync(file)
  }
}
