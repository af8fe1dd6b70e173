/**
 * The exact clogging condition (semantics 4.5). Clogged means that the state can't change by itself any more:
 *
 * (a) there are pending pods;
 * (b) none of them passes the filters of any node;
 * (c) every gang that holds a place holds fewer than it needs, so nothing that runs can finish;
 * (d) no release is under way: no pod is terminating or merely reserved, no timer runs.
 *
 * Nothing is evicted among pods of equal priority (semantics 1.8), so under the default scheduler the state is permanent.
 * Pods that do not exist yet play no part: creating more that do not fit changes nothing. A gang that needs more than the
 * whole cluster has is clogged all alone. A state in which no gang can ever run but a pod still fits somewhere is not
 * clogged *yet*; `smallestRemedy` tells that from a healthy one.
 */
import { fits, type Resources } from '../resources.ts'
import { Kinds } from './kinds.ts'
import { type ClusterSnapshot, type Gang, type GangPod, mayUse, type PodKind, type SnapshotNode } from './snapshot.ts'

export type ClogState =
  | { readonly clogged: true }
  /** the first condition found that fails, and by whom */
  | { readonly clogged: false; readonly because: 'nothing-pending' }
  | { readonly clogged: false; readonly because: 'fits'; readonly job: string; readonly pod: string; readonly node: string }
  | { readonly clogged: false; readonly because: 'runs' | 'timer'; readonly job: string }
  | { readonly clogged: false; readonly because: 'leaving' | 'reserved'; readonly job: string; readonly pod: string }

/**
 * Whether the cluster is clogged and, if not, what will or may still happen. Stops at the first gang that runs or releases.
 * Otherwise it looks once at each pod and node, and searches nodes only for kinds of pod that the largest gap could take.
 * @example clogState({ nodes: [], gangs: [] }) // { clogged: false, because: 'nothing-pending' }
 */
export function clogState(snapshot: ClusterSnapshot): ClogState {
  const kinds = new Kinds()
  const firsts: { gang: Gang; pod: GangPod }[] = []
  for (const gang of snapshot.gangs) {
    let held = 0
    for (const pod of gang.pods) {
      if (pod.state === 'held') held++
      else if (pod.state === 'pending') {
        if (kinds.of(pod) === firsts.length) firsts.push({ gang, pod })
      } else if (pod.state === 'reserved') return { clogged: false, because: 'reserved', job: gang.job, pod: pod.name }
      else if (pod.state === 'terminating' && pod.node !== undefined)
        return { clogged: false, because: 'leaving', job: gang.job, pod: pod.name }
    }
    if (held === 0) continue
    if (gang.begun || held >= gang.need) return { clogged: false, because: 'runs', job: gang.job }
    if (gang.releasing) return { clogged: false, because: 'timer', job: gang.job }
  }
  if (firsts.length === 0) return { clogged: false, because: 'nothing-pending' }
  const gap = largestGap(snapshot.nodes)
  for (const { gang, pod } of firsts) {
    const node = fits(pod.request, gap) ? snapshot.nodes.find((n) => fits(pod.request, n.free) && mayUse(pod, n.name)) : undefined
    if (node !== undefined) return { clogged: false, because: 'fits', job: gang.job, pod: pod.name, node: node.name }
  }
  return { clogged: true }
}

/**
 * Whether the cluster is clogged (semantics 4.5).
 * @example isClogged({ nodes: [], gangs: [{ job: 'a', need: 1, pods: [{ name: 'a-0', state: 'pending', request: { cpu: 1, memory: 0, pods: 1, gpu: 0 } }] }] }) // true
 */
export function isClogged(snapshot: ClusterSnapshot): boolean {
  return clogState(snapshot).clogged
}

/** What decides, for callers that keep count as things happen instead of building snapshots. */
export interface ClogCounts {
  /** gangs that hold at least what they need, or have begun and hold something */
  readonly whole: number
  /** terminating pods with a node + reserved pods + gangs that hold something and have a timer */
  readonly releases: number
  /** each kind of pending pod once; kinds with equal requests may be given once as well if their allowed nodes are equal */
  readonly pending: Iterable<PodKind>
  /** whether a pod of this kind passes the filters of some node; asked only if everything else says clogged */
  readonly fitsSomewhere: (kind: PodKind) => boolean
}

/**
 * The same predicate from counts: two comparisons where something runs or leaves, else one search per kind.
 * @example isCloggedByCount({ whole: 1, releases: 0, pending: [], fitsSomewhere: () => false }) // false
 */
export function isCloggedByCount(counts: ClogCounts): boolean {
  if (counts.whole > 0 || counts.releases > 0) return false
  let any = false
  for (const kind of counts.pending) {
    if (counts.fitsSomewhere(kind)) return false
    any = true
  }
  return any
}

/** The most that is free of each resource on any node: what does not fit into it fits nowhere. */
function largestGap(nodes: readonly SnapshotNode[]): Resources {
  let cpu = -1
  let memory = -1
  let pods = -1
  let gpu = -1
  for (const { free } of nodes) {
    cpu = Math.max(cpu, free.cpu)
    memory = Math.max(memory, free.memory)
    pods = Math.max(pods, free.pods)
    gpu = Math.max(gpu, free.gpu)
  }
  return { cpu, memory, pods, gpu }
}
