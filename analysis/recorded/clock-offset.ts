/**
 * Where the whole seconds of the scheduler's clock lie, on the clock of the recording. From 1.34 on they decide who is tried before
 * whom: back-off ends are cut to whole seconds, and within one second queue sort decides (semantics 1.10). Nobody recorded the
 * offset, but the order of the attempts shows it: with the right one hardly a pod is tried out of its turn.
 *
 * In the recordings of 1.37.2 the best offset leaves 0 of 953, 0 of 6,635 and 2 of 2,363 pairs of attempts out of turn.
 */
import { MILLISECOND, SECOND, type Time } from '../../src/units.ts'
import type { Attempt } from './attempts.ts'

/** What the queue knew of a pod when it was tried: when it failed last, and how often it had. */
interface Queued {
  readonly failed: Time
  readonly count: number
}

/** Two pods tried one after the other. */
interface Pair {
  readonly first: Queued
  readonly second: Queued
  readonly at: Time
}

/** Attempts further apart than this did not follow one another. */
const TOGETHER = 20 * MILLISECOND
const STEP = 5 * MILLISECOND
const LONGEST = 10 * SECOND

function pairsOf(attempts: readonly Attempt[]): Pair[] {
  const known = new Map<string, Queued>()
  const pairs: Pair[] = []
  let before: { readonly time: Time; readonly queued: Queued | undefined } | undefined
  for (const { time, pod, result } of attempts) {
    // a success is stamped when its bind has ended, not when it was tried
    if (result === 'bound') continue
    const queued = known.get(pod)
    if (queued !== undefined && before?.queued !== undefined && time - before.time < TOGETHER) {
      pairs.push({ first: before.queued, second: queued, at: time })
    }
    before = { time, queued }
    known.set(pod, { failed: time, count: (queued?.count ?? 0) + 1 })
  }
  return pairs
}

/** Whole seconds from an offset on. */
function secondOf(time: Time, offset: Time): number {
  return Math.floor((time - offset) / SECOND)
}

/** Whether a pair is out of turn: back-off over or not, then the second of its end, then the time of the last failure. */
function outOfTurn({ first, second, at }: Pair, offset: Time): boolean {
  const now = secondOf(at, offset)
  const ends = [first, second].map((q) => secondOf(q.failed + Math.min(LONGEST, SECOND * 2 ** (q.count - 1)), offset))
  const [a, b] = ends.map((end) => (end < now ? now - 1 : end)) as [number, number]
  return a === b ? first.failed > second.failed : a > b
}

/**
 * The offset of the whole seconds, from 0 to a second: the middle of the first series of offsets with the fewest pairs out of turn.
 * @param attempts of a scheduler from 1.34 on, in order of time
 * @example clockOffset([]) // 0
 */
export function clockOffset(attempts: readonly Attempt[]): Time {
  const pairs = pairsOf(attempts)
  const offsets = Array.from({ length: SECOND / STEP }, (_, i) => i * STEP)
  const wrong = offsets.map((offset) => pairs.filter((pair) => outOfTurn(pair, offset)).length)
  const fewest = Math.min(...wrong)
  if (wrong.every((n) => n === fewest)) return 0
  // offsets go round: begin where the series begins
  const start = wrong.findIndex((n, i) => n === fewest && wrong.at(i - 1) !== fewest)
  let length = 0
  while (length < offsets.length && wrong[(start + length) % offsets.length] === fewest) length++
  return Math.round((offsets[start] as Time) + ((length - 1) * STEP) / 2) % SECOND
}
