/** Scheduler as colour, and as dash where two versions of one scheduler share the colour. */
import { schedulerScale } from './palette.ts'
import { type Chart, type Format, narrow } from './theme.ts'

function legendOf(schedulers: readonly string[], format: Format): Chart | null {
  if (schedulers.length < 2) return null
  const symbol = { symbolType: 'square', symbolOpacity: 1, symbolStrokeWidth: format.font / 4 }
  return { title: null, orient: 'bottom', offset: format.font, columns: narrow(format) ? 2 : 5, labelLimit: 0, ...symbol }
}

/** Colour by scheduler, and a legend below the chart in as many columns as fit. */
export function byScheduler(schedulers: readonly string[], format: Format): Chart {
  return { field: 'scheduler', type: 'nominal', scale: schedulerScale(schedulers), legend: legendOf(schedulers, format) }
}

/** The encoding of lines by scheduler: colour, and dashes where versions of one scheduler meet. */
export function linesByScheduler(schedulers: readonly string[], format: Format): Chart {
  const color = byScheduler(schedulers, format)
  const names = schedulers.map((scheduler) => scheduler.split('@')[0])
  if (new Set(names).size === names.length) return { color }
  const unit = format.font / 3
  const styles = [[], [2 * unit, unit], [unit / 2, unit]]
  const range = names.map((name, i) => styles[names.slice(0, i).filter((n) => n === name).length % styles.length])
  return {
    color,
    strokeDash: { field: 'scheduler', type: 'nominal', scale: { domain: schedulers, range }, legend: legendOf(schedulers, format) },
  }
}
