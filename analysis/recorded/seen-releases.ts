/**
 * When a busy scheduler saw that a place was free. The recording says when the place was given back; the scheduler hears of it some
 * milliseconds later, and who gets the place depends on whose turn it is then. It shows in the attempts that failed: a freed place
 * sends back to the queue all pods that failed before it was seen, and none that is taken up afterwards. So a pod that failed
 * after the release and is tried again before the next release failed before this one was seen, or while it was.
 *
 * Who was bound is not looked at. A scheduler that had been idle heard of the release just before it began to try pods. Nothing is
 * inferred where nobody is tried twice, or where the last one sent back is followed by no first try (then it is only the earliest
 * moment).
 */
import { MILLISECOND, SECOND, type Time } from '../../src/units.ts'
import type { Attempt } from './attempts.ts'

/** So soon no release is seen. */
const SOONEST = 2 * MILLISECOND
/** A scheduler that has tried nobody for so long is idle. */
const IDLE = 20 * MILLISECOND
/** The head of the queue is placed before the first one fails. */
const PLACING = MILLISECOND

/** Idle until it heard of a release: it failed for the first time at `failed`. */
function wokenAt(release: Time, failed: Time | undefined): Time | undefined {
  return failed === undefined || failed - release > IDLE ? undefined : Math.max(release, failed - PLACING)
}

/**
 * The moment at which each release was seen: just before the end of the last failing attempt that it sent back. Undefined: not known.
 * @param releases instants at which places were given back, in order of time
 * @param attempts of the run's own log, in order of time
 * @example
 * const at = (time, pod) => ({ time, pod, result: 'unschedulable' })
 * seenReleases([5000], [at(4000, 'z'), at(6000, 'a'), at(7000, 'b'), at(8000, 'c'), at(9000, 'a'), at(9500, 'b')]) // [6999]
 */
export function seenReleases(releases: readonly Time[], attempts: readonly Attempt[]): (Time | undefined)[] {
  const failed = attempts.filter((a) => a.result !== 'bound')
  let first = 0
  return releases.map((release, i) => {
    while (first < failed.length && (failed[first] as Attempt).time <= release) first++
    const until = Math.min((releases[i + 1] ?? Number.POSITIVE_INFINITY) + SOONEST, release + SECOND)
    const before = failed[first - 1]
    if (before === undefined || release - before.time > IDLE) return wokenAt(release, failed[first]?.time)
    /** index of the last attempt of each pod */
    const last = new Map<string, number>()
    const retries = new Set<number>()
    let sentBack = -1
    for (let k = first; k < failed.length && (failed[k] as Attempt).time < until; k++) {
      const { pod } = failed[k] as Attempt
      const earlier = last.get(pod)
      if (earlier !== undefined) {
        retries.add(k)
        sentBack = Math.max(sentBack, earlier)
      }
      last.set(pod, k)
    }
    return sentBack < 0 || retries.has(sentBack + 1) ? undefined : (failed[sentBack] as Attempt).time - 1
  })
}
