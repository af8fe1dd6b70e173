/** What a cluster costs against how long it takes, a point a setting; the Pareto front marked. */
import { byScheduler } from './legend.ts'
import { type Chart, chart, FORMATS, narrow, titled, type Width } from './theme.ts'

export interface CostPoint {
  readonly scheduler: string
  /** what else the setting is: `8 nodes` */
  readonly label: string
  readonly makespanS: number
  /** money, or node-hours where no price is known */
  readonly cost: number
  /** some runs clogged */
  readonly clogs: boolean
  /** no other point is cheaper and faster */
  readonly front: boolean
}

export interface Costs {
  readonly points: readonly CostPoint[]
  /** `cost`, or `node-hours` */
  readonly costTitle: string
  readonly source: string
}

export function costMakespan({ points, costTitle, source }: Costs, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const schedulers = [...new Set(points.map((p) => p.scheduler))]
  const color = byScheduler(schedulers, format)
  const front = points.filter((p) => p.front).sort((a, b) => a.makespanS - b.makespanS)
  const said = [
    'A point a setting, its median makespan. Line: the Pareto front, settings that no other beats in both.',
    ...(points.some((p) => p.clogs) ? ['Hollow: some runs clogged; such a setting is not in the front.'] : []),
  ]
  const x = { field: 'makespanS', type: 'quantitative', scale: { zero: true }, axis: { title: 'makespan (s)', grid: true, tickCount: 6 } }
  const y = { field: 'cost', type: 'quantitative', scale: { zero: true }, axis: { title: costTitle, tickCount: 5 } }
  return chart(format, {
    title: titled(format, 'Cost and makespan', said.join(' '), source),
    width: format.plot,
    height: format.plot * 0.55,
    layer: [
      {
        data: { values: front },
        mark: { type: 'line', interpolate: 'step-after', color: '#444444', strokeWidth: format.font / 8 },
        encoding: { x, y, order: { field: 'makespanS', type: 'quantitative' } },
      },
      {
        data: { values: points },
        mark: { type: 'point', opacity: 1, strokeWidth: format.font / 8, size: format.font * format.font * 0.55 },
        encoding: { x, y, color, fill: { ...color }, fillOpacity: { condition: { test: 'datum.clogs', value: 0 }, value: 1 } },
      },
      {
        data: { values: labelled(front, narrow(format) ? 4 : 10) },
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'bottom',
          dx: format.font * 0.5,
          dy: -format.font * 0.3,
          fontSize: format.font * 0.9,
        },
        encoding: { x, y, text: { field: 'label' } },
      },
    ],
  })
}

/** At most so many of the front, its ends among them: more labels would lie upon one another. */
function labelled(front: readonly CostPoint[], most: number): readonly CostPoint[] {
  if (front.length <= most) return front
  const picked = Array.from({ length: most }, (_, i) => Math.round((i * (front.length - 1)) / (most - 1)))
  return [...new Set(picked)].map((i) => front[i] as CostPoint)
}
