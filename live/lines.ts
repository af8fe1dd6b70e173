/** Bytes to whole lines: a chunk may end anywhere, in the middle of a character too. */
export class LineSplitter {
  #rest: Buffer[] = []

  /**
   * The lines that `chunk` completes, without their line feeds; empty ones are left out.
   * @example const s = new LineSplitter(); [s.take(Buffer.from('a\nb')), s.take(Buffer.from('c\n\n'))] // [['a'], ['bc']]
   */
  take(chunk: Uint8Array): string[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const lines: string[] = []
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      this.#rest.push(bytes.subarray(from, end))
      const line = this.#rest.length === 1 ? (this.#rest[0] as Buffer).toString() : Buffer.concat(this.#rest).toString()
      if (line !== '') lines.push(line)
      this.#rest = []
      from = end + 1
    }
    if (from < bytes.length) this.#rest.push(bytes.subarray(from))
    return lines
  }
}
