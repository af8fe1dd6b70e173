/** Predicted against recorded, one point a quantity of a recorded run, with the 95 % band of the prediction over seeds. */
import { pointsByScheduler } from './legend.ts'
import { type Chart, chart, FORMATS, narrow, titled, type Width } from './theme.ts'

export interface Prediction {
  /** the recorded run: `lab/kueue06` */
  readonly name: string
  readonly scheduler: string
  readonly recorded: number
  readonly predicted: number
  /** 2.5th and 97.5th percentile of the prediction over seeds */
  readonly low: number
  readonly high: number
}

export interface Predictions {
  readonly quantity: string
  readonly unit: string
  readonly rows: readonly Prediction[]
  /** replications of the prediction */
  readonly seeds: number
  /** relative error that was aimed at: drawn as a band round the diagonal */
  readonly target?: number
  readonly source: string
}

export function predictedRecorded(given: Predictions, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const { quantity, unit, rows, seeds, target } = given
  const schedulers = [...new Set(rows.map((row) => row.scheduler))]
  const values = rows.flatMap((row) => [row.recorded, row.low, row.high, row.predicted]).filter((v) => v > 0)
  const [low, high] = [Math.min(...values) * 0.85, Math.max(...values) * 1.18]
  const inBand = rows.filter((row) => row.recorded >= row.low && row.recorded <= row.high).length
  const scale = { type: 'log', domain: [low, high], nice: false }
  const side = format.plot * (narrow(format) ? 1 : 0.6)
  const points = pointsByScheduler(schedulers, format, side)
  const axis = (title: string): Chart => ({ title: `${title} ${quantity} (${unit})`, grid: true, tickCount: 5 })
  const x = { field: 'recorded', type: 'quantitative', scale, axis: axis('recorded') }
  const y = (field: string): Chart => ({ field, type: 'quantitative', scale, axis: axis('predicted') })
  const ends = [low, high].map((v) => ({ at: v, from: v * (1 - (target ?? 0)), to: v * (1 + (target ?? 0)) }))
  const aim = target === undefined ? '' : ` Grey: within ${Math.round(target * 100)} %.`
  return chart(format, {
    title: titled(
      format,
      `Predicted and recorded ${quantity}`,
      `Line: 95 % of ${seeds} seeds. ${inBand} of ${rows.length} recorded values lie within it.${aim}`,
      `n: ${rows.length} recorded runs. ${given.source}`,
    ),
    width: side,
    height: side,
    data: { values: rows },
    layer: [
      ...(target === undefined
        ? []
        : [
            {
              data: { values: ends },
              mark: { type: 'area', color: '#e4e4e4', clip: true },
              encoding: { x: { ...x, field: 'at' }, y: y('from'), y2: { field: 'to' } },
            },
          ]),
      {
        data: { values: ends },
        mark: { type: 'line', color: '#888888', strokeWidth: format.font / 12 },
        encoding: { x: { ...x, field: 'at' }, y: y('at') },
      },
      {
        mark: { type: 'rule', strokeWidth: format.font / 8 },
        encoding: { x, y: y('low'), y2: { field: 'high' }, color: points.color },
      },
      {
        mark: { type: 'point', filled: true, opacity: 1, size: format.font * format.font * 0.5 },
        encoding: {
          x,
          y: y('predicted'),
          ...points,
          tooltip: [
            { field: 'name', type: 'nominal' },
            { field: 'recorded', type: 'quantitative' },
            { field: 'predicted', type: 'quantitative' },
          ],
        },
      },
    ],
  })
}
