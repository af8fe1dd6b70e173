/** The ground on which a remedy is sought: room on each node and the pods that may be deleted there. */
import { plus, type Resources } from '../resources.ts'
import { VICTIM, type VictimGroup } from './cover.ts'
import { Kinds } from './kinds.ts'
import { holding, isPartial } from './partial.ts'
import { type ClusterSnapshot, type GangPod, holdsPlace, nodeIndex, roomToCome } from './snapshot.ts'

/** A pod that may be deleted: it holds a place and its gang is in partial allocation. */
export interface Victim {
  readonly pod: GangPod
  readonly job: string
  /** position of its gang in the snapshot */
  readonly gang: number
  /** pods its gang holds */
  readonly holding: number
  /** `VICTIM` + holding: of equally many pods those of gangs that hold fewest go first */
  readonly cost: number
}

export interface Board {
  readonly names: readonly string[]
  /** what is free on each node once terminating pods have gone */
  readonly room: readonly Resources[]
  /** on each node, cheapest first */
  readonly victims: readonly (readonly Victim[])[]
  /** the same by request */
  readonly groups: readonly (readonly Group[])[]
  /** requests of the victims, each once */
  readonly requests: readonly Resources[]
}

export function boardOf(snapshot: ClusterSnapshot): Board {
  const index = nodeIndex(snapshot)
  const victims: Victim[][] = snapshot.nodes.map(() => [])
  const kinds = new Kinds()
  snapshot.gangs.forEach((gang, g) => {
    if (!isPartial(gang)) return
    const holds = holding(gang)
    for (const pod of gang.pods) {
      const n = holdsPlace(pod) ? index.get(pod.node ?? '') : undefined
      if (n === undefined) continue
      kinds.of({ request: pod.request })
      victims[n]?.push({ pod, job: gang.job, gang: g, holding: holds, cost: VICTIM + holds })
    }
  })
  for (const list of victims) list.sort(byCheapest)
  return {
    names: snapshot.nodes.map((n) => n.name),
    room: roomToCome(snapshot),
    victims,
    groups: victims.map(groupsOf),
    requests: kinds.list.map((k) => k.request),
  }
}

/** By size of its gang's holding, then job, then pod. */
export function byCheapest(a: Victim, b: Victim): number {
  return a.holding - b.holding || compare(a.job, b.job) || compare(a.pod.name, b.pod.name)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Victims of one node by equal requests, in the form `cheapestCover` reads. */
export interface Group extends VictimGroup {
  readonly victims: readonly Victim[]
}

/** @param victims cheapest first */
export function groupsOf(victims: readonly Victim[]): Group[] {
  const kinds = new Kinds()
  const groups: { request: Resources; prefix: number[]; victims: Victim[] }[] = []
  for (const victim of victims) {
    const k = kinds.of({ request: victim.pod.request })
    groups[k] ??= { request: victim.pod.request, prefix: [0], victims: [] }
    const group = groups[k]
    group.victims.push(victim)
    group.prefix.push((group.prefix.at(-1) as number) + victim.cost)
  }
  return groups
}

/** Sum of what the victims request. */
export function requestOf(victims: readonly Victim[]): Resources {
  return victims.reduce((sum, v) => plus(sum, v.pod.request), { cpu: 0, memory: 0, pods: 0, gpu: 0 })
}
