/** A scenario: an experiment as a person writes it, for one scheduler or for several to be compared. */
import { ExperimentError, formatProblem, type Problem } from '../errors.ts'
import { buildExperiment } from './build.ts'
import type { Calibration } from './distribution-text.ts'
import type { Experiment } from './experiment.ts'
import { describe, type Given, type GivenMap, readYaml } from './given.ts'
import type { Machines } from './machines.ts'
import { findScheduler, formatScheduler, type SchedulerChoice } from './schedulers.ts'
import { type Layer, onlyOwned, readLayer, readSets, Settings } from './settings.ts'
import { didYouMean } from './suggest.ts'
import type { Context } from './value-types.ts'

export interface Scenario {
  readonly name: string
  readonly title: string
  /** what was assumed and what was left out, where it was imported */
  readonly remarks?: readonly string[]
  /** compared unless others are asked for */
  readonly schedulers: readonly SchedulerChoice[]
  /**
   * The experiment under `name` or `name@version`. A plain name means the version that the scenario lists, else the
   * first of the table in `schedulers.ts`.
   * @throws ExperimentError with every mistake
   */
  experimentFor(scheduler: string): Experiment
  /** The same for several, in their order, with the mistakes of all at once. */
  experimentsFor(schedulers: readonly string[]): readonly Experiment[]
  /**
   * Every parameter that has a value under a scheduler, path to value as a person would write it.
   * @throws ExperimentError for a scheduler that is not known
   */
  settingsFor(scheduler: string): ReadonlyMap<string, string>
}

export interface ScenarioInput {
  /** `path=value`, as given to `--set` */
  readonly sets: readonly string[]
  readonly calibration: Calibration
  readonly machines: Machines
}

interface Listed {
  readonly choice: SchedulerChoice
  readonly layer: Layer
}

const OWN_KEYS = ['title', 'schedulers'] as const

class Problems {
  readonly #seen = new Map<string, Problem>()

  readonly report = (problem: Problem): void => {
    this.#seen.set(formatProblem(problem), problem)
  }

