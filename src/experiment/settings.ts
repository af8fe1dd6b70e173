/** Values given for parameters, in layers: the scenario file, what it says for one scheduler, `--set`. The last wins. */
import { InvariantError, type Problem } from '../errors.ts'
import { describe, type Given, type GivenMap, readSetting } from './given.ts'
import { ownerOf, ownersText, type Parameter, readDefault } from './parameter.ts'
import { PARAMETERS } from './parameters/index.ts'
import type { SchedulerChoice } from './schedulers.ts'
import { didYouMean } from './suggest.ts'
import type { Context } from './value-types.ts'

interface Setting {
  readonly parameter: Parameter
  readonly value: unknown
  readonly where: string
}

/** By path. */
export type Layer = ReadonlyMap<string, Setting>

const BY_PATH = new Map(PARAMETERS.map((p) => [p.path, p]))
const PATHS = [...BY_PATH.keys()]
const SECTIONS = new Set(PATHS.flatMap((path) => path.split('.').map((_, i, parts) => parts.slice(0, i).join('.'))))

/** First parts of all paths: the keys a scenario file may have at its top, besides its own. */
export const SECTION_NAMES: readonly string[] = [...new Set(PATHS.map((path) => path.split('.')[0] as string))]

function take(layer: Map<string, Setting>, path: string, given: Given, where: string, context: Context): void {
  const parameter = BY_PATH.get(path) as Parameter
  if (layer.has(path)) {
    context.report({
      where,
      expected: `${path} once`,
      got: 'it again',
      todo: `keep one of the two; the other is at ${layer.get(path)?.where}`,
    })
    return
  }
  const value = parameter.type.read(given, context)
  if (value !== undefined) layer.set(path, { parameter, value, where })
}

function walk(layer: Map<string, Setting>, map: GivenMap, prefix: string, context: Context, skip: readonly string[]): void {
  for (const [key, entry] of map.entries) {
    if (skip.includes(key)) continue
    const path = prefix === '' ? key : `${prefix}.${key}`
    if (BY_PATH.has(path)) take(layer, path, entry.given, entry.where, context)
    else if (!SECTIONS.has(path)) {
      context.report({
        where: entry.where,
        expected: 'a known parameter',
        got: JSON.stringify(path),
        todo: unknownPath(path, prefix, skip),
      })
    } else if (entry.given.kind === 'map') walk(layer, entry.given, path, context, [])
    else
      context.report({
        where: entry.given.where,
        expected: `a map of the parameters ${path}.*`,
        got: describe(entry.given),
        todo: `write the parameters of ${path} below it, indented`,
      })
  }
}

function unknownPath(path: string, prefix: string, extra: readonly string[]): string {
  const near = didYouMean(path, [...PATHS, ...extra])
  if (near.startsWith('did')) return near
  const siblings = PATHS.filter((p) => p.startsWith(`${prefix}.`))
  return prefix === '' ? `known: ${[...extra, ...SECTION_NAMES].join(', ')}` : `known: ${siblings.join(', ')}`
}

/**
 * The parameters of a map, nested or with dotted keys.
 * @param skip keys at its top that are no parameters
 */
export function readLayer(map: GivenMap, context: Context, skip: readonly string[] = []): Layer {
  const layer = new Map<string, Setting>()
  walk(layer, map, '', context, skip)
  return layer
}

/** The parameters of `--set path=value` flags; of two for one path the last holds. */
export function readSets(sets: readonly string[], context: Context): Layer {
  const layer = new Map<string, Setting>()
  for (const set of sets) {
    const at = set.indexOf('=')
    const path = at < 0 ? set : set.slice(0, at)
    const where = `--set ${path}`
    if (at < 0) {
      context.report({
        where: `--set ${set}`,
        expected: 'path=value',
        got: JSON.stringify(set),
        todo: 'write for instance --set cluster.nodes=16',
      })
      continue
    }
    if (!BY_PATH.has(path)) {
      const todo = SECTIONS.has(path)
        ? `known: ${PATHS.filter((p) => p.startsWith(`${path}.`)).join(', ')}`
        : unknownPath(path, path.split('.')[0] as string, [])
      context.report({ where, expected: 'a known parameter', got: JSON.stringify(path), todo })
      continue
    }
    const given = readSetting(set.slice(at + 1), where)
    if (!('kind' in given)) {
      context.report(given)
      continue
    }
    layer.delete(path)
    take(layer, path, given, where, context)
  }
  return layer
}

