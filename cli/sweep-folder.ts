/**
 * What a sweep keeps: a file of runs for each cell, written whole, so that an interruption costs what had not ended and
 * nothing else. The same command finds its unfinished folder again.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunSummary } from '../analysis/summary-row.ts'
import { type Manifest, OutFolder, readManifest } from './out-folder.ts'

/** Holds the number of the process that is at work in a folder. */
const AT_WORK = '.at-work'

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether another process works in the folder just now. */
function taken(path: string): boolean {
  const file = join(path, AT_WORK)
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN
  return Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && alive(pid)
}

/** The folder `runs/NAME-N` in which this very run was interrupted; undefined where there is none. */
export function unfinishedFolder({ scenario, fingerprint }: Manifest, runs = 'runs'): string | undefined {
  if (!existsSync(runs)) return undefined
  const own = readdirSync(runs).filter((name) => name.startsWith(`${scenario}-`) && /^\d+$/.test(name.slice(scenario.length + 1)))
  const number = (name: string): number => Number(name.slice(scenario.length + 1))
  return own
    .sort((a, b) => number(b) - number(a))
    .map((name) => join(runs, name))
    .find((path) => {
      const found = readManifest(join(path, 'run.json'))
      return found?.fingerprint === fingerprint && found.state === 'unfinished' && !taken(path)
    })
}

const fileOf = (cell: number): string => `cell-${String(cell).padStart(5, '0')}.jsonl`

/** Runs of a cell that are kept in a folder. */
export function readPart(path: string, cell: number): RunSummary[] {
  const file = join(path, fileOf(cell))
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as RunSummary)
}

/** The folder of one sweep. */
export class SweepFolder {
  readonly folder: OutFolder<never>
  readonly #runs = new Map<number, Map<number, RunSummary>>()
  readonly #changed = new Set<number>()

  constructor(out: string | undefined, manifest: Manifest) {
    this.folder = OutFolder.open<never>(out ?? unfinishedFolder(manifest), manifest)
    writeFileSync(this.folder.file(AT_WORK), `${process.pid}`)
  }

  get path(): string {
    return this.folder.path
  }

  /** Runs of a cell that have ended, by seed. */
  runs(cell: number): ReadonlyMap<number, RunSummary> {
    return this.#of(cell)
  }

  #of(cell: number): Map<number, RunSummary> {
    let runs = this.#runs.get(cell)
    if (runs === undefined) {
      runs = new Map(readPart(this.path, cell).map((run) => [run.seed, run]))
      this.#runs.set(cell, runs)
    }
    return runs
  }

  add(cell: number, run: RunSummary): void {
    this.#of(cell).set(run.seed, run)
    this.#changed.add(cell)
  }

  /** Writes the cells that have new runs, in order of their seeds. */
  flush(): void {
    for (const cell of [...this.#changed]) {
      const runs = [...this.#of(cell).values()].sort((a, b) => a.seed - b.seed)
      this.folder.writeLines(fileOf(cell), runs)
      this.#changed.delete(cell)
    }
  }

  /** After the work, ended or not: nothing half-written stays, and the folder is free for the next. */
  release(): void {
    this.folder.sweep()
    rmSync(this.folder.file(AT_WORK), { force: true })
  }
}
