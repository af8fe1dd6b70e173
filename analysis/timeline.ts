/** How many there are of something over time: steps from the intervals of jobs and pods. */
import type { Duration, Time } from '../src/units.ts'
import { holdsOf } from './occupancy.ts'
import type { RunView } from './run-view.ts'

/** Pods and jobs by what they do. */
export const STATES = ['pending', 'waiting', 'quorum', 'ending'] as const

/**
 * `pending`: exists and has no place. `waiting`, `quorum`, `ending`: holds a place while its job waits for siblings, has
 * enough pods running, or has done its work.
 */
export type PodState = (typeof STATES)[number]

export interface Interval {
  readonly state: PodState
  readonly from: Time
  readonly to: Time
}

/** What every pod of a run did when, up to `until`. */
export function podIntervals(view: RunView, until: Time): Interval[] {
  return view.pods.flatMap((pod) => {
    const held = holdsOf(pod, view.byName.get(pod.job), until).map(({ state, from, to }): Interval => ({ state, from, to }))
    if (pod.created === undefined) return held
    const to = Math.min(pod.bound ?? pod.freed ?? until, until)
    return to > pod.created ? [{ state: 'pending' as const, from: pod.created, to }, ...held] : held
  })
}

export interface Sample {
  /** begin of the bin */
  readonly at: Time
  readonly state: PodState
  /** mean number over the bin: by time, so that nothing between two bins is lost */
  readonly mean: number
}

/** Mean number of each state in each of `bins` equal parts of [from, to). */
export function binned(intervals: readonly Interval[], from: Time, to: Time, bins: number): Sample[] {
  const width: Duration = Math.max(1, (to - from) / bins)
  const sums = new Map<PodState, Float64Array>(STATES.map((state) => [state, new Float64Array(bins)]))
  for (const { state, from: a, to: b } of intervals) {
    const sum = sums.get(state) as Float64Array
    const low = Math.max(a, from)
    const high = Math.min(b, to)
    for (let i = Math.max(0, Math.floor((low - from) / width)); i < bins && from + i * width < high; i++) {
      const part = Math.min(high, from + (i + 1) * width) - Math.max(low, from + i * width)
      if (part > 0) sum[i] = (sum[i] as number) + part / width
    }
  }
  return STATES.flatMap((state) => Array.from(sums.get(state) as Float64Array, (mean, i) => ({ at: from + i * width, state, mean })))
}
