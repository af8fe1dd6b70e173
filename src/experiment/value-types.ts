/** The kinds of value a parameter can have: how each is read, checked and printed. */
import type { Problem } from '../errors.ts'
import type { Duration } from '../units.ts'
import { SECOND } from '../units.ts'
import type { Calibration } from './distribution-text.ts'
import { describe, type Given } from './given.ts'
import { formatCpu, formatDuration, formatMemory, parseCpu, parseDuration, parseMemory } from './quantities.ts'
import { didYouMean } from './suggest.ts'

export interface Context {
  report(problem: Problem): void
  readonly calibration: Calibration
}

export interface ValueType<T> {
  /** one or two words for the help: `whole number`, `duration` */
  readonly name: string
  /** what is accepted, bounds included; completes "expected ..." */
  readonly expected: string
  /** the value; undefined after reporting what is wrong */
  read(given: Given, context: Context): T | undefined
  /** as a person would write it */
  print(value: T): string
}

interface ScalarOptions<T> {
  readonly name: string
  readonly expected: string
  readonly todo: string
  readonly parse: (text: string) => T | undefined
  readonly print: (value: T) => string
}

function scalar<T>(o: ScalarOptions<T>): ValueType<T> {
  return {
    name: o.name,
    expected: o.expected,
    print: o.print,
    read(given, context) {
      const value = given.kind === 'scalar' && given.text !== '' ? o.parse(given.text) : undefined
      if (value === undefined) context.report({ where: given.where, expected: o.expected, got: describe(given), todo: o.todo })
      return value
    },
  }
}

export interface Range {
  readonly min?: number
  readonly max?: number
}

function within(value: number, range: Range): boolean {
  return value >= (range.min ?? 0) && value <= (range.max ?? Number.POSITIVE_INFINITY)
}

function rangeText(range: Range, print: (value: number) => string): string {
  const min = print(range.min ?? 0)
  return range.max === undefined ? `from ${min} up` : `from ${min} to ${print(range.max)}`
}

/** A whole number, from 0 up unless a range is given. */
export function wholeNumber(range: Range = {}): ValueType<number> {
  return scalar({
    name: 'whole number',
    expected: `a whole number ${rangeText(range, String)}`,
    todo: 'write digits only, without unit',
    parse: (text) => (/^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) && within(Number(text), range) ? Number(text) : undefined),
    print: String,
  })
}

/** A decimal number, from 0 up unless a range is given. */
export function decimalNumber(range: Range = {}): ValueType<number> {
  return scalar({
    name: 'number',
    expected: `a number ${rangeText(range, String)}`,
    todo: 'write digits, with a point if needed, without unit',
    parse: (text) => (/^\d+(\.\d+)?(e-?\d+)?$/.test(text) && within(Number(text), range) ? Number(text) : undefined),
    print: String,
  })
}

/** A duration with its unit; `whole` asks for whole seconds. */
export function duration(range: Range & { readonly whole?: boolean; readonly todo?: string } = {}): ValueType<Duration> {
  return scalar({
    name: 'duration',
    expected: `${range.whole === true ? 'whole seconds' : 'a duration'} ${rangeText(range, formatDuration)}`,
    todo: range.todo ?? 'give it a unit: us, ms, s, m or h, as in 500ms, 0.54s, 5m',
    parse: (text) => {
      const value = parseDuration(text)
      return value !== undefined && within(value, range) && (range.whole !== true || value % SECOND === 0) ? value : undefined
    },
    print: formatDuration,
  })
}

/** Cpu in cores or millicores; millicores inside. */
export function cpu(range: Range = {}): ValueType<number> {
  return scalar({
    name: 'cpu',
    expected: `cpu ${rangeText(range, formatCpu)}`,
    todo: 'write cores (2, 0.5) or millicores (600m)',
    parse: (text) => {
      const value = parseCpu(text)
      return value !== undefined && within(value, range) ? value : undefined
    },
    print: formatCpu,
  })
}

/** Memory; bytes inside. */
export function memory(): ValueType<number> {
  return scalar({
    name: 'memory',
    expected: 'memory',
    todo: 'write bytes with a unit of Kubernetes: 400Mi, 2Gi, 29085840Ki, 2G',
    parse: parseMemory,
    print: formatMemory,
  })
}

/** One of a few words. */
export function choice<const T extends string>(words: readonly T[]): ValueType<T> {
  const expected = `one of ${words.join(', ')}`
  return {
    name: 'choice',
    expected,
    print: (value) => value,
    read(given, context) {
      const text = given.kind === 'scalar' ? given.text : ''
      const word = words.find((w) => w === text)
      if (word === undefined) context.report({ where: given.where, expected, got: describe(given), todo: didYouMean(text, words) })
      return word
    },
  }
}

/** yes or no, written true or false. */
export function flag(): ValueType<boolean> {
  return scalar({
    name: 'true or false',
    expected: 'true or false',
    todo: 'write true or false',
    parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
    print: String,
  })
}

/** Text of a given shape. */
export function text(pattern: RegExp, expected: string, todo: string): ValueType<string> {
  return scalar({ name: 'text', expected, todo, parse: (t) => (pattern.test(t) ? t : undefined), print: (t) => t })
}

/** A lower-case name as Kubernetes takes it. */
export function objectName(): ValueType<string> {
  return text(
    /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/,
    'a name of lower-case letters, digits, "-" and "."',
    'Kubernetes takes no other characters, and at most 63',
  )
}

/** Several values of one type. */
export function listOf<T>(item: ValueType<T>, least = 0): ValueType<readonly T[]> {
  const expected = `a list${least > 0 ? ` of at least ${least}` : ''}, each ${item.expected}`
  return {
    name: `list of ${item.name}`,
    expected,
    print: (values) => `[${values.map(item.print).join(', ')}]`,
    read(given, context) {
      if (given.kind !== 'list' || given.items.length < least) {
        context.report({ where: given.where, expected, got: describe(given), todo: 'write a list: [a, b], or one item a line after "- "' })
        return undefined
      }
      const values = given.items.map((one) => item.read(one, context))
      return values.includes(undefined) ? undefined : (values as T[])
    },
  }
}
