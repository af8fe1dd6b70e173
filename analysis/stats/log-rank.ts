/** The log-rank test (Mantel 1966): whether two groups of jobs complete at different rates, unfinished ones included. */
import type { Lifetime } from './kaplan-meier.ts'
import { normalCdf } from './normal.ts'

export interface LogRank {
  /** completions of A, and how many were to be expected were there no difference */
  readonly observedA: number
  readonly expectedA: number
  /** absent where no completion could tell the groups apart */
  readonly chiSquare?: number
  /** two-sided */
  readonly p?: number
}

/**
 * Compares two groups over the whole of their curves.
 * @example logRank([{ time: 1, ended: true }], [{ time: 2, ended: true }]).expectedA // 0.5
 */
export function logRank(a: readonly Lifetime[], b: readonly Lifetime[]): LogRank {
  const all = [...a.map((l) => ({ ...l, inA: 1 })), ...b.map((l) => ({ ...l, inA: 0 }))].sort((x, y) => x.time - y.time)
  let leftA = a.length
  let observedA = 0
  let expectedA = 0
  let variance = 0
  for (let i = 0; i < all.length; ) {
    const time = all[i]?.time
    const left = all.length - i
    const shareA = leftA / left
    let ended = 0
    for (; all[i]?.time === time && i < all.length; i++) {
      const { ended: isEnd, inA } = all[i] as (typeof all)[number]
      if (isEnd) {
        ended++
        observedA += inA
      }
      leftA -= inA
    }
    expectedA += ended * shareA
    if (left > 1) variance += (ended * shareA * (1 - shareA) * (left - ended)) / (left - 1)
  }
  if (variance === 0) return { observedA, expectedA }
  const chiSquare = (observedA - expectedA) ** 2 / variance
  return { observedA, expectedA, chiSquare, p: 2 * normalCdf(-Math.sqrt(chiSquare)) }
}
