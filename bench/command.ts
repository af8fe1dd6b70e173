/** `muster` as a process of its own, as a user starts it. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const MUSTER = fileURLToPath(new URL('../cli/muster.mjs', import.meta.url))

export async function muster(words: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [MUSTER, ...words], { maxBuffer: 2 ** 28 })
}
