/** Makespan against one thing that a sweep varies (nodes, most often): median and band over replications, by scheduler. */
import { linesByScheduler } from './legend.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

export interface BandPoint {
  readonly scheduler: string
  readonly x: number
  /** replications, and those of them in which every job completed */
  readonly n: number
  readonly completed: number
  /** over these; absent where there is none */
  readonly makespanS?: { readonly p5: number; readonly p50: number; readonly p95: number }
}

export interface Bands {
  readonly points: readonly BandPoint[]
  /** what `x` is, with its unit */
  readonly xTitle: string
  /** drawn as a line, where there is one */
  readonly deadlineS?: number
  readonly source: string
}

/** `200`, or `from 10 to 200`. */
export function countOf(ns: readonly number[]): string {
  const [least, most] = [Math.min(...ns), Math.max(...ns)]
  return least === most ? `${most}` : `from ${least} to ${most}`
}

function sayings({ points, deadlineS }: Bands): string {
  const never = points.filter((p) => p.makespanS === undefined).length
  const some = points.some((p) => p.makespanS !== undefined && p.completed < p.n)
  return [
    'Line: median over runs; band: 5 to 95 % of runs.',
    ...(deadlineS === undefined ? [] : ['Dashed: the deadline.']),
    ...(some ? ['Hollow: only some of the runs completed; median and band are over these.'] : []),
    ...(never > 0 ? [`${never} of ${points.length} points have no run in which every job completed and are not drawn.`] : []),
  ].join(' ')
}

export function makespanBands(bands: Bands, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const { points, xTitle, deadlineS, source } = bands
  const schedulers = [...new Set(points.map((p) => p.scheduler))]
  const values = points.flatMap(({ scheduler, x, n, completed, makespanS }) =>
    makespanS === undefined ? [] : [{ scheduler, x, ...makespanS, whole: completed === n }],
  )
  const xs = points.map((p) => p.x)
  const scale = { domain: [0, Math.max(1, deadlineS ?? 0, ...values.map((v) => v.p95))], nice: true }
  const lines = linesByScheduler(schedulers, format)
  const colour = lines.color as Chart
  const deadline = {
    data: { values: [{ y: deadlineS }] },
    mark: { type: 'rule', strokeDash: [format.font / 2, format.font / 3], color: '#444444', strokeWidth: format.font / 9 },
    encoding: { y: { field: 'y', type: 'quantitative', scale } },
  }
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [Math.min(...xs), Math.max(...xs)], nice: true },
    axis: { title: xTitle, tickMinStep: 1, grid: true },
  }
  return chart(format, {
    title: titled(format, `Makespan and ${xTitle}`, sayings(bands), `n: ${countOf(points.map((p) => p.n))} runs a point. ${source}`),
    width: format.plot,
    height: format.plot * 0.5,
    layer: [
      {
        data: { values },
        mark: { type: 'area', opacity: 0.22 },
        encoding: {
          x,
          y: { field: 'p5', type: 'quantitative', scale, axis: { title: 'makespan (s)', tickCount: 6 } },
          y2: { field: 'p95' },
          color: colour,
        },
      },
      {
        data: { values },
        mark: { type: 'line', strokeWidth: format.font / 7 },
        encoding: { x, y: { field: 'p50', type: 'quantitative', scale }, ...lines },
      },
      {
        data: { values },
        mark: { type: 'point', opacity: 1, strokeWidth: format.font / 8, size: format.font * format.font * 0.5 },
        encoding: {
          x,
          y: { field: 'p50', type: 'quantitative', scale },
          color: colour,
          fill: { ...colour },
          fillOpacity: { condition: { test: 'datum.whole', value: 1 }, value: 0 },
        },
      },
      ...(deadlineS === undefined ? [] : [deadline]),
    ],
  })
}
