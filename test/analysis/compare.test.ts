import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Comparison, compareSets } from '../../analysis/compare.ts'
import { comparisonText, sentencesOf } from '../../analysis/compare-text.ts'
import { RUN_METRICS } from '../../analysis/run-metrics.ts'
import type { RunSet } from '../../analysis/run-set.ts'
import { holm } from '../../analysis/stats/holm.ts'
import { paired } from '../../analysis/stats/paired.ts'
import { welch } from '../../analysis/stats/welch.ts'
import { CASES } from '../support/cases.ts'
import { aRun, aSet, withTurnarounds } from '../support/run-sets.ts'

const only = (...names: string[]) => RUN_METRICS.filter((m) => names.includes(m.name))
const compare = (a: RunSet, b: RunSet, ...names: string[]): Comparison => {
  const [found] = compareSets([[a, b]], names.length === 0 ? RUN_METRICS : only(...names))
  return found as Comparison
}
const turnaroundOf = (c: Comparison) => c.metrics[0]?.finding

const FAST = [50, 61, 43, 55, 70]
const SLOW = [58, 70, 49, 66, 78]

describe('what meets what', () => {
  test('runs of the same jobs are paired by seed', () => {
    const found = turnaroundOf(compare(withTurnarounds('a', FAST), withTurnarounds('b', SLOW), 'turnaround'))
    expect(found).toMatchObject({ paired: true, a: { n: 5 }, b: { n: 5 }, p: paired(FAST, SLOW).p })
    expect(found?.difference).toEqual(paired(FAST, SLOW).difference)
  })

  test('of other jobs they are not: a seed means nothing then', () => {
    const c = compare(withTurnarounds('a', FAST), withTurnarounds('b', SLOW, { workload: 'other' }), 'turnaround')
    expect(c.seeds).toEqual([])
    expect(turnaroundOf(c)).toMatchObject({ paired: false, p: welch(FAST, SLOW).p })
  })

  test('seeds that only one side met are left out, and that is said', () => {
    const c = compare(withTurnarounds('a', FAST), withTurnarounds('b', SLOW.slice(0, 3)), 'turnaround')
    expect(turnaroundOf(c)).toMatchObject({ paired: true, a: { n: 3, mean: (50 + 61 + 43) / 3 } })
    expect(c.metrics[0]?.notes).toEqual(['2 runs of a left out: the other side has none to pair with'])
  })

  test('a single common seed among many is no pairing', () => {
    const a = withTurnarounds('a', FAST)
    const shifted = new Map([...withTurnarounds('b', SLOW).runs].map(([seed, run]) => [seed + 4, run]))
    expect(turnaroundOf(compare(a, { ...withTurnarounds('b', []), runs: shifted }, 'turnaround'))).toMatchObject({ paired: false })
  })

  test('exchanging the sides mirrors every difference and keeps every p', () => {
    const sample = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const [a, b] = [withTurnarounds('a', x), withTurnarounds('b', y)]
        const [there, back] = [turnaroundOf(compare(a, b, 'turnaround')), turnaroundOf(compare(b, a, 'turnaround'))]
        expect(back?.difference.value).toBeCloseTo(-(there?.difference.value as number), 9)
        expect(back?.p === undefined).toBe(there?.p === undefined)
        if (there?.p !== undefined) expect(back?.p).toBeCloseTo(there.p, 9)
      }),
      { numRuns: CASES },
    )
  })
})

describe('n = 1', () => {
  const one = compare(withTurnarounds('a', [50]), withTurnarounds('b', [62]), 'turnaround')

  test('gives no interval, no p and no effect size, and says so', () => {
    expect(sentencesOf(one)).toEqual([
      'mean turnaround: a 50 s, b 62 s, 12 s apart (n = 1 pair). n = 1: no interval, so nothing follows for other runs',
    ])
    expect(turnaroundOf(one)).not.toHaveProperty('p')
    expect(one.metrics[0]).not.toHaveProperty('mannWhitney')
  })

  test('describes the same jobs one by one instead', () => {
    const jobs = (...times: number[]) => times.map((turnaroundS, i) => ({ job: `job-${i}`, size: 2, turnaroundS, watchedS: 100 }))
    const c = compare(aSet('a', [aRun({}, jobs(10, 20, 30, 40))]), aSet('b', [aRun({}, jobs(15, 20, 44, 90))]), 'turnaround')
    expect(c.jobByJob).toEqual({ n: 4, sooner: 3, later: 0, equal: 1, medianS: -9.5 })
    expect(sentencesOf(c).at(-1)).toBe(
      'job by job, one run of each: of 4 jobs completed by both, 3 complete sooner under a, 0 later, 1 at once; the middle difference is -9.5 s',
    )
  })
})

