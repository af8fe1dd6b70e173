/**
 * A recorded run of the default scheduler, as its scheduler met it: what to tell a model of it, and when. The model alone
 * decides; everything around it happens as recorded.
 *
 * - Pods are created at the instants at which the recording program saw them.
 * - What became of a bound pod (running, ended, being deleted, gone) is told of the *place*: `bind` says which bind it
 *   belongs to, the first being 0. When the model binds another pod than the real scheduler did, that pod gives its place
 *   back at the recorded moment. So every place is freed when it was, and one wrong choice doesn't change the number of places.
 * - Whether a single pod became Ready is not recorded; such an update frees nothing.
 * - When the queue's back-off timer ran, and when a busy scheduler saw a place given back, is estimated from the attempts (`flushTicks`,
 *   `seenReleases`).
 */
import type { RunEvent } from '../../src/record/events.ts'
import type { NodeEvent } from '../../src/record/stages.ts'
import type { Time } from '../../src/units.ts'
import type { Attempt } from './attempts.ts'
import { type FlushTicks, flushTicks } from './flush-ticks.ts'
import type { LabRun } from './lab.ts'
import { seenReleases } from './seen-releases.ts'

export interface RecordedBind {
  readonly time: Time
  readonly pod: string
  readonly job: string
  readonly node: string
}

export type ReplayChange =
  | {
      readonly kind: 'created'
      readonly time: Time
      readonly pod: string
      readonly job: string
      readonly index: number
      /** millicores */
      readonly cpu: number
    }
  | {
      readonly kind: 'running' | 'ended' | 'deleting' | 'gone'
      readonly time: Time
      /** which bind the place came from; undefined: a pod that was never bound */
      readonly bind: number | undefined
      /** the pod that the real scheduler had bound */
      readonly pod: string
      /** when the scheduler saw the place given back, as far as its attempts show it (`seenReleases`) */
      readonly seen?: Time
    }

export interface ReplayInput {
  readonly nodes: readonly NodeEvent[]
  /** in order of time */
  readonly changes: readonly ReplayChange[]
  /** what the real scheduler did, in order of time, as its log stamped it */
  readonly binds: readonly RecordedBind[]
  readonly attempts: readonly Attempt[]
  readonly ticks: FlushTicks | undefined
  /** end of the recording; attempts of a later time are left out */
  readonly until: Time
}

/** The changes that free a place: the end of its pod, or that it goes without having ended. */
function firstOfEach(changes: readonly ReplayChange[]): ReplayChange[] {
  const freed = new Set<number>()
  return changes.filter((change) => {
    if ((change.kind !== 'ended' && change.kind !== 'gone') || change.bind === undefined || freed.has(change.bind)) return false
    freed.add(change.bind)
    return true
  })
}

/**
 * @param attempts those of the run's own log
 * @param hints whether the scheduler has queueing hints (1.34 and later): only then the attempts show when a release was seen
 * @example replayInput({ parameters: {}, events: [], ticks: [], end: { time: 5, finished: 0, held: 0, pending: 0 } }, []).until // 5
 */
export function replayInput({ events, end }: LabRun, attempts: readonly Attempt[], hints = false): ReplayInput {
  const listed = attempts.filter((a) => a.time <= end.time)
  const stamped = new Map(listed.filter((a) => a.result === 'bound').map((a) => [a.pod, a.time]))
  const binds = events
    .filter((e): e is Extract<RunEvent, { kind: 'bound' }> => e.kind === 'bound')
    .map(({ time, pod, job, node }): RecordedBind => ({ time: stamped.get(pod) ?? time, pod, job, node }))
    .sort((a, b) => a.time - b.time)
  const rank = new Map(binds.map((bind, i) => [bind.pod, i]))
  const changes = events.flatMap((event): ReplayChange[] => {
    if (event.kind === 'pod-created') {
      const { time, pod, job, index, cpu } = event
      return [{ kind: 'created', time, pod, job, index, cpu }]
    }
    if (event.kind !== 'running' && event.kind !== 'ended' && event.kind !== 'deleting' && event.kind !== 'gone') return []
    return [{ kind: event.kind, time: event.time, bind: rank.get(event.pod), pod: event.pod }]
  })
  const freeing = hints ? firstOfEach(changes) : []
  const seen = seenReleases(
    freeing.map((change) => change.time),
    listed,
  )
  const seenAt = new Map(freeing.map((change, i) => [change, seen[i]]))
  return {
    nodes: events.filter((e) => e.kind === 'node'),
    changes: changes.map((change) => {
      const time = seenAt.get(change)
      return time === undefined ? change : { ...change, seen: time }
    }),
    binds,
    attempts: listed,
    ticks: flushTicks(events, listed, end.time),
    until: end.time,
  }
}
