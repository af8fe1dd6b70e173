/**
 * The folder a command writes to. It holds one run: `run.json` says which, so that an interrupted one can go on and
 * another is never written over.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ExperimentError } from '../src/errors.ts'
import { removeParts, writeWhole } from './atomic.ts'

/** The words of a sweep, as typed. */
export interface SweepWords {
  /** name or path */
  readonly scenario: string
  readonly sweep: readonly string[]
  readonly set: readonly string[]
  readonly scheduler?: readonly string[]
  readonly until?: string
  /** `2/8`; absent: all of it */
  readonly shard?: string
}

/** What `run.json` holds. */
export interface Manifest {
  readonly muster: string
  readonly commit?: string
  /** the command line that makes the same again */
  readonly command?: string
  readonly scenario: string
  /** of a sweep: what it was asked for, so that its parts can be put together again */
  readonly sweep?: SweepWords
  readonly schedulers: readonly string[]
  readonly seeds: readonly [first: number, last: number]
  /** of everything that decides the results */
  readonly fingerprint: string
  readonly state: 'unfinished' | 'complete'
}

/** Replications that have ended, a line each. */
const ROWS = 'replications.jsonl'

/** A short name for whatever decides the results: equal for equal settings only. */
export function fingerprint(settings: unknown): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16)
}

export class OutFolder<Row> {
  readonly path: string
  readonly #manifest: Manifest

  private constructor(path: string, manifest: Manifest) {
    this.path = path
    this.#manifest = manifest
  }

  /**
   * Opens `path`: new, empty, or with the same run interrupted. Without a path: the next free `runs/NAME-N`.
   * @throws ExperimentError when there is something else in it; then nothing is written
   */
  static open<Row>(path: string | undefined, manifest: Manifest): OutFolder<Row> {
    if (path === undefined) return new OutFolder<Row>(OutFolder.nextFree(manifest.scenario), manifest).#begin()
    if (existsSync(path)) refuseOthers(path, manifest)
    else mkdirSync(path, { recursive: true })
    return new OutFolder<Row>(path, manifest).#begin()
  }

  /** Makes `runs/NAME-1`, `runs/NAME-2`, ...: the first that is not there. Two commands at once get two folders. */
  static nextFree(name: string, runs = 'runs'): string {
    mkdirSync(runs, { recursive: true })
    const start = `${name}-`
    const taken = readdirSync(runs).map((entry) => (entry.startsWith(start) ? Number(entry.slice(start.length)) : 0))
    for (let n = Math.max(0, ...taken.filter(Number.isSafeInteger)) + 1; ; n++) {
      const path = join(runs, `${start}${n}`)
      try {
        mkdirSync(path)
        return path
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
    }
  }

  /** @throws ExperimentError where an answer could not be written to `path` without writing over something */
  static checkAnswerFolder(path: string | undefined): void {
    if (path === undefined || !existsSync(path) || (statSync(path).isDirectory() && readdirSync(path).length === 0)) return
    const got = statSync(path).isDirectory() ? 'a folder with something in it' : 'a file'
    throw new ExperimentError([{ where: `--out ${path}`, expected: 'a new or empty folder', got, todo: 'choose another folder' }])
  }

  /** A folder for an answer: `path`, new or empty, or the next free `runs/NAME-size-N`. */
  static answerFolder(path: string | undefined, name: string): string {
    if (path === undefined) return OutFolder.nextFree(`${name}-size`)
    OutFolder.checkAnswerFolder(path)
    mkdirSync(path, { recursive: true })
    return path
  }

  #begin(): this {
    removeParts(this.path)
    this.#writeManifest('unfinished')
    return this
  }

  file(name: string): string {
    return join(this.path, name)
  }

  has(name: string): boolean {
    return existsSync(this.file(name))
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8')
  }

  write(name: string, text: string): void {
    writeWhole(this.file(name), [text])
  }

  /** Rows of replications that ended before this command began. */
  rows(): Row[] {
    return this.readLines<Row>(ROWS)
  }

  writeRows(rows: readonly Row[]): void {
    this.writeLines(ROWS, rows)
  }

  /** A file of JSON lines; nothing where it is not there. */
  readLines<T>(name: string): T[] {
    if (!this.has(name)) return []
    const lines = this.read(name).split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T)
  }

  writeLines(name: string, lines: readonly unknown[]): void {
    writeWhole(this.file(name), inPieces(lines))
  }

  complete(): void {
    this.#writeManifest('complete')
  }

  /** After an interruption: nothing half-written stays. */
  sweep(): void {
    removeParts(this.path)
  }

  #writeManifest(state: Manifest['state']): void {
    this.write('run.json', `${JSON.stringify({ ...this.#manifest, state }, null, 2)}\n`)
  }
}

/** Some lines at a time: together they may be longer than a string can be. */
function* inPieces(lines: readonly unknown[]): Iterable<string> {
  const LINES = 1024
  for (let i = 0; i < lines.length || i === 0; i += LINES) {
    yield lines
      .slice(i, i + LINES)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('')
  }
}

function refuseOthers(path: string, manifest: Manifest): void {
  const refuse = (got: string, todo = 'choose another folder, or leave --out away for the next free one under runs/'): never => {
    throw new ExperimentError([{ where: `--out ${path}`, expected: 'a new or empty folder, or this very run interrupted', got, todo }])
  }
  if (!statSync(path).isDirectory()) refuse('a file')
  const names = readdirSync(path)
  if (names.length === 0) return
  if (!names.includes('run.json')) refuse(`a folder with ${names.length === 1 ? names[0] : `${names.length} other files`} in it`)
  const found = readManifest(join(path, 'run.json'))
  if (found === undefined) refuse('a run.json that this version cannot read')
  else if (found.fingerprint !== manifest.fingerprint) refuse(`another run: ${describe(found)}`)
  else if (found.state === 'complete') refuse(`this run, complete: ${describe(found)}`)
}

/** What a `run.json` says; undefined where it is none. */
export function readManifest(file: string): Manifest | undefined {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Manifest
    return typeof found.fingerprint === 'string' && Array.isArray(found.schedulers) && Array.isArray(found.seeds) ? found : undefined
  } catch {
    return undefined
  }
}

function describe(m: Manifest): string {
  const [first, last] = m.seeds
  return `${m.scenario} under ${m.schedulers.join(', ')}, ${first === last ? `seed ${first}` : `seeds ${first}..${last}`}`
}