describe('jobs that never finished', () => {
  const clog = { outcome: 'clogged', completed: 2, makespanS: null, turnaroundS: { mean: 5, median: 5, p95: 5 } } as const
  const clogged = aSet('default', [aRun(clog), aRun(clog), aRun({})])
  const whole = aSet('kueue', [aRun({}), aRun({}), aRun({})])

  test('keep their run out of every mean: over the few that came through the clogged side would look best', () => {
    const c = compare(clogged, whole)
    for (const { metric, finding } of c.metrics.filter((m) => m.metric.whole && m.finding)) expect(finding?.a.n, metric.name).toBe(1)
    expect(sentencesOf(c)[1]).toContain(
      'default completed 14 of 30 jobs: 2 of its 3 runs left jobs unfinished and have no mean turnaround, makespan,',
    )
  })

  test('are compared by how often runs clog, with an interval for each side', () => {
    const many = (n: number, over: object) => Array.from({ length: n }, () => aRun(over))
    const c = compare(aSet('default', many(30, clog)), aSet('kueue', many(30, {})), 'turnaround')
    expect(sentencesOf(c)[0]).toBe(
      'clogging or livelock: default in 30 of 30 runs (95 % interval 88.6 to 100 %), kueue in 0 of 30 runs (95 % interval 0 to 11.4 %); p < 0.001',
    )
    expect(compare(whole, whole)).not.toHaveProperty('clogging')
  })

  test('count in the Kaplan-Meier curve: censored when last seen, in a clogged run never', () => {
    const jobs = [
      { job: 'x', size: 2, turnaroundS: 4, watchedS: 9 },
      { job: 'y', size: 2, watchedS: 7 },
    ]
    const late = [
      { job: 'x', size: 2, turnaroundS: 50, watchedS: 99 },
      { job: 'y', size: 2, turnaroundS: 80, watchedS: 90 },
    ]
    const b = aSet('kueue', [aRun({ jobs: 2, completed: 2 }, late)])
    const limited = aSet('slow', [aRun({ outcome: 'time-limit', jobs: 3, completed: 1 }, jobs)])
    expect(compare(limited, b).completion?.a.steps.map((s) => [s.time, s.ended, s.censored])).toEqual([
      [4, 1, 0],
      [7, 0, 1],
    ])
    // clogged: y waits as long as anybody is watched, and so does the third job, never submitted
    const stuck = aSet('default', [aRun({ outcome: 'clogged', jobs: 3, completed: 1 }, jobs)])
    expect(compare(stuck, b).completion?.a).toMatchObject({ n: 3, ended: 1, censored: 2 })
    expect(compare(stuck, b).completion?.a.steps.map((s) => [s.time, s.ended, s.censored])).toEqual([
      [4, 1, 0],
      [80, 0, 2],
    ])
    expect(sentencesOf(compare(stuck, b)).join('\n')).toContain(
      'time to completion (Kaplan-Meier): 1 of 3 jobs of default (1 run) complete, fewer than half; 2 of 2 jobs of kueue (1 run) complete, half of all within 50.0 s',
    )
  })
})

describe('the family', () => {
  test('is every test printed: metrics, clogging, and all pairs of sets', () => {
    const clog = aRun({ outcome: 'clogged', completed: 1 })
    const pairs = [
      [withTurnarounds('a', FAST), withTurnarounds('b', SLOW)],
      [aSet('c', [clog, clog, aRun({})]), aSet('d', [aRun({}), aRun({}), aRun({})])],
      [withTurnarounds('e', [1, 5, 3]), withTurnarounds('f', [2, 3, 4])],
    ] as const
    const found = compareSets(pairs, only('turnaround'))
    const raw = [found[0]?.metrics[0]?.finding?.p, found[1]?.clogging?.p, found[2]?.metrics[0]?.finding?.p] as number[]
    const corrected = [found[0]?.metrics[0]?.finding?.holm, found[1]?.clogging?.holm, found[2]?.metrics[0]?.finding?.holm]
    expect(corrected).toEqual(holm(raw).map((p) => ({ p, of: 3 })))
  })

  test('of one is not corrected', () => {
    expect(turnaroundOf(compare(withTurnarounds('a', FAST), withTurnarounds('b', SLOW), 'turnaround'))).not.toHaveProperty('holm')
  })
})

describe('the answer as printed', () => {
  test('says which runs, a sentence each, and the table', () => {
    const text = comparisonText([compare(withTurnarounds('a', FAST), withTurnarounds('b', SLOW), 'turnaround')])
    expect(text.split('\n')).toEqual([
      'a  runs/a (run10, 5 runs)',
      'against b  runs/b (run10, 5 runs)',
      '5 seeds met by both with the same jobs',
      '',
      'mean turnaround: a is 8.4 s lower than b (55.8 against 64.2 s; 95 % interval -10.7 to -6.1 s; n = 5 pairs; p < 0.001; A12 = 0.30)',
      '',
      'metric                 a     b  difference  95 % interval        n        p  p (Holm)   A12  found',
      'mean turnaround, s  55.8  64.2        -8.4  -10.7 to -6.1  5 pairs  < 0.001         -  0.30  lower',
      '',
      'One number a run; difference: the first less the second. Pairs: runs of the same jobs under the same seed (t interval of their',
      'differences); otherwise Welch. Holm: corrected over all tests printed here. A12: how often a run of the first exceeds one of the second.',
    ])
  })

  test('names what could not be compared and why', () => {
    expect(sentencesOf(compare(withTurnarounds('a', FAST), withTurnarounds('b', SLOW), 'wait'))).toEqual([
      'nothing to compare: mean wait',
      '  5 runs of a left out: its record was not kept (npm run sim -- --records keeps all)',
      '  5 runs of b left out: its record was not kept (npm run sim -- --records keeps all)',
    ])
  })
})
