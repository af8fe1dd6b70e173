/** Charts of a sweep over clusters and loads, and of predictions. */
import { describe, expect, it } from 'vitest'
import { clogProbability } from '../../../analysis/charts/clog-probability.ts'
import { loadHeatmap } from '../../../analysis/charts/load-heatmap.ts'
import { makespanNodes } from '../../../analysis/charts/makespan-nodes.ts'
import { predictedRecorded } from '../../../analysis/charts/predicted-recorded.ts'
import { type Sweep, type SweepRun, sweepPoints } from '../../../analysis/charts/sweep.ts'
import { renderSvg } from '../../../analysis/render.ts'
import { summarise } from '../../../analysis/summary.ts'
import { completed } from '../../support/example-run.ts'
import { expectGolden, textsOf } from '../../support/golden.ts'

const row = summarise(completed())
const run = (scheduler: string, nodes: number, load: number, makespanS: number | null): SweepRun => ({
  nodes,
  load,
  row: {
    ...row,
    scheduler,
    makespanS,
    outcome: makespanS === null ? 'clogged' : 'completed',
    turnaroundS: { mean: makespanS === null ? 5 : makespanS / 2, median: 1, p95: 1 },
  },
})
const sweep: Sweep = {
  loadTitle: 'jobs',
  source: 'Source: made up.',
  runs: [4, 8].flatMap((nodes) =>
    [10, 20].flatMap((load) => [
      run('gang@1.37', nodes, load, (load * 10) / nodes),
      run('gang@1.37', nodes, load, (load * 12) / nodes),
      run('default@1.27', nodes, load, nodes === 4 && load === 20 ? null : load),
      run('default@1.27', nodes, load, nodes === 4 ? null : load),
    ]),
  ),
}

describe('points of a sweep', () => {
  it('have mean and interval over the runs that completed, and the probability of a clog over all', () => {
    const points = sweepPoints(sweep)
    expect(points.map((p) => [p.scheduler, p.nodes, p.load])).toHaveLength(8)
    expect(points[0]).toMatchObject({
      scheduler: 'gang@1.37',
      nodes: 4,
      load: 10,
      n: 2,
      completed: 2,
      makespanS: 27.5,
      turnaroundS: 13.75,
      clog: 0,
      clogLow: 0,
    })
    expect(points[4]).toMatchObject({ scheduler: 'default@1.27', nodes: 4, load: 10, completed: 1, makespanS: 10, clog: 0.5 })
    expect(points[4]?.makespanLow).toBeUndefined()
    expect(points[5]).toMatchObject({ nodes: 4, load: 20, completed: 0, clog: 1 })
    expect(points[5]?.makespanS).toBeUndefined()
  })
})

describe('charts of a sweep', () => {
  it('makespan and nodes: a row for each load, where there are several', async () => {
    const text = textsOf(await renderSvg(makespanNodes(sweep, 'column')))
    expect(text.filter((words) => words.startsWith('jobs: '))).toEqual(['jobs: 10', 'jobs: 20'])
  })

  it('makespan and nodes: leaves out what never completed, and says so', async () => {
    const text = textsOf(
      await expectGolden('makespan-nodes', makespanNodes({ ...sweep, runs: sweep.runs.filter((r) => r.load === 20) }, 'column')),
    ).join(' ')
    expect(text).toContain('1 of 4 points have no run in which every job completed')
    expect(text).toContain('n: 2 runs a point.')
  })

  it('clog probability: a row a scheduler, a line for each number of nodes', async () => {
    const text = textsOf(await expectGolden('clog-probability', clogProbability(sweep, 'column')))
    expect(text).toEqual(expect.arrayContaining(['gang@1.37', 'default@1.27', '4', '8']))
    expect(text.join(' ')).toContain('95 % interval (Wilson)')
  })

  it('load and nodes: the mean in each cell, black where every run clogs', async () => {
    const text = textsOf(await expectGolden('load-heatmap', loadHeatmap(sweep, 'default@1.27', 'column')))
    expect(text).toEqual(expect.arrayContaining(['clogs', '5*', '10']))
  })
})

describe('predicted against recorded', () => {
  const rows = [
    { name: 'lab/kueue06', scheduler: 'kueue@0.6.2', recorded: 1152, predicted: 1180, low: 1100, high: 1250 },
    { name: 'lab/gang37', scheduler: 'gang@1.37', recorded: 1199, predicted: 1090, low: 1050, high: 1130 },
  ]
  const given = { quantity: 'makespan', unit: 's', rows, seeds: 100, target: 0.07, source: 'Source: made up.' }

  it('counts how many lie within the band', async () => {
    const text = textsOf(await expectGolden('predicted-recorded', predictedRecorded(given, 'column'))).join(' ')
    expect(text).toContain('1 of 2 recorded values lie within it.')
    expect(text).toContain('Grey: within 7 %.')
  })

  it('can be drawn wide and without a target', async () => {
    const { target: _, ...plain } = given
    expect(textsOf(await renderSvg(predictedRecorded(plain))).join(' ')).not.toContain('Grey')
  })
})
