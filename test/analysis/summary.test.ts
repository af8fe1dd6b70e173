import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type RunSummary, summarise, summariseAll } from '../../analysis/summary.ts'
import { SECOND } from '../../src/units.ts'
import { CASES } from '../support/cases.ts'
import { aClog, arbitraryRun, Scene } from '../support/runs.ts'

/** a of size 1 takes 10 s, b of size 2 takes 20 s and c of size 2 takes 40 s. */
function scene(): Scene {
  const s = new Scene().nodes(3).submit(0, 'a', 1).submit(1, 'b', 2).submit(2, 'c', 2)
  for (const pod of ['a-0', 'b-0', 'b-1'])
    s.create(2, pod)
      .bind(3, pod, `n${['a-0', 'b-0', 'b-1'].indexOf(pod)}`)
      .pod(4, 'running', pod)
  return s.job(10, 'completed', 'a').job(21, 'completed', 'b').job(42, 'completed', 'c')
}

describe('the summary of a run', () => {
  it('has exactly the fields of an entry of runs[]', () => {
    expect(summarise(scene().run())).toEqual({
      scheduler: 'default@1.27',
      seed: 1,
      outcome: 'completed',
      jobs: 3,
      completed: 3,
      makespanS: 42,
      turnaroundS: { mean: 23.333333, median: 20, p95: 38 },
      turnaroundBySizeS: { 1: { n: 1, mean: 10, median: 10 }, 2: { n: 2, mean: 30, median: 30 } },
      utilisation: 0.904762,
      idleHeldSlotS: 3,
      clog: null,
    })
  })

  it('of a clogged run has no makespan, no mean of a size that never completed, and who holds what', () => {
    const run = new Scene()
      .nodes(2)
      .submit(0, 'a', 1)
      .submit(0, 'b', 3)
      .create(0, 'a-0')
      .bind(0, 'a-0', 'n0')
      .job(5, 'completed', 'a')
      .run({
        outcome: 'clogged',
        clog: aClog(),
        time: 250 * SECOND,
      })
    expect(summarise(run)).toMatchObject({
      makespanS: null,
      completed: 1,
      turnaroundS: { mean: 5, median: 5, p95: 5 },
      turnaroundBySizeS: { 1: { n: 1, mean: 5 }, 3: { n: 0, mean: null, median: null } },
      idleHeldSlotS: 10,
      clog: { atS: 10, slots: 6, slotsHeld: 6, partialGangs: 2, pendingPods: 2, holders: [{ job: 'a', running: 3, size: 4 }] },
    })
  })

  it('of a run in which nothing completed has nulls, not zeros', () => {
    expect(summarise(new Scene().submit(0, 'a', 1).run())).toMatchObject({
      makespanS: null,
      turnaroundS: { mean: null, median: null, p95: null },
      utilisation: null,
    })
  })

  it('has no makespan where jobs of the workload were never submitted', () => {
    expect(summarise(scene().run({ jobs: 50 })).makespanS).toBeNull()
  })

  it('is JSON that comes back the same, for whatever happened', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const row = summarise(run)
        expect(JSON.parse(JSON.stringify(row))).toEqual(row)
        expect(Object.values(row.turnaroundBySizeS).reduce((n, size) => n + size.n, 0)).toBe(row.completed)
      }),
      { numRuns: CASES },
    )
  })
})

describe('the summary of many runs', () => {
  const row = (overrides: Partial<RunSummary>): RunSummary => ({ ...summarise(scene().run()), ...overrides })
  const many = [
    row({ scheduler: 'kueue@0.6.2', seed: 1, makespanS: 10 }),
    row({ scheduler: 'default@1.27', seed: 1, outcome: 'clogged', makespanS: null, completed: 1, clog: { ...aClog(), atS: 30 } }),
    row({ scheduler: 'kueue@0.6.2', seed: 2, makespanS: 20 }),
    row({ scheduler: 'default@1.27', seed: 2, outcome: 'livelock', makespanS: null, completed: 2 }),
    row({ scheduler: 'kueue@0.6.2', seed: 3, makespanS: 60 }),
  ]

  it('counts outcomes by scheduler and gives makespan over the runs that have one', () => {
    const [kueue, standard] = summariseAll(many)
    expect(kueue).toMatchObject({
      scheduler: 'kueue@0.6.2',
      runs: 3,
      completed: 3,
      clogged: 0,
      makespanS: { n: 3, mean: 30, sd: 26.457513, p5: 11, p50: 20, p95: 56 },
    })
    expect(standard).toMatchObject({
      runs: 2,
      completed: 0,
      clogged: 1,
      livelocked: 1,
      makespanS: null,
      clogAtS: { n: 1, mean: 30, sd: null },
    })
    expect(standard?.jobsCompleted).toMatchObject({ n: 2, mean: 1.5 })
  })

  it('gives the probability of a clog with its interval', () => {
    const [kueue, standard] = summariseAll(many)
    expect(kueue?.clogProbability).toEqual({ share: 0, low: 0, high: 0.561497 })
    expect(standard?.clogProbability.share).toBe(1)
  })

  it('does not depend on the order of the runs', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(many, { minLength: many.length }), (shuffled) => {
        const sorted = (rows: readonly RunSummary[]) => summariseAll(rows).sort((a, b) => (a.scheduler < b.scheduler ? -1 : 1))
        expect(sorted(shuffled)).toEqual(sorted(many))
      }),
      { numRuns: CASES },
    )
  })
})