/** What is given for another version of the same scheduler holds for this one as far as it has a meaning there. */
export function onlyOwned(layer: Layer, scheduler: SchedulerChoice): Layer {
  return new Map([...layer].filter(([, s]) => s.parameter.schedulers === undefined || ownerOf(s.parameter, scheduler) !== undefined))
}

/** The values that hold for one scheduler, defaults included. */
export class Settings {
  readonly #layers: readonly Layer[]
  readonly #scheduler: SchedulerChoice
  readonly #file: string
  readonly #values = new Map<string, unknown>()

  /** @param layers the last wins */
  constructor(layers: readonly Layer[], scheduler: SchedulerChoice, file: string) {
    this.#layers = layers
    this.#scheduler = scheduler
    this.#file = file
  }

  #find(path: string): Setting | undefined {
    return this.#layers.findLast((layer) => layer.has(path))?.get(path)
  }

  /** The value given, or the default; undefined if there is neither, or it has no meaning under this scheduler. */
  optional<T>(parameter: Parameter<T>): T | undefined {
    const { path } = parameter
    if (!this.#values.has(path)) this.#values.set(path, this.#read(parameter))
    return this.#values.get(path) as T | undefined
  }

  #read<T>(parameter: Parameter<T>): T | undefined {
    const given = this.#find(parameter.path)
    if (parameter.schedulers === undefined) return given === undefined ? readDefault(parameter, parameter.default) : (given.value as T)
    const owner = ownerOf(parameter, this.#scheduler)
    if (owner === undefined) return undefined
    return given === undefined ? readDefault(parameter, owner.default) : (given.value as T)
  }

  /** The value of a parameter that has a default. */
  value<T>(parameter: Parameter<T>): T {
    const value = this.optional(parameter)
    if (value === undefined) throw new InvariantError(`${parameter.path} has no default, so it may be absent`)
    return value
  }

  /** Every parameter that has a value here, as a person would write it, in the order of the help. */
  texts(): ReadonlyMap<string, string> {
    const values = PARAMETERS.map((p): [string, string | undefined] => {
      const value = this.optional(p)
      return [p.path, value === undefined ? undefined : p.type.print(value)]
    })
    return new Map(values.filter((entry): entry is [string, string] => entry[1] !== undefined))
  }

  given(parameter: Parameter): boolean {
    return this.#find(parameter.path) !== undefined
  }

  /** Where its value comes from, for messages: the place, or the file with the path. */
  where(parameter: Parameter): string {
    return this.#find(parameter.path)?.where ?? `${this.#file} ${parameter.path}`
  }

  /** Parameters given although they belong to other schedulers. */
  foreign(): readonly Problem[] {
    const me = `${this.#scheduler.name}@${this.#scheduler.version}`
    const problems: Problem[] = []
    for (const path of new Set(this.#layers.flatMap((layer) => [...layer.keys()]))) {
      const setting = this.#find(path) as Setting
      if (setting.parameter.schedulers === undefined || ownerOf(setting.parameter, this.#scheduler) !== undefined) continue
      const first = setting.parameter.schedulers[0]?.name
      problems.push({
        where: setting.where,
        expected: `a parameter of ${me}`,
        got: `${path}, which belongs to ${ownersText(setting.parameter)}`,
        todo: `leave it out, run with --scheduler ${first}, or give it to that scheduler alone: schedulers: [{name: ${first}, set: {${path}: ...}}]`,
      })
    }
    return problems
  }
}
