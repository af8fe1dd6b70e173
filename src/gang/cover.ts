/** The cheapest pods of one node whose deletion frees enough there. */
import { minus, plus, type Resources } from '../resources.ts'

/** Steps of search that are still allowed, shared by all that take part. Counted, not timed, so that results repeat. */
export interface Effort {
  left: number
}

/** Pods with equal requests on one node, cheapest first. */
export interface VictimGroup {
  readonly request: Resources
  /** cost of the first m of them, m from 0: rising by at least `VICTIM` each */
  readonly prefix: readonly number[]
}

/** Costs compare the number of pods first, then (below this unit) whom they belong to. */
export const VICTIM = 2 ** 36

export interface Cover {
  readonly cost: number
  /** how many of each group */
  readonly counts: readonly number[]
  /** nothing cheaper exists */
  readonly exact: boolean
}

/**
 * The cheapest choice of victims that together request at least `deficit` (entries of 0 and less ask for nothing), by
 * branch and bound; the greedy choice it starts from if the effort runs out. Undefined: all together are not enough.
 * @example
 * const group = { request: { cpu: 2, memory: 0, pods: 1, gpu: 0 }, prefix: [0, VICTIM, 2 * VICTIM] }
 * cheapestCover([group], { cpu: 3, memory: 0, pods: 1, gpu: 0 }, { left: 100 })?.counts // [2]
 */
export function cheapestCover(groups: readonly VictimGroup[], deficit: Resources, effort: Effort): Cover | undefined {
  const suffix = suffixes(groups)
  if (!covered(minus(deficit, (suffix[0] as Suffix).total))) return undefined
  const best = greedyCover(groups, deficit)
  const counts = groups.map(() => 0)
  let exact = true

  const search = (i: number, lacking: Resources, cost: number): void => {
    if (covered(lacking)) {
      if (cost < best.cost) {
        best.cost = cost
        best.counts = [...counts]
      }
      return
    }
    const rest = suffix[i] as Suffix
    if (cost + fewest(lacking, rest.largest) * VICTIM >= best.cost || !covered(minus(lacking, rest.total))) return
    if (effort.left-- <= 0) {
      exact = false
      return
    }
    const { request, prefix } = groups[i] as VictimGroup
    let without = lacking
    for (let m = 0; m < prefix.length; m++) {
      counts[i] = m
      search(i + 1, without, cost + (prefix[m] as number))
      without = minus(without, request)
    }
    counts[i] = 0
  }
  search(0, deficit, 0)
  return { cost: best.cost, counts: best.counts, exact }
}

interface Suffix {
  /** requests of all victims of this group and those after it */
  readonly total: Resources
  /** the largest single request of each resource among them */
  readonly largest: Resources
}

const NOTHING: Resources = { cpu: 0, memory: 0, pods: 0, gpu: 0 }

function suffixes(groups: readonly VictimGroup[]): Suffix[] {
  const list: Suffix[] = [{ total: NOTHING, largest: NOTHING }]
  for (let i = groups.length - 1; i >= 0; i--) {
    const { request: r, prefix } = groups[i] as VictimGroup
    const { total, largest: l } = list[0] as Suffix
    const largest = {
      cpu: Math.max(l.cpu, r.cpu),
      memory: Math.max(l.memory, r.memory),
      pods: Math.max(l.pods, r.pods),
      gpu: Math.max(l.gpu, r.gpu),
    }
    list.unshift({ total: plus(total, times(r, prefix.length - 1)), largest })
  }
  return list
}

function times(r: Resources, n: number): Resources {
  return { cpu: r.cpu * n, memory: r.memory * n, pods: r.pods * n, gpu: r.gpu * n }
}

function covered(lacking: Resources): boolean {
  return lacking.cpu <= 0 && lacking.memory <= 0 && lacking.pods <= 0 && lacking.gpu <= 0
}

/** No fewer victims than this can cover what is lacking if none requests more than `largest`. */
function fewest(lacking: Resources, largest: Resources): number {
  const of = (lack: number, one: number): number => (lack <= 0 ? 0 : Math.ceil(lack / one))
  return Math.max(
    of(lacking.cpu, largest.cpu),
    of(lacking.memory, largest.memory),
    of(lacking.pods, largest.pods),
    of(lacking.gpu, largest.gpu),
  )
}

/** Takes whatever covers the largest share of what is lacking, then leaves out again what turned out not to be needed. */
function greedyCover(groups: readonly VictimGroup[], deficit: Resources): { cost: number; counts: number[] } {
  const counts = groups.map(() => 0)
  let lacking = deficit
  const share = (r: Resources): number => {
    const of = (one: number, lack: number): number => (lack <= 0 ? 0 : Math.min(one, lack) / lack)
    return of(r.cpu, lacking.cpu) + of(r.memory, lacking.memory) + of(r.pods, lacking.pods) + of(r.gpu, lacking.gpu)
  }
  while (!covered(lacking)) {
    let take = -1
    let most = 0
    groups.forEach((group, i) => {
      const s = (counts[i] as number) < group.prefix.length - 1 ? share(group.request) : 0
      if (s > most) {
        most = s
        take = i
      }
    })
    counts[take] = (counts[take] as number) + 1
    lacking = minus(lacking, (groups[take] as VictimGroup).request)
  }
  groups.forEach((group, i) => {
    while ((counts[i] as number) > 0 && covered(plus(lacking, group.request))) {
      counts[i] = (counts[i] as number) - 1
      lacking = plus(lacking, group.request)
    }
  })
  return { counts, cost: groups.reduce((sum, group, i) => sum + (group.prefix[counts[i] as number] as number), 0) }
}
