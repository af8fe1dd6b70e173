/** Load and performance: mean turnaround for each load and number of nodes, a cell each; black where runs clog. */
import { COLOURS } from './palette.ts'
import { runsAPoint, type Sweep, sweepPoints } from './sweep.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

/** The map of one scheduler. */
export function loadHeatmap(sweep: Sweep, scheduler: string, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const points = sweepPoints({ ...sweep, runs: sweep.runs.filter((run) => run.row.scheduler === scheduler) })
  const loads = [...new Set(points.map((p) => p.load))].sort((a, b) => a - b)
  const nodes = [...new Set(points.map((p) => p.nodes))].sort((a, b) => b - a)
  const values = points.map((p) => ({
    ...p,
    text: p.turnaroundS === undefined ? 'clogs' : p.clog > 0 ? `${Math.round(p.turnaroundS)}*` : `${Math.round(p.turnaroundS)}`,
  }))
  const most = Math.max(0, ...values.map((p) => p.turnaroundS ?? 0))
  const some = values.some((p) => p.clog > 0 && p.turnaroundS !== undefined)
  const cell = format.plot / Math.max(loads.length, 4)
  const text = Math.min(format.font, cell / 4)
  return chart(format, {
    title: titled(
      format,
      `${scheduler}: mean turnaround by load and nodes`,
      `Seconds. Black: no run in which every job completed.${some ? ' *: some runs clogged; the mean is over the others.' : ''}`,
      `${runsAPoint(points)} ${sweep.source}`,
    ),
    width: format.plot,
    height: { step: format.font * 2.2 },
    data: { values },
    encoding: {
      x: { field: 'load', type: 'ordinal', axis: { title: sweep.loadTitle, labelAngle: 0 } },
      y: { field: 'nodes', type: 'ordinal', sort: nodes, axis: { title: 'nodes' } },
    },
    layer: [
      { mark: { type: 'rect', color: '#222222' } },
      {
        transform: [{ filter: 'isValid(datum.turnaroundS)' }],
        mark: { type: 'rect' },
        encoding: {
          color: {
            field: 'turnaroundS',
            type: 'quantitative',
            scale: { domain: [0, most], range: ['#f7fbff', '#6baed6', '#08519c'] },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', fontSize: text },
        encoding: {
          text: { field: 'text' },
          color: {
            condition: { test: `!isValid(datum.turnaroundS) || datum.turnaroundS > ${most * 0.55}`, value: 'white' },
            value: COLOURS.ink,
          },
        },
      },
    ],
  })
}
