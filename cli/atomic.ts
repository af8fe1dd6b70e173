/** Files that are there whole or not at all: written beside their place and moved into it. */
import { closeSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { threadId } from 'node:worker_threads'

const ENDING = '.part'

/**
 * Writes `pieces` one after another to `path`. An error or an end of the process leaves what was there before.
 * @throws the operating system's error, with `path` in it
 */
export function writeWhole(path: string, pieces: Iterable<string | Uint8Array>): void {
  const part = join(dirname(path), `.${basename(path)}.${process.pid}-${threadId}${ENDING}`)
  try {
    const file = openSync(part, 'w')
    try {
      for (const piece of pieces) writeAll(file, typeof piece === 'string' ? Buffer.from(piece) : piece)
    } finally {
      closeSync(file)
    }
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    throw Object.assign(error as Error, { path })
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

/** Removes what writers that were stopped left half done. Only safe when none is at work. */
export function removeParts(folder: string): void {
  for (const name of readdirSync(folder)) if (name.startsWith('.') && name.endsWith(ENDING)) rmSync(join(folder, name), { force: true })
}
