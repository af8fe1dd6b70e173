/** How often a scheduler clogs, against the load, one line for each number of nodes and one row for each scheduler. */
import { COLOURS } from './palette.ts'
import { runsAPoint, type Sweep, sweepPoints } from './sweep.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

/** From few nodes (light) to many (dark): one hue, so that order shows. */
const SHADES = ['#9ecae1', '#4f9bcb', '#1f6db0', '#08306b'] as const

export function clogProbability(sweep: Sweep, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const values = sweepPoints(sweep)
  const nodes = [...new Set(values.map((p) => p.nodes))].sort((a, b) => a - b)
  const shade = (i: number): string =>
    nodes.length === 1 ? COLOURS.blue : (SHADES[Math.round((i * (SHADES.length - 1)) / (nodes.length - 1))] as string)
  const color = {
    field: 'nodes',
    type: 'ordinal',
    scale: { domain: nodes, range: nodes.map((_, i) => shade(i)) },
    legend: { title: 'nodes', orient: 'bottom', direction: 'horizontal', offset: format.font, symbolType: 'square', symbolOpacity: 1 },
  }
  const schedulers = [...new Set(values.map((p) => p.scheduler))]
  return chart(format, {
    title: titled(
      format,
      'How often the cluster clogs',
      'Share of runs that clogged or livelocked, with 95 % interval (Wilson).',
      `${runsAPoint(values)} ${sweep.source}`,
    ),
    data: { values },
    facet: {
      row: {
        field: 'scheduler',
        type: 'nominal',
        sort: schedulers,
        title: null,
        header: { labelOrient: 'top', labelAnchor: 'start', labelFontWeight: 'bold', labelPadding: format.font / 4 },
      },
    },
    spacing: format.font,
    spec: {
      width: format.plot,
      height: format.plot / (schedulers.length > 2 ? 6 : 3),
      encoding: {
        x: { field: 'load', type: 'quantitative', scale: { zero: false }, axis: { title: sweep.loadTitle, grid: true, tickCount: 7 } },
        color,
      },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: format.font / 9 },
          encoding: {
            y: {
              field: 'clogLow',
              type: 'quantitative',
              scale: { domain: [0, 1] },
              axis: { title: 'clogged', format: '.0%', tickCount: 3 },
            },
            y2: { field: 'clogHigh' },
          },
        },
        { mark: { type: 'line', strokeWidth: format.font / 8 }, encoding: { y: { field: 'clog', type: 'quantitative' } } },
        {
          mark: { type: 'point', filled: true, opacity: 1, size: format.font * format.font * 0.4 },
          encoding: { y: { field: 'clog', type: 'quantitative' } },
        },
      ],
    },
  })
}
