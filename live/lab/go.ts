/** Runs Go, the one thing that a build needs. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ExperimentError } from '../../src/errors.ts'

/** How many of the last lines that Go wrote are shown when it fails. */
const LAST_LINES = 15

/** With `-v` Go names each package that it compiles. */
const PACKAGE = /^[\w.~-]+(?:\/[\w.~-]+)*$/

export interface GoOptions {
  readonly folder: string
  readonly signal: AbortSignal
  /** each line of standard error: with `-v` a package that has been compiled */
  readonly onLine?: (line: string) => void
}

/**
 * Runs `go ...words`.
 * @returns what it wrote to standard output
 * @throws ExperimentError when there is no Go, or it fails; AbortError when stopped
 */
export async function go(words: readonly string[], options: GoOptions): Promise<string> {
  const child = spawn('go', words, { cwd: options.folder, signal: options.signal, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!PACKAGE.test(line)) lines.push(line)
    if (lines.length > LAST_LINES) lines.shift()
    options.onLine?.(line)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? noGo() : error)).on('close', resolve)
  })
  if (code !== 0) throw failed(words, lines)
  return out
}

function noGo(): ExperimentError {
  return new ExperimentError([
    {
      where: 'lab build',
      expected: 'Go 1.26 or newer as `go` (the only thing it needs)',
      got: 'no such program',
      todo: "install it (https://go.dev/doc/install, or your distribution's golang package) and give the same command again",
    },
  ])
}

function failed(words: readonly string[], lines: readonly string[]): ExperimentError {
  const network = /dial tcp|no such host|connection refused|i\/o timeout|TLS handshake|module lookup disabled/.test(lines.join('\n'))
  const todo = network
    ? 'the first build fetches Go modules: it needs a module proxy (go env GOPROXY); what has been fetched and compiled is kept'
    : 'what Go said is above; what has been compiled is kept, so the same command goes on from there'
  return new ExperimentError([{ where: `go ${words[0]}`, expected: 'a build that ends well', got: `\n${lines.join('\n')}`, todo }])
}
