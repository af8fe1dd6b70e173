/** Makespan against the number of nodes, by scheduler, with intervals over replications. */
import { linesByScheduler } from './legend.ts'
import { runsAPoint, type Sweep, sweepPoints } from './sweep.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

export function makespanNodes(sweep: Sweep, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const all = sweepPoints(sweep)
  const values = all.filter((p) => p.makespanS !== undefined)
  const schedulers = [...new Set(all.map((p) => p.scheduler))]
  const nodes = [Math.min(...all.map((p) => p.nodes)), Math.max(...all.map((p) => p.nodes))]
  const never = all.filter((p) => p.makespanS === undefined)
  const some = values.filter((p) => p.completed < p.n)
  const said = [
    values.some((p) => p.makespanLow !== undefined)
      ? 'Line: 95 % interval (Student) of the mean over runs.'
      : 'One run a point: no interval.',
    ...(never.length > 0 ? [`${never.length} of ${all.length} points have no run in which every job completed and are not drawn.`] : []),
    ...(some.length > 0 ? ['Hollow: only some of the runs completed; the mean is over these.'] : []),
  ]
  const most = values.reduce((top, p) => Math.max(top, p.makespanHigh ?? p.makespanS ?? 0), 1)
  const scale = { domain: [0, most], nice: true }
  const x = {
    field: 'nodes',
    type: 'quantitative',
    scale: { domain: nodes, nice: true },
    axis: { title: 'nodes', tickMinStep: 1, grid: true },
  }
  const lines = linesByScheduler(schedulers, format)
  // lines of several loads in one plot could not be told apart
  const loads = [...new Set(all.map((p) => p.load))]
  const header = { labelOrient: 'top', labelAnchor: 'start', labelFontWeight: 'bold', labelPadding: format.font / 4 }
  const called = (load: number): string => `${sweep.loadTitle}: ${load}`
  const row = { field: 'of', type: 'nominal', sort: loads.map(called), title: null, header }
  const plot = {
    width: format.plot,
    height: format.plot * (loads.length > 1 ? 0.25 : 0.5),
    encoding: { x, ...lines },
    layer: [
      {
        transform: [{ filter: 'isValid(datum.makespanLow)' }],
        mark: { type: 'rule', strokeWidth: format.font / 9, strokeDash: [1, 0] },
        encoding: { y: { field: 'makespanLow', type: 'quantitative', scale }, y2: { field: 'makespanHigh' } },
      },
      {
        mark: { type: 'line', strokeWidth: format.font / 7 },
        encoding: { y: { field: 'makespanS', type: 'quantitative', scale, axis: { title: 'makespan (s)', tickCount: 6 } } },
      },
      {
        mark: { type: 'point', opacity: 1, strokeWidth: format.font / 8, size: format.font * format.font * 0.5, strokeDash: [1, 0] },
        encoding: {
          y: { field: 'makespanS', type: 'quantitative', scale },
          fillOpacity: { condition: { test: 'datum.whole', value: 1 }, value: 0 },
          fill: { ...(lines.color as object) },
        },
      },
    ],
  }
  return chart(format, {
    title: titled(format, 'Makespan and size of the cluster', said.join(' '), `${runsAPoint(all)} ${sweep.source}`),
    data: { values: values.map((p) => ({ ...p, whole: p.completed === p.n, ...(loads.length > 1 ? { of: called(p.load) } : {}) })) },
    ...(loads.length > 1 ? { facet: { row }, spacing: format.font, spec: plot } : plot),
  })
}
