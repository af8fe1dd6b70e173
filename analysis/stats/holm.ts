/** Holm's correction (1979): of a family of comparisons, one is seen by chance alone at most at the stated rate. */

/**
 * Adjusted p values, in the order given: the smallest times the number of comparisons, the next times one fewer, and so
 * on, none below the one before and none above 1.
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 * @throws RangeError on a value outside 0..1
 */
export function holm(ps: readonly number[]): number[] {
  const wrong = ps.findIndex((p) => !(p >= 0 && p <= 1))
  if (wrong >= 0)
    throw new RangeError(`holm: expected probabilities, got ${ps[wrong]} at place ${wrong}\n  leave out comparisons that have no p`)
  const order = ps.map((_, i) => i).sort((i, j) => (ps[i] as number) - (ps[j] as number))
  const adjusted = new Array<number>(ps.length)
  let least = 0
  order.forEach((at, rank) => {
    least = Math.max(least, Math.min(1, (ps[at] as number) * (ps.length - rank)))
    adjusted[at] = least
  })
  return adjusted
}
