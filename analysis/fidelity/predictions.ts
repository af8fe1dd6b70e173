/** Rows of the fidelity table as a chart of recorded against predicted takes them. */
import type { Prediction, Predictions } from '../charts/predicted-recorded.ts'
import type { FidelityRow } from './row.ts'

/** What a row says beyond the quantity asked for: `, size 3` of `mean turnaround, size 3`. */
function predictionOf(row: FidelityRow, quantity: string): Prediction[] {
  const { recorded, predicted } = row
  if (typeof recorded !== 'number' || predicted === null || typeof predicted === 'string') return []
  if (!(recorded > 0 && predicted.mean > 0 && predicted.low > 0)) return []
  const { mean, low, high } = predicted
  return [
    {
      name: `${row.source}/${row.run}${row.quantity.slice(quantity.length)}`,
      scheduler: row.scheduler,
      recorded,
      predicted: mean,
      low,
      high,
    },
  ]
}

/**
 * Rows whose quantity is, or begins with, `quantity`. Values that are words, or not above 0, have no place on a logarithmic
 * axis and are left out.
 */
export function predictionsOf(rows: readonly FidelityRow[], quantity: string): Predictions {
  const chosen = rows.filter((row) => row.quantity === quantity || row.quantity.startsWith(`${quantity}, `))
  const shares = new Set(chosen.map(({ target }) => (target?.kind === 'within' ? target.share : undefined)))
  const [share] = shares
  const seeds = chosen.map(({ predicted }) => (predicted === null || typeof predicted === 'string' ? 0 : predicted.n))
  return {
    quantity,
    unit: chosen[0]?.unit ?? '',
    rows: chosen.flatMap((row) => predictionOf(row, quantity)),
    seeds: Math.max(0, ...seeds),
    ...(shares.size === 1 && share !== undefined ? { target: share } : {}),
    source: 'Source: npm run fidelity, recordings of data/lab and data/published.',
  }
}
