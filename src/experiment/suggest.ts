/** "Did you mean". */

/** Least number of insertions, deletions, changes and swaps of neighbours that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min((row[j - 1] as number) + 1, (last[j] as number) + 1, (last[j - 1] as number) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] as number) + 1)
      row.push(best)
    }
    before = last
    last = row
  }
  return last[b.length] as number
}

/**
 * The known name closest to `given`, if it is close: at most a third of its letters differ, or `given` is one of its
 * dotted parts.
 * @example suggest('cluster.node', ['cluster.nodes', 'api.read']) // 'cluster.nodes'
 */
export function suggest(given: string, known: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const name of known) {
    const distance = name.split('.').at(-1) === given ? 0.5 : editDistance(given.toLowerCase(), name.toLowerCase())
    if (distance < least && distance <= Math.max(1, Math.floor(name.length / 3))) {
      least = distance
      best = name
    }
  }
  return best
}

/** `did you mean X?`, or the list of what is known. */
export function didYouMean(given: string, known: readonly string[]): string {
  const near = suggest(given, known)
  return near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`
}
