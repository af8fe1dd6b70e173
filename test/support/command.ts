/** Runs the command line as a person does: a process of its own, in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = new URL('../..', import.meta.url).pathname
const MUSTER = join(ROOT, 'cli/muster.mjs')

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Started {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
}

/** Starts `muster ...words` in `cwd`. */
export function start(words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Started {
  const { npm_lifecycle_event: _, ...rest } = process.env
  const child = spawn(process.execPath, [MUSTER, ...words], { cwd, env: { ...rest, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }))
  })
  return { process: child, ended }
}

export async function muster(words: readonly string[], cwd: string): Promise<Ended> {
  return start(words, cwd).ended
}

/** A new empty folder and how to remove it. */
export function emptyFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'muster-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
