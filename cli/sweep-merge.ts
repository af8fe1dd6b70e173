/** `muster sim merge`: parts of a sweep put together. The whole has the bytes of one that was never in parts. */
import { join } from 'node:path'
import { ExperimentError, type Problem } from '../src/errors.ts'
import { EXIT } from './exit.ts'
import { type Manifest, readManifest } from './out-folder.ts'
import { sayWhole } from './sweep-answer.ts'
import { readPart, SweepFolder } from './sweep-folder.ts'
import { sweepManifest } from './sweep-manifest.ts'
import { planSweep, type SweepPlan } from './sweep-plan.ts'
import { resultsOf, tasksOf } from './sweep-run.ts'
import type { Terminal } from './terminal.ts'

export interface MergeOptions {
  readonly out?: string
  readonly json?: boolean
  readonly pictures?: boolean
  readonly quiet?: boolean
}

interface Part {
  readonly path: string
  readonly manifest: Manifest
}

function problem(where: string, expected: string, got: string, todo: string): Problem {
  return { where, expected, got, todo }
}

function partOf(path: string): Part | Problem {
  const manifest = readManifest(join(path, 'run.json'))
  if (manifest?.sweep !== undefined) return { path, manifest }
  const got = manifest === undefined ? 'no run.json' : 'a run without --sweep'
  return problem(path, 'a folder that a sweep wrote', got, 'name the folders of its parts: npm run sim -- merge DIR...')
}

/** The plan behind a part, of that part alone or of the whole sweep. */
function planOf({ sweep, seeds }: Manifest, shard: string | undefined): SweepPlan {
  const { scenario, shard: _, ...words } = sweep as NonNullable<Manifest['sweep']>
  return planSweep(scenario, { ...words, seeds: `${seeds[0]}..${seeds[1]}`, ...(shard === undefined ? {} : { shard }) })
}

/** What keeps a part from being one of this sweep, with this code. */
function checkPart({ path, manifest }: Part, first: Part): Problem | undefined {
  const asked = ({ manifest: { sweep, seeds } }: Part): string => JSON.stringify([{ ...sweep, shard: undefined }, seeds])
  if (asked({ path, manifest }) !== asked(first)) {
    return problem(path, `a part of the sweep in ${first.path}`, `another: ${manifest.command}`, 'merge the parts of one sweep at a time')
  }
  if (sweepManifest(planOf(manifest, manifest.sweep?.shard)).fingerprint === manifest.fingerprint) return undefined
  return problem(path, 'a part made with this scenario and this version', 'other settings', 'run the part again with what is here now')
}

/**
 * @returns exit code
 * @throws ExperimentError where a folder is no part of the sweep, or runs are missing; nothing is written then
 */
export async function runMerge(paths: readonly string[], options: MergeOptions, terminal: Terminal): Promise<number> {
  const found = paths.map(partOf)
  const parts = found.filter((part): part is Part => 'manifest' in part)
  const problems = found.filter((part): part is Problem => !('manifest' in part))
  const [first] = parts
  if (first !== undefined) problems.push(...parts.flatMap((part) => checkPart(part, first) ?? []))
  if (problems.length > 0 || first === undefined) throw new ExperimentError(problems)
  const plan = planOf(first.manifest, undefined)
  const runs = plan.cells.map((cell) => new Map(parts.flatMap(({ path }) => readPart(path, cell.number).map((run) => [run.seed, run]))))
  const tasks = tasksOf(plan)
  const missing = tasks.filter(({ cell, seed }) => runs[cell]?.has(seed) !== true)
  if (missing.length > 0) {
    const done = parts.map(({ manifest }) => manifest.sweep?.shard ?? 'all').join(', ')
    const todo = 'name the folders of all parts, or give the command of an unfinished one again: it goes on'
    throw new ExperimentError([problem('merge', `${tasks.length} runs`, `${tasks.length - missing.length}, from parts ${done}`, todo)])
  }
  const folder = new SweepFolder(options.out, sweepManifest(plan))
  try {
    for (const [cell, own] of runs.entries()) for (const run of own.values()) folder.add(cell, run)
    folder.flush()
  } finally {
    folder.release()
  }
  await sayWhole(plan, resultsOf(plan, folder), folder.folder, options, terminal)
  return EXIT.done
}