  throwIfAny(): void {
    if (this.#seen.size > 0) throw new ExperimentError([...this.#seen.values()])
  }
}

function readScheduler(given: Given, context: Context): Listed | undefined {
  if (given.kind === 'scalar' && given.text !== '') {
    const found = findScheduler(given.text, given.where)
    if ('name' in found) return { choice: found, layer: new Map() }
    context.report(found)
    return undefined
  }
  const name = given.kind === 'map' ? given.entries.get('name')?.given : undefined
  if (given.kind !== 'map' || name === undefined) {
    context.report({
      where: given.where,
      expected: 'a scheduler, or {name, set}',
      got: describe(given),
      todo: 'write kueue@0.6.2, or {name: kueue@0.6.2, set: {experimenter.gap: 0.3s}}',
    })
    return undefined
  }
  for (const [key, entry] of given.entries) {
    if (key !== 'name' && key !== 'set')
      context.report({ where: entry.where, expected: 'name or set', got: JSON.stringify(key), todo: didYouMean(key, ['name', 'set']) })
  }
  const named = readScheduler(name.kind === 'scalar' ? name : { ...name, kind: 'scalar', text: describe(name), value: undefined }, context)
  const set = given.entries.get('set')?.given
  if (set !== undefined && set.kind !== 'map') {
    context.report({ where: set.where, expected: 'a map of parameters', got: describe(set), todo: 'write set: {experimenter.gap: 0.3s}' })
  }
  const layer = set?.kind === 'map' ? readLayer(set, context) : new Map()
  return named === undefined ? undefined : { choice: named.choice, layer }
}

function readSchedulers(map: GivenMap, where: string, context: Context): readonly Listed[] {
  const given = map.entries.get('schedulers')?.given
  if (given === undefined || given.kind !== 'list' || given.items.length === 0) {
    context.report({
      where: given?.where ?? where,
      expected: 'schedulers: a list of at least one',
      got: given === undefined ? 'none' : describe(given),
      todo: 'write schedulers: [default, coscheduling, fluence, kueue, gang], or some of these',
    })
    return []
  }
  const seen = new Set<string>()
  return given.items.flatMap((item) => {
    const one = readScheduler(item, context)
    if (one === undefined) return []
    const name = formatScheduler(one.choice)
    if (seen.has(name))
      context.report({ where: item.where, expected: 'each scheduler once', got: `${name} again`, todo: 'remove one of the two' })
    seen.add(name)
    return [one]
  })
}

function readTitle(map: GivenMap, where: string, context: Context): string {
  const given = map.entries.get('title')?.given
  if (given?.kind === 'scalar' && typeof given.value === 'string' && given.value.trim() !== '') return given.value.trim()
  context.report({
    where: given?.where ?? where,
    expected: 'title: one line of text',
    got: given === undefined ? 'none' : describe(given),
    todo: 'say what the scenario shows',
  })
  return ''
}

/**
 * The name of what a file or folder holds.
 * @example nameOf('data/scenarios/run10.yaml') // 'run10'
 * @example nameOf('manifests/') // 'manifests'
 */
export function nameOf(file: string): string {
  const last = file.split(/[/\\]/).findLast((part) => part !== '' && part !== '.') ?? 'here'
  return last.replace(/(?<=.)\.(ya?ml|json|csv|swf)$/, '')
}

/**
 * Reads and checks a scenario, for every scheduler it lists.
 * @param text YAML
 * @param file name for messages; without folders and ending it names the scenario
 * @throws ExperimentError with every mistake, each with line and column
 */
export function readScenario(text: string, file: string, input: ScenarioInput): Scenario {
  return readScenarioGiven(readYaml(text, file), file, input)
}

/** The same from what was read or imported already. */
export function readScenarioGiven(given: Given, file: string, input: ScenarioInput): Scenario {
  const problems = new Problems()
  const context: Context = { report: problems.report, calibration: input.calibration }
  if (given.kind !== 'map') {
    throw new ExperimentError([
      {
        where: given.where,
        expected: 'a scenario: a map of title, schedulers, cluster, workload, ...',
        got: describe(given),
        todo: 'start from a file under data/scenarios',
      },
    ])
  }
  const title = readTitle(given, given.where, context)
  const listed = readSchedulers(given, given.where, context)
  const base = readLayer(given, context, OWN_KEYS)
  const sets = readSets(input.sets, context)
  problems.throwIfAny()

  const name = nameOf(file)
  const settingsOf = (choice: SchedulerChoice): Settings => {
    const exact = listed.find((l) => l.choice.name === choice.name && l.choice.version === choice.version)
    const same = listed.find((l) => l.choice.name === choice.name)
    const own = exact?.layer ?? (same === undefined ? new Map() : onlyOwned(same.layer, choice))
    return new Settings([base, own, sets], choice, file)
  }
  const build = (choice: SchedulerChoice, report: (p: Problem) => void): Experiment =>
    buildExperiment({ name, title, choice, settings: settingsOf(choice), machines: input.machines }, report)
  const choiceOf = (scheduler: string): SchedulerChoice | Problem =>
    (scheduler.includes('@') ? undefined : listed.find((l) => l.choice.name === scheduler)?.choice) ??
    findScheduler(scheduler, '--scheduler')
  const experimentsFor = (schedulers: readonly string[]): readonly Experiment[] => {
    const all = new Problems()
    const experiments = schedulers.flatMap((scheduler) => {
      const choice = choiceOf(scheduler)
      if ('name' in choice) return [build(choice, all.report)]
      all.report(choice)
      return []
    })
    all.throwIfAny()
    return experiments
  }
  const experimentFor = (scheduler: string): Experiment => experimentsFor([scheduler])[0] as Experiment
  const settingsFor = (scheduler: string): ReadonlyMap<string, string> => {
    const choice = choiceOf(scheduler)
    if (!('name' in choice)) throw new ExperimentError([choice])
    return settingsOf(choice).texts()
  }
  return { name, title, schedulers: listed.map((l) => l.choice), experimentFor, experimentsFor, settingsFor }
}
