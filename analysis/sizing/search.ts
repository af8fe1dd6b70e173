/**
 * The search for the best value that meets the goals, as a generator: it asks for runs of a value and is given what they
 * tell, so that it is the same for a simulator and for coins of known probability.
 *
 * First few runs at some values, all with the same seeds, to see where to look (`pilot`). Then each value that may be the
 * answer is tested with runs of its own (`confirm`): a value that misses a goal passes with probability alpha at most.
 * Half of what is left of the allowed error goes to each test; a test that is passed gives its half back. Until the first
 * wrong answer every test passed was passed rightly, and those refused used up what they had: so whatever order the search
 * takes, and however the goals depend on the value, it names a value that misses a goal with probability 0.05 at most.
 */
import type { Goals, Trial } from './goals.ts'
import { clamp, Pilot, pickStart } from './pilot.ts'
import type { Search } from './request.ts'
import { SequentialTest } from './sequential.ts'

/** Probability that the search names a value that misses a goal. */
export const ERROR = 0.05

/** Tests spent on one question: after so many halves there is no error left to speak of. */
export const MOST_TESTS = 12

/** Values below the answer that are looked at again, and values above it that are compared with it. */
export const NEIGHBOURS = 2

/** What was seen of one value. */
export interface Evidence {
  readonly index: number
  readonly trials: readonly Trial[]
  /** upper end of the exact interval for the probability of a clog */
  readonly upper95: number
  readonly verdict: 'meets' | 'refused' | 'pilot'
  /** the goal it was refused for */
  readonly missed?: string
}

export interface Found {
  /** place of the answer; undefined where no value was shown to meet the goals */
  readonly index: number | undefined
  /** of every value that was run, in order of the list */
  readonly evidence: readonly Evidence[]
  /** pilot runs by value: the same seeds for all */
  readonly pilots: ReadonlyMap<number, readonly Trial[]>
}

class Tests {
  readonly #goals: Goals
  readonly #pilot: Pilot
  readonly done = new Map<number, { readonly test: SequentialTest; readonly trials: readonly Trial[] }>()
  #left = ERROR

  constructor(goals: Goals, pilot: Pilot) {
    this.#goals = goals
    this.#pilot = pilot
  }

  get exhausted(): boolean {
    return this.done.size >= MOST_TESTS
  }

  forecast(): number | undefined {
    return this.#pilot.forecast([...this.done].map(([index, { trials }]): [number, readonly Trial[]] => [index, trials]))
  }

  *meets(index: number): Search<boolean> {
    const alpha = this.#left / 2
    const test = new SequentialTest(this.#goals, alpha)
    const trials: Trial[] = []
    while (test.verdict === 'open') {
      // in blocks: a value that clogs is refused early
      const runs = Math.min(test.wanted, trials.length < 64 ? 32 : 64)
      for (const trial of yield { index, stage: 'confirm', from: trials.length, runs }) {
        trials.push(trial)
        test.add(trial)
      }
    }
    this.done.set(index, { test, trials })
    if (test.verdict !== 'meets') this.#left -= alpha
    return test.verdict === 'meets'
  }

  /** Whether a value will not do, by a test, or shown by its pilot runs. */
  bad(index: number): boolean {
    const done = this.done.get(index)
    return done === undefined ? this.#pilot.shownBad(index) : done.test.verdict === 'refused'
  }
}

/** Steps of one before they double: the first guess is seldom far off. */
const SMALL_STEPS = 3

/** Above `below`, which will not do: up from `start` until a value is shown, or down from it to the smallest that is. */
function* narrow(tests: Tests, count: number, start: number, below: number): Search<number | undefined> {
  let low = below
  let high: number | undefined
  let next = start
  for (let taken = 1; !tests.exhausted; taken++) {
    if (yield* tests.meets(next)) high = next
    else low = Math.max(low, next)
    if (high !== undefined && (high - low <= 1 || tests.bad(high - 1))) return high
    if (high === undefined && low >= count - 1) return undefined
    const step = 2 ** Math.max(0, taken - SMALL_STEPS)
    const guess = tests.forecast()
    if (high === undefined) next = clamp(guess ?? low + 1, low + 1, Math.min(count - 1, low + step))
    else next = clamp(guess ?? high - 1, low + 1, high - 1)
  }
  return high
}

/**
 * @param count values, the best first; of none there is no answer
 */
export function* search(count: number, goals: Goals): Search<Found> {
  if (count === 0) return { index: undefined, evidence: [], pilots: new Map() }
  const pilot = new Pilot(goals)
  const tests = new Tests(goals, pilot)
  const start = yield* pickStart(pilot, count)
  let answer = start === undefined ? undefined : yield* narrow(tests, count, start.index, start.below)
  if (answer !== undefined) {
    // larger is not always better, so neither is smaller always worse
    for (let i = answer - 1; i >= Math.max(0, (answer as number) - 1 - NEIGHBOURS); i--) {
      if (tests.done.has(i)) continue
      yield* pilot.run(i, Pilot.thorough)
      if (!pilot.bad(i) && !tests.exhausted && (yield* tests.meets(i))) answer = i
    }
    for (let i = answer; i <= Math.min(count - 1, answer + NEIGHBOURS); i++) yield* pilot.run(i, Pilot.thorough, false)
  }
  return { index: answer, evidence: evidenceOf(tests, pilot), pilots: pilot.trials }
}

function evidenceOf(tests: Tests, pilot: Pilot): Evidence[] {
  const indexes = [...new Set([...tests.done.keys(), ...pilot.trials.keys()])].sort((a, b) => a - b)
  return indexes.map((index): Evidence => {
    const done = tests.done.get(index)
    if (done === undefined) {
      const trials = pilot.trials.get(index) as readonly Trial[]
      const missed = pilot.missed(index)
      const base = { index, trials, upper95: pilot.upperBound(index) }
      return missed === undefined ? { ...base, verdict: 'pilot' } : { ...base, verdict: 'refused', missed }
    }
    const { test, trials } = done
    const missed = test.missed
    const base = { index, trials, upper95: test.clogBound }
    return missed === undefined ? { ...base, verdict: 'meets' } : { ...base, verdict: 'refused', missed: missed.goal.missed }
  })
}
