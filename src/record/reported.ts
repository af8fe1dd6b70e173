/**
 * The cluster's own stamps of the moments of a job, kept beside the times at which the recorder learned of them. A cluster
 * cuts its stamps to whole seconds, so what they say is a second wide: it is carried along, and charts show it.
 */
import { SECOND, type Time } from '../units.ts'
import type { RunEvent } from './events.ts'
import type { JobRow, Moment, Reported } from './rows.ts'

/** Moments that an event of a kind can be. */
const MOMENTS: { readonly [K in RunEvent['kind']]?: readonly Moment[] } = {
  'job-created': ['jobCreated'],
  evicted: ['evicted'],
  admitted: ['admitted'],
  'pod-created': ['firstPodCreated', 'lastPodCreated'],
  bound: ['firstScheduled', 'placed'],
  initialized: ['initialized'],
  running: ['started'],
  ready: ['ready'],
  quorum: ['quorum'],
  'app-start': ['appStart'],
  'app-end': ['appEnd'],
  ended: ['leaderTerminal'],
  completed: ['completed'],
}

/** Stamps with that of an event which the row already counts: of the moments that this event is. */
export function withReported(row: JobRow, { kind, time, reported }: Pick<RunEvent, 'kind' | 'time' | 'reported'>): Reported {
  if (reported === undefined) return row.reported
  const moments = (MOMENTS[kind] ?? []).filter((moment) => row[moment] === time)
  return moments.length === 0 ? row.reported : { ...row.reported, ...Object.fromEntries(moments.map((moment) => [moment, reported])) }
}

/**
 * Between which times a thing happened that was learned of at `time`: within the second after the cluster's stamp, and not
 * later than it was learned of, unless the two clocks disagree.
 * @example happenedWithin(5_200_000, 4_900_000) // [4_900_000, 5_200_000]
 * @example happenedWithin(9_000_000, 4_900_000) // [4_900_000, 5_900_000]
 */
export function happenedWithin(time: Time, reported: Time): readonly [from: Time, to: Time] {
  const end = reported + SECOND
  return [reported, time < reported ? end : Math.min(time, end)]
}

/**
 * The longest time from the cluster's stamp of a moment to when the recorder learned of it; up to a second of it is the stamp's
 * rounding. Undefined where the record has no stamps.
 */
export function reportedLag(row: JobRow): Time | undefined {
  const lags = Object.entries(row.reported).map(([moment, stamp]) => (row[moment as Moment] ?? stamp) - stamp)
  return lags.length === 0 ? undefined : Math.max(...lags)
}
