/**
 * When enough runs have been seen to say that an event is rarer than a stated share. Runs are looked at a few times, each
 * look spends a part of the error that is allowed, and the parts add up to it: whoever says "rarer" at the first look that
 * allows it errs at most so often (Bonferroni over looks, an exact Clopper-Pearson bound at each).
 */
import { clopperPearson } from '../stats/wilson.ts'

export interface Look {
  /** runs at this look */
  readonly runs: number
  /** most of them that may have the event */
  readonly allowed: number
  /** error that this look may make */
  readonly alpha: number
}

/** Part of the error that the first look gets where there are several; the others share the rest. */
const FIRST = 0.5

/** Upper end of the exact one-sided interval: true probabilities above it give so few events with probability `alpha` at most. */
export function upperBound(events: number, runs: number, alpha: number): number {
  return runs === 0 ? 1 : clopperPearson(events, runs, 1 - 2 * alpha).high
}

/** Lower end of the same. */
export function lowerBound(events: number, runs: number, alpha: number): number {
  return runs === 0 ? 0 : clopperPearson(events, runs, 1 - 2 * alpha).low
}

/**
 * Fewest runs of which `events` may have it while the bound is below `share`.
 * @example fewestRuns(0, 0.01, 0.05) // 299
 */
export function fewestRuns(events: number, share: number, alpha: number): number {
  let low = events
  let high = Math.max(1, events) * 2
  while (upperBound(events, high, alpha) >= share) {
    low = high
    high *= 2
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (upperBound(events, middle, alpha) < share) high = middle
    else low = middle
  }
  return high
}

/**
 * Looks that together err with probability `alpha` at most: after the first without an event, then with one, two, ... up to
 * `most` runs. Where only the first is below `most` it has all of alpha.
 * @example looksFor(0.01, 0.025, 600) // [{ runs: 368, allowed: 0, alpha: 0.025 }]
 */
export function looksFor(share: number, alpha: number, most: number): Look[] {
  const key = `${share} ${alpha} ${most}`
  let looks = KNOWN.get(key)
  if (looks === undefined) {
    looks = findLooks(share, alpha, most)
    KNOWN.set(key, looks)
  }
  return looks
}

const KNOWN = new Map<string, Look[]>()

function findLooks(share: number, alpha: number, most: number): Look[] {
  for (let count = 12; count > 1; count--) {
    const each = (alpha * (1 - FIRST)) / (count - 1)
    const alphas = Array.from({ length: count }, (_, i) => (i === 0 ? alpha * FIRST : each))
    const looks = alphas.map((a, i): Look => ({ runs: fewestRuns(i, share, a), allowed: i, alpha: a }))
    if ((looks.at(-1) as Look).runs <= most) return looks
  }
  return [{ runs: fewestRuns(0, share, alpha), allowed: 0, alpha }]
}
