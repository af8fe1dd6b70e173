/** Recorded against predicted as a figure. */
import { type Predictions, predictedRecorded } from '../charts/predicted-recorded.ts'
import type { Figure } from './figure.ts'
import { short } from './words.ts'

/** Undefined where there is nothing to compare. */
export function predictionFigure(given: Predictions): Figure | undefined {
  const { quantity, unit, rows } = given
  if (rows.length === 0) return undefined
  const said = rows.map(
    (row) =>
      `${row.name} under ${row.scheduler}: recorded ${short(row.recorded)}, predicted ${short(row.predicted)} (${short(row.low)} to ${short(row.high)})`,
  )
  return {
    id: `predicted-${quantity.replaceAll(/\W+/g, '-')}`,
    kind: 'predicted',
    title: `Predicted and recorded ${quantity}`,
    alt: `${quantity}${unit && `, ${unit}`}. ${said.join('. ')}.`,
    draw: (width) => predictedRecorded(given, width),
  }
}
