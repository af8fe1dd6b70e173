/** Names and versions of schedulers. */
import { describe, expect, it } from 'vitest'
import { findScheduler, formatScheduler, SCHEDULER_NAMES, SCHEDULERS } from '../../../src/experiment/schedulers.ts'

const found = (text: string): string => {
  const choice = findScheduler(text, '--scheduler')
  return 'name' in choice ? formatScheduler(choice) : `${choice.expected}; got ${choice.got}; ${choice.todo}`
}

describe('a scheduler', () => {
  it('named without version is the first of the table', () => {
    expect(SCHEDULER_NAMES.map(found)).toEqual(['default@1.28', 'coscheduling@0.28', 'fluence@F5', 'kueue@0.6.2', 'gang@1.37'])
  })

  it.each([
    ['default@1.27', 'default@1.27'],
    ['coscheduling@0.28.9', 'coscheduling@0.28'],
    ['coscheduling@master', 'coscheduling@0.34'],
    ['fluence@original', 'fluence@F1'],
    ['kueue@0.6', 'kueue@0.6.2'],
  ])('%s is recorded as %s', (text, full) => {
    expect(found(text)).toBe(full)
  })

  it('that is unknown is answered with the known ones', () => {
    expect(found('kueu')).toBe('a scheduler: default, coscheduling, fluence, kueue, gang; got "kueu"; did you mean kueue?')
    expect(found('volcano')).toContain('known: default, coscheduling')
  })

  it('whose version is unknown is answered with the known versions', () => {
    expect(found('kueue@0.14')).toBe('a version of kueue: 0.6.2; got "0.14"; write kueue for kueue@0.6.2, or one of these versions')
    expect(found('default@')).toContain('a version of default: 1.28, 1.27, 1.29, 1.34, 1.37')
  })

  it('has no alias that means two versions', () => {
    for (const name of SCHEDULER_NAMES) {
      const words = SCHEDULERS.filter((s) => s.name === name).flatMap((s) => [s.version, ...s.aliases])
      expect(new Set(words).size).toBe(words.length)
    }
  })
})
