/** Charts of sweeps and sizing questions. */
import { describe, expect, it } from 'vitest'
import { clogMap } from '../../../analysis/charts/clog-map.ts'
import { clogRisk } from '../../../analysis/charts/clog-risk.ts'
import { costMakespan } from '../../../analysis/charts/cost-makespan.ts'
import { makespanBands } from '../../../analysis/charts/makespan-bands.ts'
import { byReach, tornado } from '../../../analysis/charts/tornado.ts'
import { paretoFront } from '../../../analysis/sizing/pareto.ts'
import { expectGolden, textsOf } from '../../support/golden.ts'

const source = 'Source: made up.'

describe('charts of sizes', () => {
  it('makespan: median and band, hollow where only some completed, and what never completed is counted', async () => {
    const point = (scheduler: string, x: number, completed: number, p50?: number) => ({
      ...{ scheduler, x, n: 10, completed },
      ...(p50 === undefined ? {} : { makespanS: { p5: p50 * 0.9, p50, p95: p50 * 1.2 } }),
    })
    const points = [
      point('default@1.27', 4, 0),
      point('default@1.27', 8, 4, 300),
      point('gang@1.37', 4, 10, 600),
      point('gang@1.37', 8, 10, 320),
    ]
    const bands = { points, xTitle: 'nodes', deadlineS: 400, source }
    const text = textsOf(await expectGolden('makespan-bands', makespanBands(bands, 'column'))).join(' ')
    expect(text).toContain('1 of 4 points have no run in which every job completed')
    expect(text).toContain('n: 10 runs a point.')
  })

  it('clogs over nodes and jobs in flight: a share in each cell, the bound outlined', async () => {
    const cells = [4, 8].flatMap((x) =>
      [1, 2, 3].map((y) => ({ x, y, n: x === 4 && y === 3 ? 0 : 200, share: (y - 1) / x, ...(y === 1 ? { safe: true } : {}) })),
    )
    const map = { scheduler: 'default@1.27', cells, xTitle: 'nodes', yTitle: 'jobs in flight', source }
    const text = textsOf(await expectGolden('clog-map', clogMap(map, 'column')))
    expect(text).toEqual(expect.arrayContaining(['0', '13', '25', 'x']))
    expect(text.join(' ')).toContain('x: impossible')
  })

  it('risk by value: exact intervals, the allowed risk, the answer in another colour', async () => {
    const points = [
      { value: 6, runs: 8, share: 1, low: 0.63, high: 1, answer: false },
      { value: 7, runs: 400, share: 0, low: 0, high: 0.009, answer: true },
    ]
    const text = textsOf(await expectGolden('clog-risk', clogRisk({ points, risk: 0.01, xTitle: 'nodes', source }, 'column'))).join(' ')
    expect(text).toContain('Green: the answer.')
  })

  it('cost and makespan: the front is what no other beats in both', async () => {
    const all = [
      [300, 9],
      [200, 8],
      [100, 12],
      [150, 20],
    ] as const
    const front = paretoFront(all)
    expect(front).toEqual([2, 1])
    const points = all.map(([makespanS, cost], i) => {
      return { scheduler: 'gang@1.37', label: `${i} nodes`, makespanS, cost, clogs: i === 3, front: front.includes(i) }
    })
    const text = textsOf(await expectGolden('cost-makespan', costMakespan({ points, costTitle: 'cost', source }, 'column')))
    expect(text).toEqual(expect.arrayContaining(['1 nodes', '2 nodes', 'cost']))
    expect(text).not.toContain('3 nodes')
  })

  it('tornado: the constant that moves most on top, its ends written beside', async () => {
    const bars = [
      { parameter: 'api.read', low: '2ms', high: '5ms', atLow: 100, atHigh: 101 },
      { parameter: 'experimenter.gap', low: '0.3s', high: '0.54s', atLow: 80, atHigh: 130 },
    ]
    expect(byReach(bars, 100).map((bar) => bar.parameter)).toEqual(['experimenter.gap', 'api.read'])
    const text = textsOf(await expectGolden('tornado', tornado({ bars, base: 100, quantity: 'makespan (s)', goal: 140, source }, 'column')))
    expect(text).toEqual(expect.arrayContaining(['experimenter.gap', '0.3s', '0.54s']))
    // both ends on one side: one text, the nearer end first
    expect(text).toContain('2ms, 5ms')
    expect(text).not.toContain('5ms')
  })

  it('tornado: keeps room for what is written at a bar, however long, on either side', () => {
    const long = { parameter: 'a', low: '100 milliseconds', high: '1200 milliseconds', atLow: 90, atHigh: 84 }
    const { layer } = tornado({ bars: [long], base: 100, quantity: 'makespan (s)', source }, 'column') as unknown as {
      layer: { encoding: { x: { scale: { domain: [number, number] } } } }[]
    }
    const [low, high] = layer[0]?.encoding.x.scale.domain ?? [0, 0]
    // 35 letters, each at least a third as wide as the 9 points that it is high, on a plot of less than 200 points
    expect((84 - low) / (high - low)).toBeGreaterThan((35 * 3) / 200)
    expect(high).toBeGreaterThan(100)
  })
})
