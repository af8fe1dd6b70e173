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

interface Side {
  readonly parameter: string
  readonly end: 'low end' | 'high end'
  readonly value: number
  /** empty where the other side says it, too */
  readonly text: string
  readonly base: number
}

/**
 * The sides of a bar, the longer one first: it is drawn under the other. Where both point the same way, the longer one
 * says both values, the nearer first: two texts would be written over each other.
 */
function sidesOf({ parameter, low, high, atLow, atHigh }: TornadoBar, base: number): Side[] {
  const sides = [
    ...(atLow === undefined ? [] : [{ parameter, end: 'low end' as const, value: atLow, text: low, base }]),
    ...(atHigh === undefined ? [] : [{ parameter, end: 'high end' as const, value: atHigh, text: high, base }]),
  ]
    .sort((a, b) => Math.abs(a.value - base) - Math.abs(b.value - base))
    .reverse()
  const [far, near] = sides
  if (far === undefined || near === undefined || far.value < base !== near.value < base) return sides
  return [
    { ...far, text: `${near.text}, ${far.text}` },
    { ...near, text: '' },
  ]
}

/** Width of a letter, in heights of the font; the texts are set at 0.8 of it. */
const LETTER = 0.5

/**
 * An axis that holds all values, and beside them the texts of the sides.
 * @param em height of the font, in widths of the plot
 */
function domainOf(all: readonly number[], sides: readonly Side[], em: number): [number, number] {
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const span = most - least || Math.abs(most) || 1
  let [low, high] = [least - span * 0.05, most + span * 0.05]
  // the wider the axis, the more of it a text covers
  for (let i = 0; i < 30; i++) {
    const each = (high - low) * em
    const reach = ({ text }: Side): number => (text.length * LETTER + 0.6) * each
    const texts = sides.filter((side) => side.text !== '')
    const left = texts.filter((s) => s.value < s.base).map((s) => s.value - reach(s))
    const right = texts.filter((s) => s.value >= s.base).map((s) => s.value + reach(s))
    ;[low, high] = [Math.min(low, ...left), Math.max(high, ...right)]
  }
  return [low, high]
}

export function tornado({ bars, base, quantity, goal, source }: Tornado, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const sorted = byReach(bars, base)
  const sides = sorted.flatMap((bar) => sidesOf(bar, base))
  const all = [base, ...(goal === undefined ? [] : [goal]), ...sides.map((s) => s.value)]
  const plot = format.plot * 0.68
  const scale = { domain: domainOf(all, sides, format.font / plot), zero: false }
  // room for a text left of 0 is no quantity below 0
  const tick = Math.min(...all) >= 0 ? { labelExpr: "datum.value < 0 ? '' : datum.label" } : {}
  const x = { field: 'value', type: 'quantitative', scale, axis: { title: quantity, grid: true, tickCount: 5, ...tick } }
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
    width: plot,
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
