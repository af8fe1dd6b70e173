/**
 * Preemption: victims of lower priority whose removal lets the pod fit (semantics 1.8). Of the nodes where that is
 * possible the one whose victims have the lowest highest priority, then the lowest sum, then the fewest.
 */
import type { Pod } from '../../../objects/index.ts'
import type { NodeCache } from '../cache.ts'

export interface Victims {
  readonly node: number
  readonly pods: readonly Pod[]
}

export function findVictims(cache: NodeCache, pod: Pod): Victims | undefined {
  let best: { node: number; pods: Pod[]; highest: number; sum: number } | undefined
  for (const node of cache.order) {
    const victims = victimsOn(cache, pod, node)
    if (victims === undefined) continue
    const highest = Math.max(...victims.map((v) => v.priority))
    const sum = victims.reduce((s, v) => s + v.priority, 0)
    if (
      best === undefined ||
      highest < best.highest ||
      (highest === best.highest && (sum < best.sum || (sum === best.sum && victims.length < best.pods.length)))
    ) {
      best = { node, pods: victims, highest, sum }
    }
  }
  return best === undefined ? undefined : { node: best.node, pods: best.pods }
}

/** All lower pods go; then, highest priority first, those that still fit come back. A node that is being cleared already has none. */
function victimsOn(cache: NodeCache, pod: Pod, node: number): Pod[] | undefined {
  const on = cache.podsOn(node)
  if (on.some((p) => p.deletedAt !== undefined && p.priority < pod.priority)) return undefined
  const lower = on.filter((p) => p.priority < pod.priority).sort((a, b) => b.priority - a.priority || a.createdAt - b.createdAt)
  if (lower.length === 0) return undefined
  const free = {
    cpu: (cache.allocCpu[node] as number) - (cache.usedCpu[node] as number),
    memory: (cache.allocMemory[node] as number) - (cache.usedMemory[node] as number),
    pods: (cache.allocPods[node] as number) - (cache.usedPods[node] as number),
    gpu: (cache.allocGpu[node] as number) - (cache.usedGpu[node] as number),
  }
  const take = (p: Pod, sign: 1 | -1): void => {
    free.cpu -= sign * p.request.cpu
    free.memory -= sign * p.request.memory
    free.gpu -= sign * p.request.gpu
    free.pods -= sign
  }
  const enough = (): boolean =>
    free.cpu >= pod.request.cpu && free.memory >= pod.request.memory && free.gpu >= pod.request.gpu && free.pods >= 1
  for (const p of lower) take(p, -1)
  if (!enough()) return undefined
  const victims: Pod[] = []
  for (const p of lower) {
    take(p, 1)
    if (!enough()) {
      take(p, -1)
      victims.push(p)
    }
  }
  return victims
}
