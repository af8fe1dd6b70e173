import { describe, expect, test } from 'vitest'
import { type Finding, inScale, sentence, verdictOf } from '../../../analysis/stats/sentence.ts'

const finding = (over: Partial<Finding> = {}): Finding => ({
  metric: 'mean turnaround',
  unit: 's',
  a: { name: 'kueue', mean: 118.234, n: 30 },
  b: { name: 'default', mean: 130.5, n: 30 },
  difference: { value: -12.266, n: 30, interval: { low: -14.5, high: -10.032, level: 0.95 } },
  paired: true,
  p: 0.00002,
  ...over,
})

describe('a comparison in one sentence', () => {
  test('says what was found, its size, its interval and n', () => {
    expect(sentence(finding())).toBe(
      'mean turnaround: kueue is 12.3 s lower than default (118.2 against 130.5 s; 95 % interval -14.5 to -10.0 s; n = 30 pairs; p < 0.001)',
    )
  })

  test('names both n where the sides met different seeds, the correction, and the effect size', () => {
    expect(sentence(finding({ paired: false, b: { name: 'default', mean: 130.5, n: 12 }, holm: { p: 0.012, of: 4 }, a12: 0.08 }))).toBe(
      'mean turnaround: kueue is 12.3 s lower than default (118.2 against 130.5 s; 95 % interval -14.5 to -10.0 s; n = 30 and 12; p = 0.012 after Holm over 4; A12 = 0.08)',
    )
  })

  test('words "no difference seen" as that', () => {
    const difference = { value: -0.7, n: 30, interval: { low: -2.3, high: 0.9, level: 0.95 } }
    expect(sentence(finding({ difference, p: 0.38 }))).toBe(
      'mean turnaround: no difference seen between kueue and default (118.2 against 130.5 s; difference -0.7 s, 95 % interval -2.3 to 0.9 s; n = 30 pairs; p = 0.38)',
    )
  })

  test('what is seen alone but not after correction counts as not seen', () => {
    expect(verdictOf(finding({ p: 0.04 }))).toBe('lower')
    expect(verdictOf(finding({ p: 0.04, holm: { p: 0.08, of: 2 } }))).toBe('no difference seen')
    expect(sentence(finding({ p: 0.04, holm: { p: 0.08, of: 2 } }))).toContain(
      'no difference seen after correction between kueue and default',
    )
  })

  test('n = 1 claims nothing and says why', () => {
    const one = finding({
      a: { name: 'kueue', mean: 118.234, n: 1 },
      b: { name: 'default', mean: 130.5, n: 1 },
      difference: { value: -12.266, n: 1, note: 'n = 1: no interval' },
    })
    const { p: _, ...untested } = one
    expect(sentence(untested)).toBe(
      'mean turnaround: kueue 118 s, default 131 s, 12 s apart (n = 1 pair). n = 1: no interval, so nothing follows for other runs',
    )
    expect(verdictOf(untested)).toBe('not tested')
  })

  test('pairs that all differ by the same say so', () => {
    const { p: _, ...same } = finding({ difference: { value: -2, n: 30, note: 'every pair differs by the same: no interval' } })
    expect(sentence(same)).toBe(
      'mean turnaround: kueue 118.2 s, default 130.5 s, 2.0 s apart (n = 30 pairs). every pair differs by the same: no interval',
    )
  })

  test('the level tested is the level of the interval', () => {
    const difference = { value: 2, n: 30, interval: { low: 0.1, high: 3.9, level: 0.99 } }
    expect(verdictOf(finding({ difference, p: 0.02 }))).toBe('no difference seen')
    expect(verdictOf(finding({ difference, p: 0.009 }))).toBe('higher')
  })

  test('shares have no unit', () => {
    const difference = { value: 0.1, n: 9, interval: { low: 0.05, high: 0.15, level: 0.95 } }
    expect(sentence(finding({ metric: 'utilisation', unit: '', difference }))).toContain('utilisation: kueue is 0.10 higher than default')
  })

  test('numbers show two digits of the interval and no minus before nothing', () => {
    expect([inScale(-0.0001, 1), inScale(1234.5, 300), inScale(0.123456, 0.01), inScale(7, 0), inScale(7.25, 0)]).toEqual([
      '0.0',
      '1235',
      '0.123',
      '7',
      '7.3',
    ])
  })
})
