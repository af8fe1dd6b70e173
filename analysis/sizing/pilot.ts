/** Few runs at some values, the same seeds at each: where an answer may lie. Nothing here is a proof. */
import { forecast } from './forecast.ts'
import { type Goals, goalsOf, type Trial } from './goals.ts'
import { upperBound } from './looks.ts'
import type { Search } from './request.ts'
import { shownMissed } from './sequential.ts'

/** Values up to which each is looked at. */
const FEW_VALUES = 9

/** Values that are looked at where those tried first are all bad. */
const MOST_SCANNED = 200

export class Pilot {
  /** runs at a value to see which way to go */
  static readonly quick = 32
  /** runs at a neighbour of the answer */
  static readonly thorough = 64
  readonly trials = new Map<number, Trial[]>()
  readonly #goals: Goals

  constructor(goals: Goals) {
    this.#goals = goals
  }

  /** Adds runs of a value up to `most`; unless told otherwise it stops when the value is seen to be bad. */
  *run(index: number, most: number, stopEarly = true): Search<void> {
    const known = this.trials.get(index) ?? []
    this.trials.set(index, known)
    while (known.length < most && !(stopEarly && known.length > 0 && this.shownBad(index))) {
      known.push(...(yield { index, stage: 'pilot', from: known.length, runs: Math.min(most - known.length, known.length === 0 ? 8 : 24) }))
    }
  }

  /** Shown to miss a goal: a value of its exact share would look so bad once in twenty times. */
  shownBad(index: number): boolean {
    return shownMissed(this.#goals, this.trials.get(index) ?? [], 0.05) !== undefined
  }

  /** The goal that too large a share of the runs missed. */
  missed(index: number): string | undefined {
    const trials = this.trials.get(index) ?? []
    return goalsOf(this.#goals).find((goal) => trials.filter(goal.misses).length > goal.share * trials.length)?.missed
  }

  bad(index: number): boolean {
    return this.missed(index) !== undefined
  }

  /** Of the probability of a clog, from these runs alone. */
  upperBound(index: number): number {
    const trials = this.trials.get(index) ?? []
    return upperBound(trials.filter((trial) => trial.clogged).length, trials.length, 0.05)
  }

  /**
   * The first value at which the goals are missed rarely enough for a test to be passed, by what was seen.
   * @param tested runs of tests, by value
   */
  forecast(tested: Iterable<readonly [number, readonly Trial[]]> = []): number | undefined {
    const goals = goalsOf(this.#goals)
    const share = Math.min(...goals.map((goal) => goal.share))
    const seen = [...this.trials, ...tested].map(([at, trials]) => ({
      at,
      runs: trials.length,
      events: trials.filter((trial) => goals.some((goal) => goal.misses(trial))).length,
    }))
    // a test with few runs is seldom passed by a value that is only just good enough
    const found = forecast(seen, share < 0.03 ? share / 4 : share / 2.5)
    return found === undefined ? undefined : Math.ceil(found)
  }
}

/**
 * The value to test first, and the largest before it that is bad as far as the pilot runs say (-1: none); undefined where
 * every value looked at is bad.
 */
export function* pickStart(pilot: Pilot, count: number): Search<{ readonly index: number; readonly below: number } | undefined> {
  const last = count - 1
  const places = count <= FEW_VALUES ? Array.from({ length: count }, (_, i) => i) : doubling(last)
  let below = -1
  for (const place of places) {
    yield* pilot.run(place, Pilot.quick)
    if (pilot.bad(place)) below = place
    else if (count > FEW_VALUES) break
  }
  const good = places.find((place) => pilot.trials.has(place) && !pilot.bad(place))
  if (good === undefined) {
    const lone = yield* scan(pilot, count)
    return lone === undefined ? undefined : { index: lone, below: lone - 1 }
  }
  if (count <= FEW_VALUES) return { index: good, below: good - 1 }
  const found = yield* bisect(pilot, below, good)
  return { index: clamp(pilot.forecast() ?? found.index, found.below + 1, last), below: found.below }
}

/** Goals that pull in two directions leave a window that may lie between the places: every value is looked at, or many. */
function* scan(pilot: Pilot, count: number): Search<number | undefined> {
  const each = Math.max(1, Math.ceil(count / MOST_SCANNED))
  for (let place = 0; place < count; place += each) {
    if (pilot.trials.has(place)) continue
    yield* pilot.run(place, Pilot.quick)
    if (!pilot.bad(place)) return place
  }
  return undefined
}

/** @example clamp(7, 1, 5) // 5 */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

/** 0, 1, 3, 7, ... and the last: values before the answer are many or few, nobody knows. */
function doubling(last: number): number[] {
  const places: number[] = []
  for (let place = 0; place < last; place = place * 2 + 1) places.push(place)
  return [...places, last]
}

/** Halves the way from a bad value to a good one. */
function* bisect(pilot: Pilot, bad: number, good: number): Search<{ readonly index: number; readonly below: number }> {
  let [low, high] = [bad, good]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    yield* pilot.run(middle, Pilot.quick)
    if (pilot.bad(middle)) low = middle
    else high = middle
  }
  return { index: high, below: low }
}
