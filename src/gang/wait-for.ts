/**
 * Who waits for whom. A gang that can't run yet waits on nodes; its edges lead to the gangs that hold places there.
 *
 * A node counts if a missing pod does not fit there now but would if the *other* gangs gave their places back. Such an
 * edge says *one of those who could help*: a gang that misses two pods needs two places, not all of its edges. So a cycle
 * is necessary for a deadlock but not sufficient; the exact predicate is `isClogged`.
 */
import { fits, minus, NO_RESOURCES, plus, type Resources } from '../resources.ts'
import { Kinds } from './kinds.ts'
import { missing } from './partial.ts'
import { type ClusterSnapshot, type Gang, mayUse, nodeIndex, type PodKind } from './snapshot.ts'

export interface Wait {
  readonly job: string
  /** pods it still has to place */
  readonly missing: number
  /** jobs that hold places on nodes its missing pods could use, in the snapshot's order; never itself */
  readonly for: readonly string[]
}

/** What the gangs hold on one node: by position of the gang in the snapshot. */
interface Held {
  readonly by: Map<number, Resources>
  total: Resources
}

/**
 * The wait-for graph: one entry for each gang that misses pods, in the snapshot's order. Gangs that hold nothing and wait
 * for the same kind of place share one list. Terminating pods still hold their places here.
 * @param which the gangs to list; absent: all that miss pods
 * @example waitFor({ nodes: [], gangs: [{ job: 'a', need: 2, pods: [] }] }) // [{ job: 'a', missing: 2, for: [] }]
 */
export function waitFor(snapshot: ClusterSnapshot, which: (gang: Gang) => boolean = () => true): Wait[] {
  const held = heldByNode(snapshot)
  const kinds = new Kinds()
  const shared = new Map<number, readonly string[]>()
  const names = (of: ReadonlySet<number>): string[] => [...of].sort((a, b) => a - b).map((g) => (snapshot.gangs[g] as Gang).job)
  const waits: Wait[] = []
  snapshot.gangs.forEach((gang, g) => {
    const lacks = missing(gang)
    if (lacks === 0 || !which(gang)) return
    const wanted = new Set<number>()
    for (const pod of gang.pods) if (pod.state === 'pending') wanted.add(kinds.of(pod))
    if (wanted.size === 0 && gang.pods[0] !== undefined) wanted.add(kinds.of(gang.pods[0]))
    const [only] = wanted
    if (wanted.size === 1 && gang.pods.every((p) => p.node === undefined)) {
      let list = shared.get(only as number)
      if (list === undefined) {
        list = names(holdersInTheWay(snapshot, held, kinds.list[only as number] as PodKind, g))
        shared.set(only as number, list)
      }
      waits.push({ job: gang.job, missing: lacks, for: list })
      return
    }
    const all = new Set<number>()
    for (const k of wanted) for (const h of holdersInTheWay(snapshot, held, kinds.list[k] as PodKind, g)) all.add(h)
    waits.push({ job: gang.job, missing: lacks, for: names(all) })
  })
  return waits
}

function heldByNode(snapshot: ClusterSnapshot): Held[] {
  const held: Held[] = snapshot.nodes.map(() => ({ by: new Map(), total: NO_RESOURCES }))
  const index = nodeIndex(snapshot)
  snapshot.gangs.forEach((gang, g) => {
    for (const pod of gang.pods) {
      if (pod.node === undefined || pod.state === 'ended' || pod.state === 'pending') continue
      const on = held[index.get(pod.node) ?? -1]
      if (on === undefined) continue
      on.by.set(g, plus(on.by.get(g) ?? NO_RESOURCES, pod.request))
      on.total = plus(on.total, pod.request)
    }
  })
  return held
}

function holdersInTheWay(snapshot: ClusterSnapshot, held: readonly Held[], kind: PodKind, self: number): Set<number> {
  const found = new Set<number>()
  for (let n = 0; n < held.length; n++) {
    const { by, total } = held[n] as Held
    const node = snapshot.nodes[n]
    if (by.size === 0 || node === undefined || !mayUse(kind, node.name) || fits(kind.request, node.free)) continue
    const others = minus(total, by.get(self) ?? NO_RESOURCES)
    if (!fits(kind.request, plus(node.free, others))) continue
    for (const g of by.keys()) if (g !== self) found.add(g)
  }
  return found
}
