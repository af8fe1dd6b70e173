/** Which of some choices are worth a look: those that no other beats in both of two numbers. */

/**
 * Indexes of the items for which no other is as good in both numbers and better in one (small is good), by the first number.
 * @example paretoFront([[3, 1], [1, 2], [2, 3], [3, 1]]) // [1, 0, 3]
 */
export function paretoFront(items: readonly (readonly [number, number])[]): number[] {
  const beats = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): boolean => a <= c && b <= d && (a < c || b < d)
  return items
    .map((_, i) => i)
    .filter((i) => !items.some((other) => beats(other, items[i] as readonly [number, number])))
    .sort((i, j) => (items[i] as readonly [number, number])[0] - (items[j] as readonly [number, number])[0] || i - j)
}
