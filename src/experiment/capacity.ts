/** How many pods of one kind a cluster can hold at once, and whether a job is too large for it. */
import type { Resources } from '../resources.ts'
import type { NodePool } from './experiment.ts'

/**
 * Pods of this request that an empty node of the pool takes beside its system pods; 0 for a pool whose taints keep them out
 * (jobs carry no tolerations).
 * @example slotsPerNode({ allocatable: { cpu: 3920, memory: 0, pods: 110, gpu: 0 }, system: { cpu: 600, memory: 0, pods: 1, gpu: 0 },
 *   taints: [] }, { cpu: 2000, memory: 0, pods: 1, gpu: 0 }) // 1
 */
export function slotsPerNode(pool: NodePool, request: Resources): number {
  if (pool.taints.some((t) => t.effect !== 'PreferNoSchedule')) return 0
  let slots = Number.POSITIVE_INFINITY
  for (const r of ['cpu', 'memory', 'pods', 'gpu'] as const) {
    if (request[r] > 0) slots = Math.min(slots, Math.floor((pool.allocatable[r] - pool.system[r]) / request[r]))
  }
  return Math.max(0, slots)
}

/** The same over all pools. */
export function slots(pools: readonly NodePool[], request: Resources): number {
  return pools.reduce((sum, pool) => sum + pool.nodes * slotsPerNode(pool, request), 0)
}
