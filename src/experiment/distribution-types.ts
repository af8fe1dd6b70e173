/** Parameters that are distributions of durations: one, or one for each key. */
import type { Distribution } from './distribution.ts'
import { DISTRIBUTION_FORMS, formatDistribution, parseDistribution } from './distribution-text.ts'
import { describe } from './given.ts'
import { placed } from './parameter.ts'
import type { ValueType } from './value-types.ts'

/** A distribution of durations. */
export function distribution(): ValueType<Distribution> {
  return {
    name: 'distribution',
    expected: 'a duration or a distribution of durations',
    print: formatDistribution,
    read(given, context) {
      const reading = given.kind === 'scalar' && given.text !== '' ? parseDistribution(given.text, context.calibration) : undefined
      if (reading?.ok === true) return reading.value
      context.report({
        where: given.where,
        expected: 'a duration or a distribution of durations',
        got: reading === undefined ? describe(given) : `${describe(given)}: ${reading.why}`,
        todo: `write ${DISTRIBUTION_FORMS}`,
      })
      return undefined
    },
  }
}

/** A distribution for each key, or one for all (key ''). */
export function keyedDistributions(): ValueType<Readonly<Record<string, Distribution>>> {
  const one = distribution()
  const expected = 'a distribution of durations, or a map from key to distribution'
  return {
    name: 'distribution by key',
    expected,
    print: (value) => {
      const keys = Object.keys(value)
      if (keys.length === 1 && keys[0] === '') return one.print(value[''] as Distribution)
      return `{${keys.map((k) => `${k === '' ? 'other' : k}: "${one.print(value[k] as Distribution)}"`).join(', ')}}`
    },
    read(given, context) {
      if (given.kind === 'scalar') {
        const value = one.read(given, context)
        return value === undefined ? undefined : { '': value }
      }
      if (given.kind === 'list' || given.entries.size === 0) {
        context.report({
          where: given.where,
          expected,
          got: describe(given),
          todo: 'write one distribution, or a map such as {2: 8s, 3: 7s, other: 9s}',
        })
        return undefined
      }
      const values: [string, Distribution][] = []
      for (const [key, entry] of given.entries) {
        const read = one.read(entry.given, context)
        if (read !== undefined) values.push([key === 'other' ? '' : key, placed(read, entry.where)])
      }
      return values.length === given.entries.size ? Object.fromEntries(values) : undefined
    },
  }
}
