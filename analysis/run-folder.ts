/** From paths to sets of runs: a record, a table, a folder that `npm run sim` wrote, or one scheduler of it (`FOLDER/SCHEDULER`). */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ExperimentError, type Problem } from '../src/errors.ts'
import { readRecordLines } from '../src/record/reader.ts'
import { linesOfFile } from './file-lines.ts'
import { type JobTimes, type RunSet, type SetRun, setRunOf, workloadOf } from './run-set.ts'
import { stoppedOutcome } from './run-stopped.ts'
import { SWEEP_TABLE, setsOfTable, tableFormat } from './run-table.ts'
import type { RunRecord } from './run-view.ts'
import type { RunSummary } from './summary-row.ts'

/** One row a line for every replication, also of those whose record was not kept. */
const ROWS = 'replications.jsonl'

/** What the jobs of every replication took, a line each. Records beyond the first of a scheduler need not be read then. */
const TIMES = 'job-times.jsonl'

const TODO = 'give a folder, a record or a table that `npm run sim` wrote, or FOLDER/SCHEDULER for one scheduler of a folder'

function refuse(where: string, expected: string, got: string, todo = TODO): never {
  throw new ExperimentError([{ where, expected, got, todo }])
}

export interface FolderOptions {
  /** keeps the good part of damaged records */
  readonly partial?: boolean
  /** is given every record as it is read, and what is wrong with it: only its numbers are kept */
  readonly onRecord?: (record: RunRecord, damage: readonly Problem[]) => void
}

function recordOf(file: string, options: FolderOptions): RunRecord {
  const read = readRecordLines(linesOfFile(file), file, { partial: options.partial === true })
  const record = { header: read.header, events: read.events, outcome: read.outcome ?? stoppedOutcome(read.events) }
  options.onRecord?.(record, read.problems)
  return record
}

/** Job times of one replication: a line of `job-times.jsonl`. */
export interface JobTimesLine {
  readonly scheduler: string
  readonly seed: number
  readonly jobs: readonly JobTimes[]
}

/** Lines of a file with a scheduler, a seed and what `also` finds in them. */
function linesOf<T extends { readonly scheduler: string; readonly seed: number }>(file: string, also: (line: Partial<T>) => boolean): T[] {
  return [...linesOfFile(file)]
    .filter((line) => line !== '')
    .map((line, i) => {
      try {
        const row = JSON.parse(line) as Partial<T> | null
        if (typeof row?.scheduler === 'string' && typeof row.seed === 'number' && also(row)) return row as T
      } catch {
        // said below
      }
      return refuse(`${file}:${i + 1}`, 'the row of a replication', line.slice(0, 40), 'run it again: rows that are there are kept')
    })
}

interface Gathered {
  readonly scheduler: string
  scenario: string | undefined
  workload: string | undefined
  readonly runs: Map<number, SetRun>
  /** seeds whose record was read */
  readonly recorded: Set<number>
}

/** Sets of a folder or file, one a scheduler, in order of appearance. */
class Gathering {
  readonly #sets = new Map<string, Gathered>()
  readonly #options: FolderOptions

  constructor(options: FolderOptions) {
    this.#options = options
  }

  #set(scheduler: string): Gathered {
    let set = this.#sets.get(scheduler)
    if (set === undefined) {
      set = { scheduler, scenario: undefined, workload: undefined, runs: new Map(), recorded: new Set() }
      this.#sets.set(scheduler, set)
    }
    return set
  }

  addRow(row: RunSummary): void {
    this.#set(row.scheduler).runs.set(row.seed, { row })
  }

  addTimes({ scheduler, seed, jobs }: JobTimesLine): void {
    const { runs } = this.#set(scheduler)
    const run = runs.get(seed)
    // a line of a run that was interrupted before its row was written
    if (run !== undefined) runs.set(seed, { ...run, jobs })
  }

  /** Whether a record, by its name, says nothing that is not known: only the first of each scheduler is drawn in full. */
  isKnown(name: string): boolean {
    const [, scheduler, seed] = /^(.+)-seed(\d+)\.jsonl$/.exec(name) ?? []
    const runs = this.#sets.get(scheduler ?? '')?.runs
    return runs?.get(Number(seed))?.jobs !== undefined && Math.min(...runs.keys()) !== Number(seed)
  }

  addRecord(file: string): void {
    const record = recordOf(file, this.#options)
    const { scheduler, seed, scenario } = record.header
    const set = this.#set(scheduler)
    const run = setRunOf(record)
    if (set.recorded.has(seed))
      refuse(file, `one record of ${scheduler} with seed ${seed}`, 'a second one', 'compare folders with one run each')
    set.recorded.add(seed)
    set.runs.set(seed, run)
    const workload = workloadOf(record.header)
    if (set.workload !== undefined && set.workload !== workload)
      refuse(file, `the jobs of the other records of ${scheduler}`, 'other jobs', TODO)
    set.scenario = scenario
    set.workload = workload
  }

  sets(path: string, scenario: string | undefined): RunSet[] {
    return [...this.#sets.values()].map((s) => {
      const what = s.scenario ?? scenario ?? 'unknown scenario'
      return { name: s.scheduler, path, scheduler: s.scheduler, scenario: what, workload: s.workload ?? what, runs: s.runs }
    })
  }
}

