/** Uncached reads of PodGroups by a scheduler: how many, and how fast while the queue is long. */
import type { TimedEvent } from '../../src/record/stages.ts'
import type { Time } from '../../src/units.ts'
import type { QueueStep } from './queue-over-time.ts'

/**
 * Pods pending from which the queue counts as long. Every recording reads at its limit of 50/s above it; Fluence falls
 * below the limit at about 40 pending pods, coscheduling at about 10.
 */
export const LONG_QUEUE = 50

export interface Reads {
  readonly total: number
  /** absent where the queue was never long for two counts */
  readonly perS?: number
}

/**
 * Reads from the running totals among the events; undefined where there is none. The rate is that between the first and the
 * last count of the time in which the queue is long, from `from` on (the burst of the client is spent by then).
 * @example readsOf([{ kind: 'reads', total: 7, time: 5_000_000 }], [], 0) // { total: 7 }
 */
export function readsOf(events: readonly TimedEvent[], queue: readonly QueueStep[], from: Time): Reads | undefined {
  const counts = events.flatMap((e) => (e.kind === 'reads' ? [{ time: e.time, total: e.total }] : []))
  const last = counts.at(-1)
  if (last === undefined) return undefined
  const longest = queue.findLastIndex((step) => step.pending >= LONG_QUEUE)
  // a step lasts until the next
  const longUntil = longest < 0 ? 0 : (queue[longest + 1]?.time ?? Number.POSITIVE_INFINITY)
  const during = counts.filter((c) => c.time >= from && c.time <= longUntil)
  const [begin, end] = [during[0], during.at(-1)]
  if (begin === undefined || end === undefined || end.time <= begin.time) return { total: last.total }
  return { total: last.total, perS: (end.total - begin.total) / ((end.time - begin.time) / 1e6) }
}
