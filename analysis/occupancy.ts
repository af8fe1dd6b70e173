/**
 * Who held which place and when, from the binding of a pod until it ended or was gone, and what the place was good for
 * meanwhile. Seen by both: what a scheduler only reserves is not counted here.
 */
import type { JobRow, PodRow } from '../src/record/rows.ts'
import type { Time } from '../src/units.ts'
import type { RunView, Window } from './run-view.ts'

/**
 * `waiting`: fewer than `need` pods of the job run, and its work is not done. `quorum`: enough run. `ending`: the work is
 * done, the place is not free yet (the experimenter's lag, the grace period).
 */
export type HoldState = 'waiting' | 'quorum' | 'ending'

export interface Hold {
  readonly pod: string
  readonly job: string
  readonly node: string
  readonly from: Time
  readonly to: Time
  readonly state: HoldState
}

/** Resource-time held, in slot-microseconds and millicore-microseconds. */
export interface Held {
  readonly slots: number
  readonly cpu: number
}

export interface Occupancy {
  /** held by any pod */
  readonly held: Held
  /** held while the pod's job is at quorum */
  readonly useful: Held
  /** held while it is not: `held` less `useful`, exactly */
  readonly idle: Held
}

/** When nothing is left to be done for the job: what it holds from then on is being given back. */
export function workDone(job: JobRow): Time | undefined {
  return job.appEnd ?? job.leaderTerminal ?? job.completed ?? job.deleteAsked
}

/** Length of the part of [from, to) that lies in [low, high). */
function overlap(from: Time, to: Time, low: Time, high: Time): number {
  const a = from > low ? from : low
  const b = to < high ? to : high
  return b > a ? b - a : 0
}

/** Length of the part of [from, to) in which the job is at quorum. */
export function timeAtQuorum(job: JobRow, from: Time, to: Time): number {
  let sum = 0
  for (let i = 0; i < job.quorums.length; i += 2) sum += overlap(from, to, job.quorums[i] as Time, job.quorums[i + 1] ?? to)
  return sum
}

/**
 * Resource-time over an interval. Sums of whole numbers: exact up to 2^53 (2,500 core-hours in millicore-microseconds).
 */
export function occupancyOf(view: RunView, window: Window = view.window): Occupancy {
  let heldSlots = 0
  let heldCpu = 0
  let usefulSlots = 0
  let usefulCpu = 0
  for (const pod of view.pods) {
    if (pod.bound === undefined) continue
    const from = Math.max(pod.bound, window.from)
    const to = Math.min(pod.freed ?? window.to, window.to)
    if (to <= from) continue
    const job = view.byName.get(pod.job)
    const useful = job === undefined ? 0 : timeAtQuorum(job, from, to)
    heldSlots += to - from
    heldCpu += (to - from) * pod.cpu
    usefulSlots += useful
    usefulCpu += useful * pod.cpu
  }
  return {
    held: { slots: heldSlots, cpu: heldCpu },
    useful: { slots: usefulSlots, cpu: usefulCpu },
    idle: { slots: heldSlots - usefulSlots, cpu: heldCpu - usefulCpu },
  }
}

/** The holds of one pod, cut where the state of its job changes; at `until` where it still holds its place. */
export function holdsOf(pod: PodRow, job: JobRow | undefined, until: Time): Hold[] {
  if (pod.bound === undefined || pod.node === undefined) return []
  const end = Math.min(pod.freed ?? until, until)
  const done = job === undefined ? undefined : workDone(job)
  const cuts = [pod.bound, ...(job?.quorums ?? []), ...(done === undefined ? [] : [done]), end]
  const inside = [...new Set(cuts)].filter((t) => t >= (pod.bound as Time) && t <= end).sort((a, b) => a - b)
  const holds: Hold[] = []
  for (let i = 0; i + 1 < inside.length; i++) {
    const from = inside[i] as Time
    const to = inside[i + 1] as Time
    const quorum = job !== undefined && timeAtQuorum(job, from, to) > 0
    const state = quorum ? 'quorum' : done !== undefined && from >= done ? 'ending' : 'waiting'
    const last = holds.at(-1)
    if (last?.state === state) holds[holds.length - 1] = { ...last, to }
    else holds.push({ pod: pod.pod, job: pod.job, node: pod.node, from, to, state })
  }
  return holds
}

/** All holds of a run by node, nodes in order of name (numbers in names by value), holds by time. */
export function holdsByNode(view: RunView, until: Time): Map<string, Hold[]> {
  const byNode = new Map<string, Hold[]>()
  const names = new Set([...view.nodes.map((n) => n.node), ...view.pods.flatMap((p) => (p.node === undefined ? [] : [p.node]))])
  for (const name of [...names].sort(byNumber)) byNode.set(name, [])
  for (const pod of view.pods) {
    if (pod.node !== undefined) byNode.get(pod.node)?.push(...holdsOf(pod, view.byName.get(pod.job), until))
  }
  for (const holds of byNode.values()) holds.sort((a, b) => a.from - b.from || a.to - b.to)
  return byNode
}

/** node-2 before node-10. */
export function byNumber(a: string, b: string): number {
  const x = a.split(/(\d+)/)
  const y = b.split(/(\d+)/)
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const p = x[i] as string
    const q = y[i] as string
    if (p === q) continue
    if (i % 2 === 1 && Number(p) !== Number(q)) return Number(p) - Number(q)
    return p < q ? -1 : 1
  }
  return x.length - y.length
}
