import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kaplanMeier, type Lifetime, survivalAt } from '../../../analysis/stats/kaplan-meier.ts'
import { logRank } from '../../../analysis/stats/log-rank.ts'
import { CASES } from '../../support/cases.ts'
import { group, near, nearEnds, reference } from './reference.ts'

const lifetimes = fc.array(fc.record({ time: fc.integer({ min: 0, max: 30 }), ended: fc.boolean() }), { minLength: 1, maxLength: 20 })

describe('Kaplan-Meier', () => {
  for (const known of reference.survival) {
    test(`agrees with lifelines on "${known.group}"`, () => {
      const got = kaplanMeier(group(known.group))
      expect(got.steps.map((s) => [s.time, s.atRisk, s.ended, s.censored])).toEqual(
        known.steps.map((s) => [s.time, s.atRisk, s.ended, s.censored]),
      )
      known.steps.forEach((step, i) => {
        const mine = got.steps[i]
        expect(mine?.survival).toBeCloseTo(step.survival, 12)
        if (step.error !== undefined) near(mine?.error, step.error, 1e-11)
        if (step.logLog === undefined) expect(mine).not.toHaveProperty('logLog')
        else nearEnds(mine?.logLog, step.logLog, 1e-9)
      })
      expect(got.median).toBe(known.median)
      expect(got.medianLow).toBe(known.medianLow)
      // where nobody is left lifelines takes both bounds for 0; ours are absent there, as in R
      if (known.medianHigh !== undefined && survivalAt(got, known.medianHigh) > 0) expect(got.medianHigh).toBe(known.medianHigh)
    })
  }

  test('by hand: three of four end, one is last seen between', () => {
    const jobs: Lifetime[] = [
      { time: 1, ended: true },
      { time: 2, ended: false },
      { time: 3, ended: true },
      { time: 4, ended: true },
    ]
    const { steps, ...rest } = kaplanMeier(jobs)
    expect(steps.map((s) => s.survival)).toEqual([0.75, 0.75, 0.375, 0])
    // Greenwood: 0.75^2 * 1/(4*3), then 0.375^2 * (1/12 + 1/2)
    expect(steps[0]?.error).toBeCloseTo(0.75 / Math.sqrt(12), 14)
    expect(steps[2]?.error).toBeCloseTo(0.375 * Math.sqrt(7 / 12), 14)
    expect(steps[3]).not.toHaveProperty('plain')
    expect(rest).toMatchObject({ n: 4, ended: 3, censored: 1, median: 3 })
  })

  test('jobs that never end are not dropped: the curve stays up, and there is no median', () => {
    const curve = kaplanMeier(group('clogged'))
    expect(curve).toMatchObject({ n: 12, ended: 2, censored: 10 })
    expect(curve).not.toHaveProperty('median')
    expect(survivalAt(curve, 299)).toBeCloseTo(10 / 12, 12)
    expect(survivalAt(curve, 11.9)).toBe(1)
  })

  test('without censoring it is the share that has not ended yet; it never rises; order changes nothing; bounds hold it', () => {
    fc.assert(
      fc.property(lifetimes, (jobs) => {
        const curve = kaplanMeier(jobs)
        expect(kaplanMeier([...jobs].reverse())).toEqual(curve)
        let before = 1
        for (const { survival, plain, logLog } of curve.steps) {
          expect(survival).toBeLessThanOrEqual(before)
          before = survival
          for (const i of [plain, logLog]) {
            if (i !== undefined) expect(0 <= i.low && i.low <= survival + 1e-12 && survival - 1e-12 <= i.high && i.high <= 1).toBe(true)
          }
        }
        const all = jobs.map((j) => ({ ...j, ended: true }))
        for (const { time, survival } of kaplanMeier(all).steps)
          expect(survival).toBeCloseTo(all.filter((j) => j.time > time).length / all.length, 12)
      }),
      { numRuns: CASES },
    )
  })

  test('no jobs, or a time that is none, are refused', () => {
    expect(() => kaplanMeier([])).toThrow('expected at least 1 job, got 0')
    expect(() => kaplanMeier([{ time: Number.NaN, ended: false }])).toThrow('expected times from 0 up, got NaN at place 0')
  })
})

describe('log-rank', () => {
  for (const known of reference.logRank) {
    test(`agrees with lifelines on "${known.a}" against "${known.b}"`, () => {
      const got = logRank(group(known.a), group(known.b))
      near(got.chiSquare, known.chiSquare, 1e-11)
      near(got.p, known.p, 1e-9)
    })
  }

  test('where nothing ends there is nothing to tell apart', () => {
    expect(logRank(group('none'), group('none'))).toEqual({ observedA: 0, expectedA: 0 })
  })

  test('exchanging the groups changes nothing, nor does the unit of time', () => {
    fc.assert(
      fc.property(lifetimes, lifetimes, (a, b) => {
        const { chiSquare } = logRank(a, b)
        const slower = (jobs: readonly Lifetime[]) => jobs.map((j) => ({ ...j, time: j.time * 60 })).reverse()
        expect(logRank(slower(a), slower(b)).chiSquare).toEqual(chiSquare)
        if (chiSquare !== undefined) expect(logRank(b, a).chiSquare).toBeCloseTo(chiSquare, 8)
      }),
      { numRuns: CASES },
    )
  })
})
