/** How often runs clog at each value that was tried, with the exact interval; the risk that is allowed as a line. */
import { COLOURS } from './palette.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

export interface RiskPoint {
  /** as the axis names it */
  readonly value: number | string
  readonly runs: number
  readonly share: number
  /** ends of the exact 95 % interval */
  readonly low: number
  readonly high: number
  readonly answer: boolean
}

export interface Risks {
  readonly points: readonly RiskPoint[]
  /** largest probability that is allowed */
  readonly risk: number
  readonly xTitle: string
  readonly source: string
}

/** Probabilities below this are drawn at it: a logarithm has no zero. */
const FLOOR = 0.001

export function clogRisk({ points, risk, xTitle, source }: Risks, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const floor = Math.min(FLOOR, risk / 5)
  const values = points.map((p) => ({ ...p, share: Math.max(floor, p.share), low: Math.max(floor, p.low), none: p.share === 0 }))
  const numeric = points.every((p) => typeof p.value === 'number')
  const x = {
    field: 'value',
    ...(numeric ? { type: 'quantitative', scale: { zero: false, nice: true } } : { type: 'ordinal', sort: null }),
    axis: { title: xTitle, tickMinStep: 1, grid: true, ...(numeric ? {} : { labelAngle: -30 }) },
  }
  const scale = { type: 'log', domain: [floor, 1], clamp: true }
  const y = (field: string): Chart => ({
    field,
    type: 'quantitative',
    scale,
    axis: { title: 'runs that clog', format: '~%', values: [0.001, 0.01, 0.1, 0.5, 1] },
  })
  const ns = points.map((p) => p.runs)
  const n = `n: from ${Math.min(...ns)} to ${Math.max(...ns)} runs a value.`
  const said =
    'Point: share of runs; line: exact 95 % interval (Clopper-Pearson). Dashed: the risk allowed. Green: the answer. Hollow: no run clogged.'
  return chart(format, {
    title: titled(format, `Risk of a clog and ${xTitle}`, said, `${n} ${source}`),
    width: format.plot,
    height: format.plot * 0.45,
    layer: [
      {
        data: { values: [{ risk }] },
        mark: { type: 'rule', strokeDash: [format.font / 2, format.font / 3], color: '#444444', strokeWidth: format.font / 9 },
        encoding: { y: y('risk') },
      },
      {
        data: { values },
        mark: { type: 'rule', strokeWidth: format.font / 9, color: '#555555' },
        encoding: { x, y: y('low'), y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'point', opacity: 1, strokeWidth: format.font / 8, size: format.font * format.font * 0.6 },
        encoding: {
          x,
          y: y('share'),
          color: { condition: { test: 'datum.answer', value: COLOURS.green }, value: COLOURS.vermilion },
          fill: { condition: { test: 'datum.answer', value: COLOURS.green }, value: COLOURS.vermilion },
          fillOpacity: { condition: { test: 'datum.none', value: 0 }, value: 1 },
        },
      },
    ],
  })
}
