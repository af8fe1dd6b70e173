/** Whether an answer depends on the constants: designs, and what is said. */
import { describe, expect, it } from 'vitest'
import { UNCERTAIN } from '../../../analysis/sizing/constants.ts'
import { latinHypercube, oneAtATime } from '../../../analysis/sizing/design.ts'
import type { Trial } from '../../../analysis/sizing/goals.ts'
import { SENSITIVITY_RUNS, sensitivityDesign, sensitivitySentences, type Tried, tornadoOf } from '../../../analysis/sizing/sensitivity.ts'
import { loadScenario } from '../../../cli/scenario-files.ts'
import { Streams } from '../../../src/random.ts'

describe('the uncertain constants', () => {
  it('are parameters, and both ends are values that these take', () => {
    for (const { path, low, high } of UNCERTAIN) {
      for (const end of [low, high]) expect(() => loadScenario('run10', [`${path}=${end}`]).experimentFor('default')).not.toThrow()
    }
  })
})

describe('designs', () => {
  it('one at a time: the base, then each factor at both ends', () => {
    const points = oneAtATime([{ path: 'a', low: '1s', high: '2s' }])
    expect(points.map((point) => point.sets)).toEqual([[], ['a=1s'], ['a=2s']])
  })

  it('a Latin hypercube has one point in each stratum of each factor, and is the same each time', () => {
    const design = latinHypercube(5, 16, new Streams(1))
    for (let f = 0; f < 5; f++) {
      const strata = design.map((point) => Math.floor((point[f] as number) * 16)).sort((a, b) => a - b)
      expect(strata).toEqual(Array.from({ length: 16 }, (_, i) => i))
    }
    expect(latinHypercube(5, 16, new Streams(1))).toEqual(design)
    expect(latinHypercube(5, 16, new Streams(2))).not.toEqual(design)
  })

  it('leave out what has no meaning, and take only the ends where what lies between is not plausible', () => {
    const points = sensitivityDesign((path) => path === 'api.read' || path === 'scheduler.backgroundEvents')
    expect(points).toHaveLength(1 + 2 * 2 + 16)
    const events = points.slice(5).map((point) => point.sets.find((set) => set.startsWith('scheduler.backgroundEvents')))
    expect(new Set(events)).toEqual(new Set(['scheduler.backgroundEvents=0s', 'scheduler.backgroundEvents=10s']))
  })
})

describe('what is said', () => {
  const goals = { clogRisk: 0.05, quantile: 0.95 }
  const runs = (clogged: number, makespanS: number): Trial[] =>
    Array.from({ length: SENSITIVITY_RUNS }, (_, i) => (i < clogged ? { clogged: true } : { clogged: false, makespanS }))
  const tried = (alone: number): Tried[] => [
    { point: { sets: [] }, trials: runs(0, 100) },
    { point: { alone: { path: 'api.read', end: 'low' }, sets: ['api.read=2ms'] }, trials: runs(0, 90) },
    { point: { alone: { path: 'api.read', end: 'high' }, sets: ['api.read=5ms'] }, trials: runs(alone, 130) },
    { point: { sets: ['api.read=3ms'] }, trials: runs(1, 101) },
  ]

  it('holds, with what moves the makespan most and the share over all settings', () => {
    expect(sensitivitySentences(tried(0), goals)).toEqual([
      'Holds for all plausible latencies: at none of 4 settings is a goal shown to be missed.',
      'Over 1 settings that move all constants at once, 1 of 64 runs missed a goal: at most 7.2 % do, with 95 % confidence.',
      'What moves the makespan most is api.read: by 30 s of 100 s.',
    ])
  })

  it('depends, on what and how', () => {
    expect(sensitivitySentences(tried(30), goals)[0]).toBe('Depends on api.read=5ms (30 of 64 runs clogged).')
  })

  it('is drawn with the median at both ends', () => {
    expect(tornadoOf(tried(0), goals, 'Source: made up.')?.bars).toEqual([
      { parameter: 'api.read', low: '2ms', high: '5ms', atLow: 90, atHigh: 130 },
    ])
  })
})
