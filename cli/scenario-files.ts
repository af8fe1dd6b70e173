/** Scenarios and what they are read with, from the files under `data/`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ExperimentError } from '../src/errors.ts'
import type { Calibration } from '../src/experiment/distribution-text.ts'
import { type Machines, readMachines } from '../src/experiment/machines.ts'
import { parseTable, recordedValues, type Tables } from '../src/experiment/recorded.ts'
import { readScenario, readScenarioGiven, type Scenario, type ScenarioInput } from '../src/experiment/scenario.ts'
import { didYouMean } from '../src/experiment/suggest.ts'
import { csvDraft } from '../src/import/csv.ts'
import { type Draft, draftGiven } from '../src/import/draft.ts'
import { swfDraft } from '../src/import/swf-draft.ts'

/** The folder that holds package.json, whether this file runs as TypeScript or compiled to dist/. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder)
    if (above === folder) throw new Error(`no package.json above ${fileURLToPath(import.meta.url)}`)
    folder = above
  }
  return folder
}

const SCENARIOS = join(packageRoot(), 'data', 'scenarios')

/** Names of the shipped scenarios, in alphabetical order. */
export function listScenarios(): readonly string[] {
  return readdirSync(SCENARIOS)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort()
}

/** The machine types of data/machines.yaml. */
export function loadMachines(): Machines {
  const file = join(packageRoot(), 'data', 'machines.yaml')
  return readMachines(readFileSync(file, 'utf8'), 'data/machines.yaml')
}

let tables: Tables | undefined

/** The recorded tables, read once: they are part of the package and do not change under it. */
function recordedTables(): Tables {
  const read = (name: string) => parseTable(readFileSync(join(packageRoot(), 'data', 'published', name), 'utf8'))
  tables ??= { jobs: read('jobs.csv'), pods: read('pods.csv') }
  return tables
}

/** Recorded values by name; the tables are read when the first is asked for. */
export function loadCalibration(): Calibration {
  const known = new Map<string, ReturnType<Calibration>>()
  return (name) => {
    if (!known.has(name)) known.set(name, recordedValues(name, recordedTables()))
    return known.get(name)
  }
}

function fileOf(nameOrPath: string): string {
  if (/[/\\]|\.(ya?ml|csv|swf)$/.test(nameOrPath)) return nameOrPath
  return join(SCENARIOS, `${nameOrPath}.yaml`)
}

/**
 * A scenario by name (of data/scenarios), or by path of a YAML file, a table of jobs (.csv) or a trace (.swf).
 * @param sets `path=value`, as given to --set
 * @throws ExperimentError with every mistake
 */
export function loadScenario(nameOrPath: string, sets: readonly string[] = []): Scenario {
  const file = fileOf(nameOrPath)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    const known = listScenarios()
    const problem = {
      where: nameOrPath,
      expected: 'the name of a scenario, or the path of a .yaml, .csv or .swf file',
      got: 'no such file',
      todo: didYouMean(nameOrPath, known),
    }
    throw new ExperimentError([problem], { cause })
  }
  const shown = file.startsWith(SCENARIOS) ? relative(packageRoot(), file) : nameOrPath
  const input = { sets, calibration: loadCalibration(), machines: loadMachines() }
  const draft = file.endsWith('.csv') ? csvDraft(text, shown) : file.endsWith('.swf') ? swfDraft(text, shown) : undefined
  return draft === undefined ? readScenario(text, shown, input) : readDraft(draft, shown, input)
}

/** An imported scenario carries what was assumed and what was left out, each in a sentence. */
function readDraft(draft: Draft, file: string, input: ScenarioInput): Scenario {
  const left = draft.rejected.map((p) => `left out: ${p.where}: ${p.got}`)
  return { ...readScenarioGiven(draftGiven(draft, file), file, input), remarks: [...draft.notes, ...left] }
}
