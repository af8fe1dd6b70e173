/**
 * Places taken and given back, as far as an API shows it. A reservation at Permit shows nowhere, but its end does, in the text of an
 * event; a gang that is evicted shows in Kueue's events; and two looks at a cluster show pods that had a node and have none.
 */
import { LivelockDetector, type LivelockEvent } from '../../src/gang/livelock.ts'
import type { ClusterSnapshot } from '../../src/gang/snapshot.ts'
import type { ClusterObjects } from './cluster.ts'
import { type KubeEvent, moment } from './kube.ts'

/** `release` implies that the place was taken before. */
export interface Sign {
  readonly what: 'release' | 'progress'
  /** milliseconds since 1970 */
  readonly at: number
}

/** What schedulers write when a pod loses its place at Permit (kube-scheduler's own time limit; coscheduling and Fluence). */
const GIVEN_BACK = /rejected due to timeout after waiting|optimistic rejection in PostFilter|rejection in Unreserve/
const EVICTED = /^EvictedDueTo|^Evicted$|^PodsReadyTimeout/

/** What one look shows: events of places given back, and everything that is or was done. Oldest first. */
export function signsOf(objects: ClusterObjects): Sign[] {
  const signs: Sign[] = []
  const add = (what: Sign['what'], at: number | undefined): void => {
    if (at !== undefined) signs.push({ what, at })
  }
  for (const event of objects.events ?? []) if (isRelease(event)) for (const at of timesOf(event)) add('release', at)
  for (const job of objects.jobs) add('progress', moment(job.status?.completionTime))
  for (const pod of objects.pods) {
    if (pod.status?.phase !== 'Succeeded') continue
    for (const c of pod.status.containerStatuses ?? []) add('progress', moment(c.state?.terminated?.finishedAt))
  }
  return signs.sort((a, b) => a.at - b.at)
}

function isRelease(event: KubeEvent): boolean {
  if (event.involvedObject?.kind === 'Workload') return EVICTED.test(event.reason ?? '')
  return event.reason === 'FailedScheduling' && GIVEN_BACK.test(event.message ?? '')
}

/** An event that was seen several times tells only of the first and the last. */
function timesOf(event: KubeEvent): number[] {
  const first = moment(event.firstTimestamp) ?? moment(event.eventTime)
  const last = moment(event.series?.lastObservedTime) ?? moment(event.lastTimestamp)
  return [...new Set([first, last])].filter((t) => t !== undefined)
}

/** What changed between two looks at the gangs that were not whole: a place given back, a gang that became whole or went. */
export function signsBetween(before: ClusterSnapshot, after: ClusterSnapshot, at: number): Sign[] {
  const now = new Map(after.gangs.map((g) => [g.job, g]))
  return before.gangs.flatMap((gang): Sign[] => {
    const later = now.get(gang.job)
    const held = (g: typeof gang): Set<string> => new Set(g.pods.filter((p) => p.state === 'held').map((p) => `${p.name} ${p.node}`))
    const had = held(gang)
    if (gang.begun || had.size >= gang.need) return later === undefined ? [{ what: 'progress', at }] : []
    if (later === undefined) return []
    const has = held(later)
    if (later.begun || has.size >= later.need) return [{ what: 'progress', at }]
    return [...had].some((place) => !has.has(place)) ? [{ what: 'release', at }] : []
  })
}

/**
 * Waiting pods whose condition was written anew between two looks, and says that a place was given back. Events tell less: of a
 * series kube-scheduler writes the first two, and then one in half an hour.
 */
export function rejectedBetween(before: ClusterObjects, after: ClusterObjects, at: number): Sign[] {
  const versions = new Map(before.pods.map((p) => [p.metadata?.uid, p.metadata?.resourceVersion]))
  const again = after.pods.some((p) => {
    const condition = p.status?.conditions?.find((c) => c.type === 'PodScheduled' && c.status === 'False')
    const version = versions.get(p.metadata?.uid)
    return version !== undefined && version !== p.metadata?.resourceVersion && GIVEN_BACK.test(condition?.message ?? '')
  })
  return again ? [{ what: 'release', at }] : []
}

export interface Livelock {
  /** since nothing has been bound for good or finished, milliseconds since 1970 */
  readonly since: number
  /** how often places were given back since then, counted at distinct moments */
  readonly rounds: number
}

/** ms */
const TOGETHER = 1000

/**
 * Whether places were given back at least twice since anything finished, nothing finished for `window`, and no gang runs.
 * @param window milliseconds; longer than a permit wait
 * @param start milliseconds since 1970; before it nothing is known. Absent: the first sign
 */
export function livelockOf(signs: readonly Sign[], window: number, now: number, running: number, start?: number): Livelock | undefined {
  const from = start ?? signs[0]?.at
  if (from === undefined) return undefined
  const detector = new LivelockDetector(window, from)
  let last: number | undefined
  const tell = (event: LivelockEvent, at: number): void => detector.observe(event, at)
  for (const { what, at } of signs) {
    if (at < from) continue
    if (what === 'progress') tell('finish', at)
    // pods of one gang are given back together
    else if (last === undefined || at - last > TOGETHER) {
      tell('reserve', at)
      tell('release', at)
      last = at
    }
  }
  return detector.isLivelock(now, running) ? { since: detector.progressAt, rounds: detector.rounds } : undefined
}
