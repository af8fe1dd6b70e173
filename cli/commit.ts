/** The git commit of this code, for the header of records; undefined where there is no repository. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Read from the files of git: starting `git` would cost more than reading a small run. */
export function currentCommit(root = fileURLToPath(new URL('..', import.meta.url))): string | undefined {
  const git = join(root, '.git')
  const head = readText(join(git, 'HEAD'))
  if (head === undefined || !head.startsWith('ref: ')) return head
  const ref = head.slice('ref: '.length)
  const loose = readText(join(git, ref))
  if (loose !== undefined) return loose
  const packed = readText(join(git, 'packed-refs'))?.split('\n') ?? []
  return packed.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0]
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}
