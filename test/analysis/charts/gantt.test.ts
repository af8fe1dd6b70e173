import { describe, expect, it } from 'vitest'
import { gantt } from '../../../analysis/charts/gantt.ts'
import type { Chart } from '../../../analysis/charts/theme.ts'
import { renderSvg } from '../../../analysis/render.ts'
import { clogged, completed } from '../../support/example-run.ts'
import { expectGolden, marksOf, textsOf } from '../../support/golden.ts'
import { Scene } from '../../support/runs.ts'

interface Bar {
  readonly pod: string
  readonly node: string
  readonly lane: number
  readonly from: number
  readonly to: number
  readonly state: string
}

const bars = (chart: Chart): readonly Bar[] => (chart.data as { values: readonly Bar[] }).values

describe('the Gantt chart', () => {
  it('says scheduler, outcome, counts and source, at both widths', async () => {
    for (const width of ['slide', 'column'] as const) {
      const texts = textsOf(await expectGolden(`gantt-clogged-${width}`, gantt(clogged(), { width }))).join(' ')
      expect(texts).toContain('default@1.27: clogged at 1.8 s, 0 of 2 jobs completed')
      expect(texts).toContain('4 nodes, 2 jobs, 6 pods; one run.')
      expect(texts).toContain('Source: test, seed 1, simulated, muster 0.1.0.')
      expect(texts).toContain('time since the first submit (s)')
      expect(texts).toContain('clogged 1.8 s')
    }
  })

  it('has a solid part while enough pods run, before it one that waits and after it one that ends', () => {
    const own = bars(gantt(completed())).filter((bar) => bar.pod === 'a-1')
    expect(own.map(({ node, from, to, state }) => [node, from, to, state])).toEqual([
      ['n1', 1.625, 3, 'waiting'],
      ['n1', 3, 7, 'quorum'],
      ['n1', 7, 10.5, 'ending'],
    ])
  })

  it('shows holds of a clogged run a little beyond the clog, and none as running', () => {
    const chart = gantt({ ...clogged(), outcome: { ...clogged().outcome, time: 1_750_000 } })
    expect(new Set(bars(chart).map((bar) => bar.state))).toEqual(new Set(['waiting']))
    expect(Math.max(...bars(chart).map((bar) => bar.to))).toBe(2.1)
  })

  it('gives pods that share a node lanes of their own', async () => {
    const scene = new Scene().nodes(1, 8000, 0).submit(0, 'a', 3)
    for (const [i, pod] of ['a-0', 'a-1', 'a-2'].entries()) scene.create(i, pod).bind(i, pod, 'n0')
    scene.pod(4, 'gone', 'a-0').submit(5, 'b', 1).create(5, 'b-0').bind(5, 'b-0', 'n0').at(9, { kind: 'submitted-all' })
    const chart = gantt(scene.run())
    expect(bars(chart).map(({ pod, lane }) => [pod, lane])).toEqual([
      ['a-0', 0],
      ['a-1', 1],
      ['a-2', 2],
      ['b-0', 0],
    ])
    expect(marksOf(await renderSvg(chart), 'mark-rect')).toBe(4)
  })

  it('draws some nodes of very many and says so', () => {
    const chart = gantt(new Scene().nodes(1000).submit(0, 'a', 1).create(0, 'a-0').bind(1, 'a-0', 'n0').job(5, 'completed', 'a').run())
    expect(JSON.stringify(chart.title)).toContain('96 of 1000 nodes')
  })

  it('can be drawn for a run in which nothing happened', async () => {
    expect(textsOf(await renderSvg(gantt(new Scene().run())))).toContain('default@1.27: 0 of 0 jobs completed')
  })
})
