/**
 * When can a cluster not clog, whatever the scheduler does? With N slots and the gangs that may hold places at the same
 * time: if every one of them is stuck, each holds at most need - 1, so together they hold less than N, a slot is free and
 * a pending pod takes it (semantics 4.5). The bound is sharp for identical pods of one slot each: give the gangs need - 1
 * slots each until all are taken, and nothing moves.
 */

export interface SafetyBound {
  /** sum of need - 1 */
  readonly sum: number
  readonly slots: number
  /** sum < slots */
  readonly safe: boolean
}

/**
 * @param needs pods that each gang needs at once; one entry for each gang that may hold places at the same time
 * @param slots places of the cluster, for pods that are all alike
 * @example safetyBound([2, 3, 4], 8) // { sum: 6, slots: 8, safe: true }
 */
export function safetyBound(needs: readonly number[], slots: number): SafetyBound {
  const sum = needs.reduce((s, need) => s + need - 1, 0)
  return { sum, slots, safe: sum < slots }
}

/**
 * Places held by each gang in a state that is clogged; undefined where none exists, that is, where the bound holds.
 * @example cloggingHoldings([2, 3, 4, 5], 8) // [1, 2, 3, 2]
 */
export function cloggingHoldings(needs: readonly number[], slots: number): number[] | undefined {
  let left = slots
  const held = needs.map((need) => {
    const n = Math.min(need - 1, left)
    left -= n
    return n
  })
  return left === 0 && needs.length > 0 ? held : undefined
}

/**
 * The fewest slots on which these gangs can't clog.
 * @example smallestSafeSlots([2, 3, 4, 5]) // 11
 */
export function smallestSafeSlots(needs: readonly number[]): number {
  return safetyBound(needs, 0).sum + 1
}

/**
 * How many of the gangs may hold places at the same time without any choice of so many being able to clog: the limit to
 * set on a queue in front of a scheduler that knows no gangs.
 * @example safeConcurrency([2, 3, 4, 5, 6], 8) // 1
 */
export function safeConcurrency(needs: readonly number[], slots: number): number {
  const largestFirst = [...needs].sort((a, b) => b - a)
  let sum = 0
  for (let n = 0; n < largestFirst.length; n++) {
    sum += (largestFirst[n] as number) - 1
    if (sum >= slots) return n
  }
  return largestFirst.length
}
