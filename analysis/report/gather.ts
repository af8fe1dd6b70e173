/** From paths to what a report is made of. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ExperimentError, type Problem } from '../../src/errors.ts'
import { runSets } from '../run-folder.ts'
import type { RunRecord } from '../run-view.ts'
import { type Gathered, gatheredSets, type ReportSet } from './gathered.ts'

export interface GatherOptions {
  /** keeps the good part of damaged records */
  readonly partial?: boolean
}

/** The command line that made a folder, as its `run.json` has it. */
function commandOf(path: string): string[] {
  try {
    const { command } = JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as { readonly command?: unknown }
    return typeof command === 'string' ? [command] : []
  } catch {
    // a record on its own, or one scheduler of a folder
    return []
  }
}

/**
 * Reads everything that the paths name.
 * @throws ExperimentError where there is nothing there, or what is there cannot be read
 */
export function gather(paths: readonly string[], options: GatherOptions = {}): Gathered {
  const sets: ReportSet[] = []
  const problems: Problem[] = []
  const missing: Problem[] = []
  for (const path of paths) {
    const read = new Map<string, { readonly record: RunRecord; readonly damage: readonly Problem[] }>()
    const damaged: { readonly scheduler: string; readonly problem: Problem }[] = []
    try {
      const found = runSets(path, {
        partial: options.partial === true,
        onRecord: (record, damage) => {
          const { scheduler, seed } = record.header
          const known = read.get(scheduler)
          if (known === undefined || seed < known.record.header.seed) read.set(scheduler, { record, damage })
          damaged.push(...damage.map((problem) => ({ scheduler, problem })))
        },
      })
      for (const set of found) {
        const record = read.get(set.scheduler)?.record
        sets.push(record === undefined ? set : { ...set, record })
        problems.push(...damaged.filter((d) => d.scheduler === set.scheduler).map((d) => d.problem))
      }
    } catch (error) {
      if (!(error instanceof ExperimentError)) throw error
      missing.push(...error.problems)
    }
  }
  if (missing.length > 0) throw new ExperimentError(missing)
  return gatheredSets(sets, { paths, commands: paths.flatMap(commandOf), problems })
}