function scenarioOf(folder: string): string | undefined {
  try {
    const { scenario } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as { readonly scenario?: unknown }
    return typeof scenario === 'string' ? scenario : undefined
  } catch {
    return undefined
  }
}

function setsOfFolder(folder: string, options: FolderOptions): RunSet[] {
  const names = readdirSync(folder).sort()
  if (names.includes(SWEEP_TABLE)) return setsOfTable(join(folder, SWEEP_TABLE), 'parquet', scenarioOf(folder))
  if (names.some((name) => /^cell-\d+\.jsonl$/.test(name))) {
    const todo = 'give its command again, it goes on where it was; parts of a sweep are joined by `npm run sim -- merge DIR...`'
    return refuse(folder, 'a whole sweep', `cells without ${SWEEP_TABLE}`, todo)
  }
  const gathering = new Gathering(options)
  if (names.includes(ROWS)) {
    for (const row of linesOf<RunSummary>(join(folder, ROWS), (r) => typeof r.outcome === 'string')) gathering.addRow(row)
    const times = names.includes(TIMES) ? linesOf<JobTimesLine>(join(folder, TIMES), (r) => Array.isArray(r.jobs)) : []
    for (const line of times) gathering.addTimes(line)
  }
  const records = names.filter((name) => name.endsWith('.jsonl') && name !== ROWS && name !== TIMES)
  for (const name of records) if (!gathering.isKnown(name)) gathering.addRecord(join(folder, name))
  const sets = gathering.sets(folder, scenarioOf(folder))
  return sets.length > 0
    ? sets
    : refuse(folder, 'a folder with runs in it', names.length === 0 ? 'an empty one' : `none of them (${names.length} other files)`)
}

/**
 * The sets of runs that a path names, one a scheduler.
 * @throws ExperimentError where there is nothing there, or what is there cannot be read
 */
export function runSets(path: string, options: FolderOptions = {}): RunSet[] {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return setsOfFolder(path, options)
    const format = tableFormat(path)
    if (format !== undefined) return setsOfTable(path, format, basename(path) === SWEEP_TABLE ? scenarioOf(dirname(path)) : undefined)
    const gathering = new Gathering(options)
    gathering.addRecord(path)
    return gathering.sets(path, undefined)
  }
  const [folder, scheduler] = [dirname(path), basename(path)]
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return refuse(path, 'a run', 'nothing of that name')
  const sets = setsOfFolder(folder, options)
  const chosen = sets.filter(
    (s) => s.scheduler === scheduler || [`${scheduler}@`, `${scheduler}, `].some((head) => s.scheduler.startsWith(head)),
  )
  if (chosen.length > 0) return chosen
  return refuse(
    path,
    `a file, or one of the schedulers of ${folder}: ${sets.map((s) => s.scheduler).join(', ')}`,
    JSON.stringify(scheduler),
  )
}

/**
 * Which set meets which: the one of A and the one of B; or, where there are several, those of the same scheduler. Named
 * by their schedulers, with `A` and `B` behind where these are the same.
 * @throws ExperimentError where several meet several without a scheduler in common
 */
export function pairsOf(pathA: string, pathB: string): [RunSet, RunSet][] {
  const [as, bs] = [runSets(pathA), runSets(pathB)]
  const [onlyA, onlyB] = [as[0] as RunSet, bs[0] as RunSet]
  const pairs: [RunSet, RunSet][] =
    as.length === 1 && bs.length === 1
      ? [[onlyA, onlyB]]
      : as.flatMap((a) => bs.filter((b) => b.scheduler === a.scheduler).map((b): [RunSet, RunSet] => [a, b]))
  if (pairs.length === 0) {
    const list = (sets: readonly RunSet[]): string => sets.map((s) => s.scheduler).join(', ')
    const todo = `choose one of each: ${onlyA.path}/${onlyA.scheduler} ${onlyB.path}/${onlyB.scheduler}`
    return refuse(`${pathA} ${pathB}`, 'a scheduler that both ran', `${list(as)} and ${list(bs)}`, todo)
  }
  return pairs.map(([a, b]) =>
    a.name === b.name
      ? [
          { ...a, name: `${a.name} A` },
          { ...b, name: `${b.name} B` },
        ]
      : [a, b],
  )
}
