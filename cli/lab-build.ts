/** The work of `muster lab build`. */

import { type BuildProgress, build } from '../live/lab/build.ts'
import { BINARIES, type Binary } from '../live/lab/catalogue.ts'
import { ExperimentError } from '../src/errors.ts'
import { didYouMean } from '../src/experiment/suggest.ts'
import { EXIT } from './exit.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import type { Terminal } from './terminal.ts'

const NAMES = BINARIES.map(({ name }) => name)

function chosen(names: readonly string[]): Binary[] {
  const unknown = names.filter((name) => !NAMES.includes(name))
  if (unknown.length > 0) {
    throw new ExperimentError(
      unknown.map((name) => ({
        where: 'lab build',
        expected: `a program: ${NAMES.join(', ')}`,
        got: JSON.stringify(name),
        todo: didYouMean(name, NAMES),
      })),
    )
  }
  // nothing runs without the one that keeps and ends the others
  return BINARIES.filter(({ name }) => names.length === 0 || names.includes(name) || name === 'supervisor')
}

/** Builds what is named, or everything. @returns exit code @throws ExperimentError without Go, or when it fails */
export async function runBuild(names: readonly string[], terminal: Terminal): Promise<number> {
  const binaries = chosen(names)
  const stop = stopOnSignal()
  const line = new StatusLine(terminal)
  for (const binary of binaries) {
    try {
      const { path, bytes, took } = await build(binary, stop, line)
      line.clear()
      terminal.out(
        `${binary.name.padEnd(11)} ${took === 0 ? 'is built' : `built in ${lasting(took)}`}, ${(bytes / 2 ** 20).toFixed(0)} MiB  ${path}\n`,
      )
    } catch (error) {
      line.clear()
      if (!stop.aborted) throw error
      terminal.err(`interrupted: what Go has compiled is kept\n  go on with: npm run lab -- build ${names.join(' ')}\n`)
      return EXIT.interrupted
    }
  }
  return EXIT.done
}

/** @example lasting(95_000) // '1 min 35 s' */
export function lasting(ms: number): string {
  const s = Math.round(ms / 1000)
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  return s < 60 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`
}

/** One line that says how far a build is, on a terminal only. */
class StatusLine implements BuildProgress {
  readonly #stream: NodeJS.WriteStream | undefined
  #began = 0
  #binary = ''
  #written = 0

  constructor(terminal: Terminal) {
    const stream = terminal.errorStream as NodeJS.WriteStream
    if (stream.isTTY === true) this.#stream = stream
  }

  compiled(binary: Binary, packages: number): void {
    if (this.#binary !== binary.name) this.#began = Date.now()
    this.#binary = binary.name
    if (Date.now() - this.#written < 200) return
    this.#say(
      `${binary.name}: ${packages} packages compiled, ${lasting(Date.now() - this.#began)} of some ${binary.minutes} min the first time`,
    )
  }

  waiting(binary: Binary): void {
    this.#say(`${binary.name}: another process builds it; waiting`)
  }

  clear(): void {
    this.#stream?.write('\r\x1b[K')
  }

  #say(text: string): void {
    this.#written = Date.now()
    this.#stream?.write(`\r\x1b[K${text}`)
  }
}
