/**
 * Which gangs can never run, whatever else finishes: gang deadlock in a part of a cluster, while the rest of it goes on.
 *
 * The best case is played through. What runs finishes and gives its places back, what is leaving leaves, reservations and gangs
 * with a timer give theirs back; then a gang whose missing pods find place finishes too, as if it had all the room to itself,
 * and so on until no more can. Room only grows on the way, so the order does not matter. The gangs that are left are stuck for
 * certain. Of the others it is only said that they *can* run: the room may go to someone else, and pods of several kinds are
 * placed as if they did not take room from each other.
 *
 * Where the cluster is clogged (`clogged.ts`) every gang that holds a place is left.
 */
import { plus, type Resources } from '../resources.ts'
import { Kinds } from './kinds.ts'
import { type ClusterSnapshot, type Gang, type GangPod, mayUse, nodeIndex, type PodKind, places, type SnapshotNode } from './snapshot.ts'

export interface BestCase {
  /** the gangs that can't run even then, in the snapshot's order */
  readonly stuck: readonly Gang[]
  /** the nodes then, in the snapshot's order: free of all but what the stuck gangs hold and what belongs to no gang */
  readonly nodes: readonly SnapshotNode[]
}

/**
 * What is left once everything that can finish has.
 * @example bestCase({ nodes: [], gangs: [{ job: 'a', need: 1, pods: [{ name: 'a-0', state: 'pending', request: { cpu: 1, memory: 0, pods: 1, gpu: 0 } }] }] }).stuck.length // 1
 */
export function bestCase(snapshot: ClusterSnapshot): BestCase {
  const index = nodeIndex(snapshot)
  const room = snapshot.nodes.map((n) => n.free)
  const kinds = new Kinds()
  const waiting = snapshot.gangs.map((gang) => waiterOf(gang, kinds))
  const giveBack = ({ gang }: Waiter, which: (pod: GangPod) => boolean): void => {
    for (const pod of gang.pods) {
      const n = pod.state === 'pending' || pod.state === 'ended' || !which(pod) ? undefined : index.get(pod.node ?? '')
      if (n !== undefined) room[n] = plus(room[n] as Resources, pod.request)
    }
  }
  for (const w of waiting) giveBack(w, (pod) => w.lacks === 0 || w.keeps === 0 || pod.state !== 'held')
  let left = waiting.filter((w) => w.lacks > 0)
  for (let before = -1; left.length !== before; ) {
    before = left.length
    const found = kinds.list.map((kind) => placesFor(kind, snapshot.nodes, room))
    for (const w of left) if (w.keeps > 0 && canRun(w, found)) giveBack(w, (pod) => pod.state === 'held')
    left = left.filter((w) => !canRun(w, found))
  }
  return { stuck: left.map((w) => w.gang), nodes: snapshot.nodes.map((n, i) => ({ name: n.name, free: room[i] as Resources })) }
}

/**
 * The gangs that need more than the whole cluster has, even with no other gang on it.
 * @example largerThanCluster({ nodes: [], gangs: [{ job: 'a', need: 1, pods: [{ name: 'a-0', state: 'pending', request: { cpu: 1, memory: 0, pods: 1, gpu: 0 } }] }] }).length // 1
 */
export function largerThanCluster(snapshot: ClusterSnapshot): Gang[] {
  const kinds = new Kinds()
  const all = snapshot.gangs.map((gang) => ({ ...waiterOf({ ...gang, releasing: true }, kinds), gang }))
  const { nodes } = bestCase({ ...snapshot, gangs: snapshot.gangs.map((gang) => ({ ...gang, begun: true })) })
  const room = nodes.map((n) => n.free)
  const found = kinds.list.map((kind) => placesFor(kind, nodes, room))
  return all.filter((w) => !canRun(w, found)).map((w) => w.gang)
}

/** A gang and what it would take for it to run. */
interface Waiter {
  readonly gang: Gang
  /** pods that hold a place for good */
  readonly keeps: number
  readonly lacks: number
  /** that can be placed: number of the kind and how many */
  readonly pods: ReadonlyMap<number, number>
}

function waiterOf(gang: Gang, kinds: Kinds): Waiter {
  const pods = new Map<number, number>()
  const add = (pod: PodKind, n: number): void => {
    const k = kinds.of(pod)
    pods.set(k, (pods.get(k) ?? 0) + n)
  }
  let held = 0
  let alive = 0
  for (const pod of gang.pods) {
    if (pod.state === 'ended' || pod.state === 'terminating') continue
    alive++
    if (pod.state === 'held') held++
    else add(pod, 1)
  }
  const runs = held > 0 && (gang.begun === true || held >= gang.need)
  // what a timer takes from it must all be placed again
  const keeps = gang.releasing && !runs ? 0 : held
  if (keeps < held) for (const pod of gang.pods) if (pod.state === 'held') add(pod, 1)
  const first = gang.pods[0]
  if (first !== undefined && alive < gang.need) add(first, gang.need - alive)
  const lacks = runs || gang.begun === true || gang.pods.every((p) => p.state === 'ended') ? 0 : Math.max(0, gang.need - keeps)
  return { gang, keeps, lacks, pods }
}

function canRun(w: Waiter, found: readonly number[]): boolean {
  let most = 0
  for (const [kind, pods] of w.pods) most += Math.min(pods, found[kind] as number)
  return most >= w.lacks
}

function placesFor(kind: PodKind, nodes: readonly SnapshotNode[], room: readonly Resources[]): number {
  let sum = 0
  for (let n = 0; n < nodes.length; n++) {
    const { name } = nodes[n] as SnapshotNode
    if (mayUse(kind, name)) sum += places(kind.request, room[n] as Resources)
  }
  return sum
}
