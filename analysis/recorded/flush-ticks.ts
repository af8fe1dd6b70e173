/**
 * When the scheduler looked at its back-off queue: every second, from a moment nobody recorded (semantics 1.2). It shows in
 * the attempts: a burst that follows neither a new pod nor a freed place was let out by such a tick.
 *
 * The real timer runs one second *after* its last turn, so it is late by about a millisecond each time, and by as long as
 * the queue was locked. Over some hundred seconds the phase wanders by a quarter of a second. So not one phase is
 * estimated but a chain: the series with the most bursts, each of which follows the one before by whole seconds plus a little
 * lateness, and with the smallest jumps. Between two of them the ticks are spread evenly; before the first and after the
 * last they keep the mean period.
 *
 * From 1.34 on a scheduler without work takes pods out of back-off early (semantics 1.10), so hardly a burst is a tick's, and
 * the phase hardly matters: in the 1.37 recordings 99 % of the order of attempts follows from their times alone.
 */
import type { RunEvent } from '../../src/record/events.ts'
import { MILLISECOND, SECOND, type Time } from '../../src/units.ts'
import type { Attempt } from './attempts.ts'

export interface FlushTicks {
  /** moments at which the queue was looked at, from 0 to the end of the recording */
  readonly times: readonly Time[]
  /** bursts that are ticks of the chain, of all that might be */
  readonly seen: number
  readonly candidates: number
}

/** Attempts closer together are one burst. */
const BURST = 50 * MILLISECOND
/** A burst so soon after a creation or a release was caused by it. */
const CAUSED = 50 * MILLISECOND
/** The log's clock is aligned to a few milliseconds, so a cause may seem to come after its effect. */
const ALIGNED = 4 * MILLISECOND
/** Each tick is late by at most this much; what is more is a jump: the timer's turn was held up. */
const LATE_EACH = 2 * MILLISECOND
/** A jump of so much weighs as much as a burst that fits. */
const JUMP = 100 * MILLISECOND
/** Bursts are stamped by the log, to about this much. */
const EARLY = 2 * MILLISECOND

/** Where a burst begins that nothing else explains. */
function candidatesOf(events: readonly RunEvent[], attempts: readonly Attempt[]): Time[] {
  const causes = events.filter((e) => e.kind === 'pod-created' || e.kind === 'ended' || e.kind === 'gone').map((e) => e.time)
  const found: Time[] = []
  let last = Number.NEGATIVE_INFINITY
  let cause = 0
  for (const { time } of attempts) {
    const begins = time - last > BURST
    last = time
    if (!begins) continue
    while (cause < causes.length && (causes[cause] as Time) <= time + ALIGNED) cause++
    const before = causes[cause - 1]
    if (before === undefined || time - before > CAUSED) found.push(time)
  }
  return found
}

/** Whole seconds from one tick to a later one; less than 1 if they can't be of one timer. */
function secondsBetween(a: Time, b: Time): number {
  return Math.floor((b - a + EARLY) / SECOND)
}

/** How much of the way from one tick to a later one is a jump. */
function jumpBetween(a: Time, b: Time, n: number): number {
  return Math.max(0, b - a - n * SECOND - n * LATE_EACH)
}

/** The series with the most bursts and the smallest jumps. */
function bestChain(times: readonly Time[]): Time[] {
  const worth: number[] = []
  const before: number[] = []
  let best = -1
  times.forEach((time, i) => {
    worth[i] = 1
    before[i] = -1
    for (let j = 0; j < i; j++) {
      const n = secondsBetween(times[j] as Time, time)
      const jump = jumpBetween(times[j] as Time, time, n)
      const together = (worth[j] as number) + 1 - jump / JUMP
      if (n < 1 || jump > SECOND / 2 || together <= (worth[i] as number)) continue
      worth[i] = together
      before[i] = j
    }
    if (best < 0 || (worth[i] as number) > (worth[best] as number)) best = i
  })
  const chain: Time[] = []
  for (let i = best; i >= 0; i = before[i] as number) chain.unshift(times[i] as Time)
  return chain
}

/** Fewer bursts than this may fit together by chance. */
const FEWEST = 3

/**
 * The ticks up to `end`. Undefined where fewer than three bursts fit together.
 * @example
 * const at = (time) => ({ time, pod: 'a', result: 'unschedulable' })
 * flushTicks([], [at(1_250_000), at(2_251_000), at(4_253_000)], 6_000_000)?.times // [249_000, 1_250_000, 2_251_000, 3_252_000, 4_253_000, 5_254_000]
 */
export function flushTicks(events: readonly RunEvent[], attempts: readonly Attempt[], end: Time): FlushTicks | undefined {
  const candidates = candidatesOf(events, attempts).filter((t) => t <= end)
  const chain = bestChain(candidates)
  const [first, last] = [chain[0], chain.at(-1)]
  if (first === undefined || last === undefined || chain.length < FEWEST) return undefined
  const times: Time[] = []
  let seconds = 0
  for (let i = 1; i < chain.length; i++) {
    const [from, to] = [chain[i - 1] as Time, chain[i] as Time]
    const n = secondsBetween(from, to)
    seconds += n
    for (let k = 0; k < n; k++) times.push(Math.round(from + (k * (to - from)) / n))
  }
  const period = (last - first) / seconds
  for (let t = first - period; t >= 0; t -= period) times.unshift(Math.round(t))
  for (let t = last; t <= end; t += period) times.push(Math.round(t))
  return { times, seen: chain.length, candidates: candidates.length }
}
