/** Charts that set schedulers side by side. */
import { describe, expect, it } from 'vitest'
import { attemptsPerPod } from '../../../analysis/charts/attempts-per-pod.ts'
import { bars } from '../../../analysis/charts/bars.ts'
import { boxes } from '../../../analysis/charts/boxes.ts'
import { ecdf } from '../../../analysis/charts/ecdf.ts'
import { type JobPoint, manyRuns } from '../../../analysis/charts/job-points.ts'
import { schedulingLatency } from '../../../analysis/charts/scheduling-latency.ts'
import { stageBreakdown } from '../../../analysis/charts/stage-breakdown.ts'
import { survival } from '../../../analysis/charts/survival.ts'
import type { Chart } from '../../../analysis/charts/theme.ts'
import { renderSvg } from '../../../analysis/render.ts'
import { asLive, clogged, completed } from '../../support/example-run.ts'
import { expectGolden, textsOf } from '../../support/golden.ts'
import { Scene } from '../../support/runs.ts'

type Row = Readonly<Record<string, unknown>>
const values = (chart: Chart): readonly Row[] => (chart.data as { values: readonly Row[] }).values
const runs = [clogged(), completed()]
const many = manyRuns(runs)
const point = (overrides: Partial<JobPoint>): JobPoint => ({ scheduler: 'kueue@0.6.2', seed: 1, size: 2, watchedS: 10, ...overrides })
const texts = async (chart: Chart): Promise<string> => textsOf(await renderSvg(chart)).join(' ')

describe('bars of turnaround', () => {
  it('write how many completed above a bar, and say that one run has no interval', async () => {
    const svg = await expectGolden('bars', bars(many, 'column'))
    expect(textsOf(svg)).toContain('0/2')
    expect(textsOf(svg).join(' ')).toContain('n = 1 run: no interval.')
  })

  it('have the interval of the mean over runs, not over jobs', () => {
    const points = [10, 20, 30, 40].map((turnaroundS, i) => point({ seed: 1 + (i % 2), turnaroundS }))
    // means of the runs: 20 and 30; t quantile for one degree of freedom 12.7062, standard error 5
    const [bar] = values(bars({ points, source: '' }))
    expect(bar).toMatchObject({ mean: 25, low: 0 })
    expect(bar?.high).toBeCloseTo(25 + 12.7062 * 5, 3)
  })

  it('can be drawn wide, too', async () => {
    expect(await texts(bars(many))).toContain('Turnaround by size of job')
  })
})

describe('boxes of turnaround', () => {
  it('leave out what did not complete, and say so', async () => {
    const svg = await expectGolden('boxes', boxes(many, 'column'))
    expect(textsOf(svg).join(' ')).toContain('2 of 4 jobs did not complete')
  })

  it('have median and quartiles', () => {
    const points = [1, 2, 3, 4, 5].map((turnaroundS) => point({ turnaroundS }))
    expect(values(boxes({ points, source: '' }))[0]).toMatchObject({ n: 5, p25: 2, median: 3, p75: 4 })
  })
})

describe('the distribution of wait', () => {
  it('counts jobs that never started: the curve of a clogged scheduler stays below 1', async () => {
    const chart = ecdf(many, 'wait', 'column')
    await expectGolden('ecdf-wait', chart)
    const end = (scheduler: string): unknown => values(chart).findLast((row) => row.scheduler === scheduler)?.share
    expect([end('default@1.27'), end('gang@1.37')]).toEqual([0, 1])
  })

  it('of slowdown begins at 1, on a logarithmic axis', async () => {
    const chart = ecdf(many, 'slowdown', 'column')
    await expectGolden('ecdf-slowdown', chart)
    expect(Math.min(...values(chart).map((row) => row.value as number))).toBe(1)
  })

  it('draws some hundred steps of many thousand jobs, and the last', () => {
    const points = Array.from({ length: 10_000 }, (_, i) => point({ waitS: i }))
    const rows = values(ecdf({ points, source: '' }))
    expect(rows.length).toBeLessThan(420)
    expect(rows.at(-1)).toMatchObject({ value: 9999, share: 1 })
  })
})

describe('time to completion', () => {
  it('keeps jobs of a clogged run unfinished to the end of the axis', async () => {
    const chart = survival(many, 'column')
    await expectGolden('survival', chart)
    const last = values(chart).findLast((row) => row.scheduler === 'default@1.27')
    expect(last).toMatchObject({ left: 1, time: Math.max(...many.points.map((p) => p.watchedS)) })
    expect(await texts(chart)).toContain('Kaplan-Meier curves with 95 % intervals')
  })
})

describe('where the time went', () => {
  it('stacks stages up to the mean turnaround', async () => {
    const chart = stageBreakdown(runs, 'column')
    await expectGolden('stage-breakdown', chart)
    const tops = values(chart).flatMap((row) => (row.is === 'bar' ? [row.to as number] : []))
    // turnarounds of the completed run: 7.5 and 16.5 s
    expect(Math.max(...tops)).toBe(12)
    expect(await texts(chart)).toContain('2 of 4')
    expect(await texts(chart)).toContain('none of 2 completed')
  })

  it("shows how far the end of a stage may be off on average, as a live cluster's stamps are whole seconds", async () => {
    const chart = stageBreakdown([asLive(completed())], 'column')
    expect(textsOf(await expectGolden('stage-breakdown-live', chart)).join(' ')).toContain('Thin line: where a boundary may lie')
    // leaders ended at 7 and 16 s and were stamped 6.6 and 15.6 s
    expect(values(chart).findLast((row) => row.is === 'unsure')).toEqual({
      is: 'unsure',
      scheduler: 'gang@1.37',
      size: 3,
      from: expect.closeTo(11.1, 9),
      to: 11.5,
    })
  })
})

describe('how long pods waited', () => {
  it('has shares of all pods, and says which were never bound', async () => {
    const chart = schedulingLatency(runs, 'column')
    await expectGolden('scheduling-latency', chart)
    const sum = (scheduler: string): number => values(chart).reduce((n, r) => n + (r.scheduler === scheduler ? (r.share as number) : 0), 0)
    expect([sum('default@1.27'), sum('gang@1.37')].map((s) => s.toFixed(9))).toEqual([(4 / 6).toFixed(9), '1.000000000'])
    expect(await texts(chart)).toContain('Never bound: default@1.27 2 of 6.')
  })
})

describe('attempts per pod', () => {
  it('counts pods by how often they were tried', async () => {
    const chart = attemptsPerPod([completed()], 'column')
    await expectGolden('attempts-per-pod', chart)
    expect(values(chart).filter((r) => r.share !== 0)).toEqual([
      { scheduler: 'gang@1.37', attempts: '1', share: 0.5 },
      { scheduler: 'gang@1.37', attempts: '2', share: 0.5 },
    ])
    expect(await texts(chart)).toContain('gang@1.37 1.5')
  })
})

describe('runs in which no job started', () => {
  it('can be compared all the same', async () => {
    const idle = new Scene().nodes(2).submit(0, 'a', 1).create(0, 'a-0').run()
    const points = manyRuns([idle])
    for (const chart of [bars(points), boxes(points), ecdf(points), ecdf(points, 'slowdown'), survival(points)]) {
      expect(await texts(chart)).toContain('n: 1 job in 1 run.')
    }
    for (const chart of [stageBreakdown([idle]), schedulingLatency([idle]), attemptsPerPod([idle])]) {
      expect(await texts(chart)).toContain('Source: test')
    }
  })
})
