/** How often a scheduler clogs over two things that a sweep varies: a cell each, its share written in it. */

import { countOf } from './makespan-bands.ts'
import { COLOURS } from './palette.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

export interface ClogCell {
  readonly x: number
  readonly y: number
  /** replications; 0 where the cell is impossible */
  readonly n: number
  /** share that clogged or livelocked */
  readonly share: number
  /** the closed-form bound says that nothing can clog here */
  readonly safe?: boolean
}

export interface ClogMap {
  readonly scheduler: string
  readonly cells: readonly ClogCell[]
  readonly xTitle: string
  readonly yTitle: string
  readonly source: string
}

/** @example shareText(0.004) // '0.4' */
export function shareText(share: number): string {
  const percent = share * 100
  return percent === 0 ? '0' : percent < 1 ? percent.toFixed(1) : percent.toFixed(0)
}

export function clogMap({ scheduler, cells, xTitle, yTitle, source }: ClogMap, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const values = cells.map((cell) => ({ ...cell, text: cell.n === 0 ? 'x' : shareText(cell.share) }))
  const columns = new Set(cells.map((cell) => cell.x)).size
  const rows = [...new Set(cells.map((cell) => cell.y))].sort((a, b) => b - a)
  const room = format.plot / Math.max(columns, 4)
  const ran = cells.filter((cell) => cell.n > 0)
  const said = [
    'Percent of runs that clogged or livelocked.',
    ...(cells.some((cell) => cell.safe === true) ? ['Outlined: the bound sum(need - 1) < places proves that nothing clogs.'] : []),
    ...(ran.length < cells.length ? ['x: impossible, a job is larger than the cluster.'] : []),
  ]
  const text = Math.min(format.font, room / 2.6)
  return chart(format, {
    title: titled(
      format,
      `${scheduler}: how often it clogs`,
      said.join(' '),
      `n: ${countOf(ran.map((cell) => cell.n))} runs a cell. ${source}`,
    ),
    width: format.plot,
    height: { step: format.font * 2 },
    data: { values },
    encoding: {
      x: { field: 'x', type: 'ordinal', axis: { title: xTitle, labelAngle: 0, labelOverlap: true } },
      y: { field: 'y', type: 'ordinal', sort: rows, axis: { title: yTitle } },
    },
    layer: [
      { mark: { type: 'rect', color: '#e6e6e6' } },
      {
        transform: [{ filter: 'datum.n > 0' }],
        mark: { type: 'rect' },
        encoding: {
          color: {
            field: 'share',
            type: 'quantitative',
            scale: { domain: [0, 0.05, 1], interpolate: 'rgb', range: ['#f7fbff', '#fdd0a2', '#a63603'] },
            legend: null,
          },
        },
      },
      {
        transform: [{ filter: 'datum.safe' }],
        mark: { type: 'rect', fillOpacity: 0, stroke: COLOURS.blue, strokeWidth: format.font / 7 },
      },
      {
        mark: { type: 'text', fontSize: text },
        encoding: {
          text: { field: 'text' },
          color: { condition: { test: 'datum.n > 0 && datum.share > 0.5', value: 'white' }, value: COLOURS.ink },
        },
      },
    ],
  })
}
