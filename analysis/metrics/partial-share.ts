/** Partial-allocation share: the part of the window in which at least one job holds places, but fewer than it needs. */
import type { RunView } from '../run-view.ts'

/** A share from 0 to 1; undefined for an empty window. */
export function partialShare(view: RunView): number | undefined {
  const { from, to } = view.window
  if (to <= from) return undefined
  const intervals: [number, number][] = []
  for (const { partials } of view.jobs) {
    for (let i = 0; i < partials.length; i += 2) {
      const a = Math.max(from, partials[i] as number)
      const b = Math.min(to, partials[i + 1] ?? to)
      if (b > a) intervals.push([a, b])
    }
  }
  intervals.sort((x, y) => x[0] - y[0])
  let covered = 0
  let end = from
  for (const [a, b] of intervals) {
    if (b <= end) continue
    covered += b - Math.max(a, end)
    end = b
  }
  return covered / (to - from)
}
