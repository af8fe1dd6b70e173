/** The jobs of a run: listed, shuffled, drawn, dated. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JobRequest } from '../../../src/experiment/experiment.ts'
import { drawWorkload } from '../../../src/experiment/workload.ts'
import { Streams } from '../../../src/random.ts'
import { CASES } from '../../support/cases.ts'
import { experimentOf } from '../../support/scenarios.ts'

const names = (jobs: readonly JobRequest[]): string[] => jobs.map((j) => j.name)

describe('the listed jobs', () => {
  it('go through the sizes in each iteration of each batch', () => {
    const { jobs } = experimentOf('workload: {sizes: [3, 2], iterations: 2, batches: 2}').workload
    expect(names(jobs)).toEqual([
      'job-0-0-size-3',
      'job-0-0-size-2',
      'job-0-1-size-3',
      'job-0-1-size-2',
      'job-1-0-size-3',
      'job-1-0-size-2',
      'job-1-1-size-3',
      'job-1-1-size-2',
    ])
    expect(jobs.map((j) => [j.number, j.batch, j.iteration, j.size]).slice(3, 6)).toEqual([
      [3, 0, 1, 2],
      [4, 1, 0, 3],
      [5, 1, 0, 2],
    ])
  })

  it('carry what their size says, else what is said for all', () => {
    const { jobs } = experimentOf(
      'workload: {kind: mini-cluster, cpu: 2, tasks: 6, iterations: 1, sizes: [{size: 2, cpu: 1, tasks: 4}, 3, {size: 4, minSize: 2, tasks: 2}]}',
    ).workload
    expect(jobs.map((j) => [j.size, j.request.cpu, j.tasks, j.minSize, j.need, j.minMember])).toEqual([
      [2, 1000, 4, 0, 2, 2],
      [3, 2000, 6, 0, 3, 3],
      [4, 2000, 2, 2, 2, 2],
    ])
  })

  it('can be only the first few', () => {
    expect(names(experimentOf('workload: {first: 3}').workload.jobs)).toEqual(['job-0-0-size-2', 'job-0-0-size-3', 'job-0-0-size-4'])
  })

  it('one by one take their own names', () => {
    const { jobs } = experimentOf('workload.jobs: [{name: a, size: 4}, {size: 2, priority: 7, at: 5s}]').workload
    expect(jobs.map((j) => [j.name, j.size, j.priority, j.submitAt])).toEqual([
      ['a', 4, 0, undefined],
      ['job-1', 2, 7, 5_000_000],
    ])
  })
})

describe('the jobs of a run', () => {
  const seeds = fc.nat(1_000_000)

  it('are the listed ones, where nothing is left to chance', () => {
    const experiment = experimentOf('')
    expect(drawWorkload(experiment, new Streams(1))).toEqual(experiment.workload.jobs)
  })

  it('are shuffled inside each batch, and numbered anew', () => {
    const experiment = experimentOf('workload: {sizes: [1, 2, 3], iterations: 3, batches: 2}\nexperimenter.order: shuffled')
    const orders = new Set<string>()
    fc.assert(
      fc.property(seeds, (seed) => {
        const jobs = drawWorkload(experiment, new Streams(seed))
        expect([...names(jobs)].sort()).toEqual([...names(experiment.workload.jobs)].sort())
        expect(jobs.map((j) => j.number)).toEqual(jobs.map((_, i) => i))
        expect(jobs.map((j) => j.batch)).toEqual([...Array(9).fill(0), ...Array(9).fill(1)])
        orders.add(names(jobs).join())
      }),
      { numRuns: CASES },
    )
    expect(orders.size).toBeGreaterThan(Math.min(CASES, 100) / 2)
  })

  it('every order of three comes equally often', () => {
    const experiment = experimentOf('workload: {sizes: [1, 2, 3], iterations: 1}\nexperimenter.order: shuffled')
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 6000; seed++) {
      const order = drawWorkload(experiment, new Streams(seed)).map((j) => j.size)
      counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    // 1000 each; five standard deviations of a binomial are 144
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(144)
  })

  it('are drawn by weight where that is asked for', () => {
    const experiment = experimentOf('workload: {draw: 1000, batches: 2, sizes: [{size: 1, weight: 3}, 2, {size: 3, weight: 0}]}')
    const jobs = drawWorkload(experiment, new Streams(1))
    expect(jobs).toHaveLength(2000)
    expect(new Set(names(jobs)).size).toBe(2000)
    const ones = jobs.filter((j) => j.size === 1).length
    // 1500 expected; five standard deviations are 97
    expect(Math.abs(ones - 1500)).toBeLessThan(97)
    expect(jobs.some((j) => j.size === 3)).toBe(false)
    expect(jobs[1000]).toMatchObject({ batch: 1, iteration: 0, number: 1000 })
  })

  it('arrive at their own moment, else a gap after the one before', () => {
    const experiment = experimentOf(
      'workload.jobs: [{name: a, size: 1}, {name: b, size: 1, at: 10s}, {name: c, size: 1}, {name: d, size: 1, at: 1s}]\nexperimenter: {submits: arrivals, gap: 2s}',
    )
    expect(drawWorkload(experiment, new Streams(1)).map((j) => [j.name, j.submitAt, j.number])).toEqual([
      ['a', 0, 0],
      ['d', 1_000_000, 1],
      ['b', 10_000_000, 2],
      ['c', 12_000_000, 3],
    ])
  })

  it('arrive by a Poisson process with exponential gaps', () => {
    const experiment = experimentOf('workload: {sizes: [1], iterations: 4000}\nexperimenter: {submits: arrivals, gap: exp(30s)}')
    const at = drawWorkload(experiment, new Streams(3)).map((j) => j.submitAt as number)
    const gaps = at.slice(1).map((t, i) => t - (at[i] as number))
    const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length
    // standard error of the mean: 30 s / sqrt(4000)
    expect(Math.abs(mean / 1e6 - 30)).toBeLessThan((5 * 30) / Math.sqrt(4000))
    expect(gaps.every((g) => g >= 0)).toBe(true)
  })

  it('are the same under every scheduler', () => {
    const body = 'workload: {draw: 20}\nexperimenter: {order: shuffled, submits: arrivals, gap: exp(3s)}'
    fc.assert(
      fc.property(seeds, fc.constantFrom('coscheduling', 'fluence', 'kueue', 'gang'), (seed, scheduler) => {
        expect(drawWorkload(experimentOf(body, scheduler), new Streams(seed))).toEqual(drawWorkload(experimentOf(body), new Streams(seed)))
      }),
      { numRuns: Math.ceil(CASES / 10) },
    )
  })
})
