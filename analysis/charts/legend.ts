/** Scheduler as colour, and as dash or shape where two versions of one scheduler share the colour. */
import { schedulerScale } from './palette.ts'
import { type Chart, type Format, textWidth } from './theme.ts'

/** Symbol with the gaps round it, in parts of the font size. */
const SYMBOL = 2.6

/** Width that a legend may take: the page draws charts of a slide's layout in boxes that are narrower. */
export function legendRoom({ name, plot }: Format): number {
  return name === 'page' ? 540 : plot
}

/** Columns of a legend below a chart of that width: as many as fit, each as wide as its longest label. */
export function columnsFor(labels: readonly string[], width: number, font: number): number {
  const widths = labels.map((label) => textWidth(label, font) + SYMBOL * font)
  const takes = (columns: number): number =>
    Array.from({ length: columns }, (_, i) => Math.max(...widths.filter((__, j) => j % columns === i))).reduce((a, b) => a + b)
  let columns = Math.max(1, labels.length)
  while (columns > 1 && takes(columns) > width) columns--
  return columns
}

function legendOf(schedulers: readonly string[], format: Format, width = legendRoom(format)): Chart | null {
  const { font } = format
  if (schedulers.length < 2) return null
  const symbol = { symbolType: 'square', symbolOpacity: 1, symbolStrokeWidth: font / 4 }
  return { title: null, orient: 'bottom', offset: font, columns: columnsFor(schedulers, width, font), labelLimit: 0, ...symbol }
}

/** Of each scheduler, how many before it are versions of the same one: what tells versions apart where they share a colour. */
function versions(schedulers: readonly string[]): number[] {
  const names = schedulers.map((scheduler) => scheduler.split('@')[0])
  return names.map((name, i) => names.slice(0, i).filter((n) => n === name).length)
}

/** Colour by scheduler, and a legend below the chart in as many columns as fit. */
export function byScheduler(schedulers: readonly string[], format: Format, width?: number): Chart {
  return { field: 'scheduler', type: 'nominal', scale: schedulerScale(schedulers), legend: legendOf(schedulers, format, width) }
}

function telling(schedulers: readonly string[], legend: Chart | null, looks: readonly unknown[]): Chart {
  const range = versions(schedulers).map((n) => looks[n % looks.length])
  return { field: 'scheduler', type: 'nominal', scale: { domain: schedulers, range }, legend }
}

/** The encoding of lines by scheduler: colour, and dashes where versions of one scheduler meet. */
export function linesByScheduler(schedulers: readonly string[], format: Format): Chart {
  const color = byScheduler(schedulers, format)
  if (versions(schedulers).every((n) => n === 0)) return { color }
  const unit = format.font / 3
  return { color, strokeDash: telling(schedulers, legendOf(schedulers, format), [[], [2 * unit, unit], [unit / 2, unit]]) }
}

/** The encoding of points by scheduler: colour, and shapes where versions of one scheduler meet. */
export function pointsByScheduler(schedulers: readonly string[], format: Format, width?: number): Chart {
  const legend = legendOf(schedulers, format, width)
  const color = byScheduler(schedulers, format, width)
  if (versions(schedulers).every((n) => n === 0)) return { color }
  const { symbolType: _, ...byShape } = legend ?? {}
  const shape = telling(schedulers, byShape, ['circle', 'diamond', 'triangle-up', 'cross'])
  return { color: { ...color, legend: byShape }, shape }
}
