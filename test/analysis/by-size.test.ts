/** Many runs in a few numbers. */
import { table } from 'arquero'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { turnaroundBySize } from '../../analysis/by-size.ts'
import { bars } from '../../analysis/charts/bars.ts'
import { manyRuns } from '../../analysis/charts/job-points.ts'
import { jobsTable } from '../../analysis/load.ts'
import { CASES } from '../support/cases.ts'
import { clogged, completed } from '../support/example-run.ts'

type Job = readonly [run: string, scheduler: string, size: number, turnaround: number | undefined]
const tableOf = (jobs: readonly Job[]): ReturnType<typeof table> =>
  table({
    run: jobs.map((j) => j[0]),
    scheduler: jobs.map((j) => j[1]),
    size: jobs.map((j) => j[2]),
    turnaround_s: jobs.map((j) => j[3]),
  })

const arbitraryJob: fc.Arbitrary<Job> = fc.tuple(
  fc.constantFrom('1', '2', '3'),
  fc.constantFrom('gang@1.37', 'kueue@0.6.2'),
  fc.integer({ min: 2, max: 4 }),
  fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
)

describe('turnaround by scheduler and size', () => {
  it('has the interval of the mean over runs, and quantiles over jobs', () => {
    // means of the runs: 15 and 40; t quantile for one degree of freedom 12.7062, standard error 12.5
    const jobs: Job[] = [
      ['1', 'gang@1.37', 2, 10],
      ['1', 'gang@1.37', 2, 20],
      ['2', 'gang@1.37', 2, 40],
      ['2', 'gang@1.37', 2, undefined],
    ]
    expect(turnaroundBySize(tableOf(jobs))).toEqual([
      {
        scheduler: 'gang@1.37',
        size: 2,
        runs: 2,
        jobs: 4,
        completed: 3,
        turnaroundS: {
          mean: {
            value: 27.5,
            n: 2,
            interval: { low: expect.closeTo(27.5 - 158.828, 2), high: expect.closeTo(27.5 + 158.828, 2), level: 0.95 },
          },
          median: 20,
          p95: 38,
        },
      },
    ])
  })

  it('counts what did not complete and gives no mean of nothing, and no interval of one run', () => {
    const [none, whole] = turnaroundBySize(jobsTable([clogged(), completed()]))
    expect(none).toEqual({ scheduler: 'default@1.27', size: 3, runs: 1, jobs: 2, completed: 0 })
    expect(whole?.turnaroundS).toEqual({ mean: { value: 12, n: 1, note: 'n = 1: no interval' }, median: 12, p95: expect.closeTo(16.05, 9) })
  })

  it('has the means of the bars', () => {
    const runs = [clogged(), completed()]
    const drawn = (bars(manyRuns(runs)).data as { values: { scheduler: string; mean?: number }[] }).values
    for (const row of turnaroundBySize(jobsTable(runs)))
      expect(drawn.find((bar) => bar.scheduler === row.scheduler)?.mean).toBe(row.turnaroundS?.mean.value)
  })

  it('is the same for rows in any order', () => {
    fc.assert(
      fc.property(fc.array(arbitraryJob, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (jobs, keys) => {
        const shuffled = jobs
          .map((job) => [keys.next().value as number, job] as const)
          .sort(([a], [b]) => a - b)
          .map(([, job]) => job)
        expect(turnaroundBySize(tableOf(shuffled))).toEqual(turnaroundBySize(tableOf(jobs)))
      }),
      { numRuns: CASES },
    )
  })
})
