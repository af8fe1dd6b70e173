/**
 * A parameter, declared once: its path, type with unit and bounds, default, one line of help, source. Reading, checking,
 * `--set`, the help and the table in the documentation come from these entries.
 */
import { InvariantError } from '../errors.ts'
import { describe, type Given } from './given.ts'
import { didYouMean } from './suggest.ts'
import type { Context, ValueType } from './value-types.ts'

/** A scheduler that a parameter belongs to, with its default there. */
export interface Owner {
  readonly name: string
  /** absent: all versions */
  readonly versions?: readonly string[]
  readonly default: string
}

export interface Parameter<T = unknown> {
  /** `cluster.nodes`; a field of a list's items: `workload.jobs[].size` */
  readonly path: string
  readonly type: ValueType<T>
  /** as a person would write it; null: not set unless given (see `unset`) */
  readonly default: string | null
  /** what it means when it is not set */
  readonly unset?: string
  readonly help: string
  /** where default and bounds come from */
  readonly source: string
  /** schedulers it belongs to, each with its default; absent: every run has it */
  readonly schedulers?: readonly Owner[]
}

/** Whether the parameter has a meaning under this scheduler. */
export function ownerOf(parameter: Parameter, scheduler: { readonly name: string; readonly version: string }): Owner | undefined {
  return parameter.schedulers?.find(
    (o) => o.name === scheduler.name && (o.versions === undefined || o.versions.includes(scheduler.version)),
  )
}

/** `coscheduling, fluence F4 F5`: the schedulers of a parameter, for messages and help. */
export function ownersText(parameter: Parameter): string {
  return (parameter.schedulers ?? []).map((o) => (o.versions === undefined ? o.name : `${o.name} ${o.versions.join(' ')}`)).join(', ')
}

const NO_RECORDINGS: Context = {
  calibration: () => undefined,
  report: (problem) => {
    throw new InvariantError(`default of a parameter cannot be read: ${problem.expected}, got ${problem.got}`)
  },
}

const DEFAULTS = new WeakMap<Parameter, Map<string, unknown>>()

/** Reads the default of a parameter, each text once; undefined if it has none. */
export function readDefault<T>(parameter: Parameter<T>, text: string | null): T | undefined {
  if (text === null) return undefined
  let known = DEFAULTS.get(parameter)
  if (known === undefined) {
    known = new Map()
    DEFAULTS.set(parameter, known)
  }
  if (!known.has(text)) known.set(text, parameter.type.read(plain(text, parameter.path), NO_RECORDINGS))
  return known.get(text) as T | undefined
}

/** Defaults of lists are written `[]` or `[a, b]`; all else is a scalar. */
function plain(text: string, where: string): Given {
  if (!text.startsWith('[')) return { kind: 'scalar', text, value: text, where }
  const inside = text.slice(1, -1).trim()
  const items = inside === '' ? [] : inside.split(',').map((item) => plain(item.trim(), where))
  return { kind: 'list', items, where }
}

const PLACES = new WeakMap<object, string>()

/** Where a record of a list (a job, a pool, a size), or a distribution of a map, stands in the scenario; for messages. */
export function placeOf(record: object): string | undefined {
  return PLACES.get(record)
}

/** Remembers where a value stands; gives it back. */
export function placed<R extends object>(record: R, where: string): R {
  PLACES.set(record, where)
  return record
}

type Fields = Readonly<Record<string, Parameter>>
/** The values of a record: fields with a default are always there. */
export type RecordOf<F extends Fields> = { readonly [K in keyof F]?: F[K] extends Parameter<infer T> ? T : never }

/**
 * A map with known keys, each a parameter. What is not given stays absent: the builder decides from where it is taken.
 * @param short reads a scalar given instead of the map (`3` for `{ size: 3 }`)
 */
export function recordOf<F extends Fields>(name: string, fields: F, short?: keyof F & string): ValueType<RecordOf<F>> {
  const keys = Object.keys(fields)
  const expected = `${short === undefined ? '' : `${(fields[short] as Parameter).type.expected}, or `}a map with some of ${keys.join(', ')}`
  return {
    name,
    expected,
    print: (value) => {
      const given = keys.filter((k) => value[k] !== undefined)
      const print = (key: string): string => (fields[key] as Parameter).type.print(value[key])
      if (short !== undefined && given.length === 1 && given[0] === short) return print(short)
      return `{${given.map((key) => `${key}: ${print(key)}`).join(', ')}}`
    },
    read(given, context) {
      const value: Record<string, unknown> = {}
      if (given.kind === 'scalar' && short !== undefined) {
        const read = (fields[short] as Parameter).type.read(given, context)
        return read === undefined ? undefined : placed({ [short]: read } as RecordOf<F>, given.where)
      }
      if (given.kind !== 'map') {
        context.report({ where: given.where, expected, got: describe(given), todo: `write {${keys[0]}: ...}` })
        return undefined
      }
      let whole = true
      for (const [key, entry] of given.entries) {
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined
        if (field === undefined)
          context.report({
            where: entry.where,
            expected: `one of ${keys.join(', ')}`,
            got: JSON.stringify(key),
            todo: didYouMean(key, keys),
          })
        const read = field?.type.read(entry.given, context)
        if (read === undefined) whole = false
        else value[key] = read
      }
      return whole ? placed(value as RecordOf<F>, given.where) : undefined
    },
  }
}
