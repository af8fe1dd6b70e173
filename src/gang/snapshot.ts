/**
 * A cluster at one moment, as far as gangs are concerned: plain data that a simulator or a reader of a live cluster can
 * fill in. Pods that belong to no gang (system pods, services that never end) appear only as room that is not free.
 */
import { fits, plus, type Resources } from '../resources.ts'

/** What decides where a pod fits. Pods with equal requests and the same set of nodes are of one kind. */
export interface PodKind {
  readonly request: Resources
  /** names of the nodes it may use (taints, selectors, required affinity); absent: every node. Pods of one rule share one set */
  readonly allowedNodes?: ReadonlySet<string>
}

/**
 * - `pending`: has no place
 * - `reserved`: has a place in the scheduler only, which will be bound or given back (a permit wait always ends)
 * - `held`: bound, not ended, not being deleted
 * - `terminating`: being deleted; if it has a node, its room comes back by itself
 * - `ended`: succeeded or failed; holds nothing
 */
export type GangPodState = 'pending' | 'reserved' | 'held' | 'terminating' | 'ended'

export interface GangPod extends PodKind {
  readonly name: string
  readonly state: GangPodState
  /** of a reserved, held or (unless it was pending) terminating pod */
  readonly node?: string
}

/** Pods that are useful only together. */
export interface Gang {
  readonly job: string
  /** pods that must run at once */
  readonly need: number
  /** those that exist; others up to `need` are taken to be like the first */
  readonly pods: readonly GangPod[]
  /** its application has begun (or is over): its pods will end, or be deleted, without more of them being placed */
  readonly begun?: boolean
  /** a timer of its own will release its pods: permit wait, deadline, PodsReady timeout, TTL */
  readonly releasing?: boolean
}

export interface SnapshotNode {
  readonly name: string
  /** allocatable less everything bound, reserved or terminating there, system pods included */
  readonly free: Resources
}

export interface ClusterSnapshot {
  readonly nodes: readonly SnapshotNode[]
  readonly gangs: readonly Gang[]
}

/**
 * Whether the pod has a place that it keeps: reserved or held. Terminating pods have theirs no longer than they must.
 * @example holdsPlace({ name: 'a-0', state: 'reserved', node: 'n0', request: { cpu: 1, memory: 0, pods: 1, gpu: 0 } }) // true
 */
export function holdsPlace(pod: GangPod): boolean {
  return pod.state === 'held' || pod.state === 'reserved'
}

/**
 * What is or will be free on each node once the pods that are terminating have gone. Same order as `snapshot.nodes`.
 * @example roomToCome({ nodes: [{ name: 'n0', free: { cpu: 5, memory: 0, pods: 1, gpu: 0 } }], gangs: [] })[0]?.cpu // 5
 */
export function roomToCome(snapshot: ClusterSnapshot): Resources[] {
  const room = snapshot.nodes.map((n) => n.free)
  const index = nodeIndex(snapshot)
  for (const gang of snapshot.gangs)
    for (const pod of gang.pods) {
      const n = pod.state === 'terminating' ? index.get(pod.node ?? '') : undefined
      if (n !== undefined) room[n] = plus(room[n] as Resources, pod.request)
    }
  return room
}

/** Position of each node by name. */
export function nodeIndex(snapshot: ClusterSnapshot): Map<string, number> {
  return new Map(snapshot.nodes.map((n, i) => [n.name, i]))
}

/** Whether the rules (not the room) of a node admit pods of this kind. */
export function mayUse(kind: PodKind, node: string): boolean {
  return kind.allowedNodes === undefined || kind.allowedNodes.has(node)
}

/** Whether a pod of this kind passes the filters of a node with that much room. */
export function fitsOn(kind: PodKind, node: string, free: Resources): boolean {
  return fits(kind.request, free) && mayUse(kind, node)
}

/**
 * How many pods of this request fit into `free` together; `Infinity` if it asks for nothing.
 * @example places({ cpu: 2000, memory: 0, pods: 1, gpu: 0 }, { cpu: 5000, memory: 0, pods: 110, gpu: 0 }) // 2
 */
export function places(request: Resources, free: Resources): number {
  return Math.min(
    copies(request.cpu, free.cpu),
    copies(request.memory, free.memory),
    copies(request.pods, free.pods),
    copies(request.gpu, free.gpu),
  )
}

/** An over-committed node (free below 0) has place for nothing, not even for pods that ask for nothing: as `fits` says. */
function copies(one: number, free: number): number {
  if (free < one) return 0
  return one === 0 ? Number.POSITIVE_INFINITY : Math.floor(free / one)
}
