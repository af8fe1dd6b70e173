/** Which constant moves a quantity: one bar each, from its value with the constant at its low end to that at its high end. */
import { COLOURS } from './palette.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

export interface TornadoBar {
  /** path of the parameter */
  readonly parameter: string
  /** its ends as written */
  readonly low: string
  readonly high: string
  /** the quantity with the parameter at either end; absent where no run completed there */
  readonly atLow?: number
  readonly atHigh?: number
}

export interface Tornado {
  readonly bars: readonly TornadoBar[]
  /** the quantity as it is */
  readonly base: number
  /** `makespan (s)` */
  readonly quantity: string
  /** what the answer asks of it, drawn as a line */
  readonly goal?: number
  readonly source: string
}

/** Largest first. */
export function byReach(bars: readonly TornadoBar[], base: number): TornadoBar[] {
  const reach = (bar: TornadoBar): number => Math.max(Math.abs((bar.atLow ?? base) - base), Math.abs((bar.atHigh ?? base) - base))
  return [...bars].sort((a, b) => reach(b) - reach(a) || (a.parameter < b.parameter ? -1 : 1))
}

export function tornado({ bars, base, quantity, goal, source }: Tornado, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const sorted = byReach(bars, base)
  const sides = sorted.flatMap((bar) =>
    (['atLow', 'atHigh'] as const).flatMap((side) => {
      const value = bar[side]
      if (value === undefined) return []
      return [
        {
          parameter: bar.parameter,
          end: side === 'atLow' ? 'low end' : 'high end',
          value,
          text: side === 'atLow' ? bar.low : bar.high,
          base,
        },
      ]
    }),
  )
  const all = [base, ...(goal === undefined ? [] : [goal]), ...sides.map((s) => s.value)]
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const margin = (most - least || Math.abs(base) || 1) * 0.18
  const scale = { domain: [Math.max(least >= 0 ? 0 : Number.NEGATIVE_INFINITY, least - margin), most + margin], zero: false }
  const x = { field: 'value', type: 'quantitative', scale, axis: { title: quantity, grid: true, tickCount: 5 } }
  const y = {
    field: 'parameter',
    type: 'nominal',
    sort: sorted.map((bar) => bar.parameter),
    axis: { title: null, labelLimit: format.plot * 0.6, domain: false, ticks: false },
  }
  const rule = (at: number, dash: readonly number[]) => ({
    data: { values: [{ at }] },
    mark: { type: 'rule', color: COLOURS.ink, strokeDash: dash, strokeWidth: format.font / 9 },
    encoding: { x: { field: 'at', type: 'quantitative', scale } },
  })
  const texts = (test: string, align: 'left' | 'right') => ({
    data: { values: sides },
    transform: [{ filter: test }],
    mark: { type: 'text', align, dx: ((align === 'left' ? 1 : -1) * format.font) / 3, fontSize: format.font * 0.8 },
    encoding: { x, y, text: { field: 'text' } },
  })
  const said = `Bars: one constant at a time at the ends of what is plausible. Line: as it is.${goal === undefined ? '' : ' Dashed: the goal.'}`
  return chart(format, {
    title: titled(format, `What moves the ${quantity.replace(/ \(.*/, '')}`, said, source),
    width: format.plot * 0.68,
    height: { step: format.step },
    layer: [
      {
        data: { values: sides },
        mark: { type: 'bar', height: { band: 0.6 } },
        encoding: {
          x,
          x2: { field: 'base' },
          y,
          color: {
            field: 'end',
            type: 'nominal',
            scale: { domain: ['low end', 'high end'], range: [COLOURS.sky, COLOURS.blue] },
            legend: { title: null, orient: 'bottom', offset: format.font, symbolType: 'square', symbolOpacity: 1 },
          },
        },
      },
      texts('datum.value < datum.base', 'right'),
      texts('datum.value >= datum.base', 'left'),
      rule(base, [1, 0]),
      ...(goal === undefined ? [] : [rule(goal, [format.font / 2, format.font / 3])]),
    ],
  })
}
