/** How many pods of one kind a cluster can hold at once, and whether a job is too large for it. */
import { admits, type PodRules } from '../objects/admits.ts'
import type { Resources } from '../resources.ts'
import type { NodePool } from './experiment.ts'
import { nodesOf } from './nodes.ts'

/**
 * Pods of this request that an empty node of the pool takes beside its system pods; 0 for a pool whose taints keep them out.
 * @param rules what the pods tolerate; labels are a matter of each node (see `slots`)
 * @example slotsPerNode({ allocatable: { cpu: 3920, memory: 0, pods: 110, gpu: 0 }, system: { cpu: 600, memory: 0, pods: 1, gpu: 0 },
 *   taints: [] }, { cpu: 2000, memory: 0, pods: 1, gpu: 0 }) // 1
 */
export function slotsPerNode(pool: NodePool, request: Resources, rules: PodRules = {}): number {
  if (!admits({ taints: pool.taints }, rules.tolerations === undefined ? {} : { tolerations: rules.tolerations })) return 0
  let slots = Number.POSITIVE_INFINITY
  for (const r of ['cpu', 'memory', 'pods', 'gpu'] as const) {
    if (request[r] > 0) slots = Math.min(slots, Math.floor((pool.allocatable[r] - pool.system[r]) / request[r]))
  }
  return Math.max(0, slots)
}

/** The same over all nodes of all pools; only those count that have the labels the pods ask for. */
export function slots(pools: readonly NodePool[], request: Resources, rules: PodRules = {}): number {
  const { nodeSelector } = rules
  if (nodeSelector === undefined) return pools.reduce((sum, pool) => sum + pool.nodes * slotsPerNode(pool, request, rules), 0)
  let sum = 0
  for (const { pool, labels } of nodesOf(pools)) if (admits({ labels }, { nodeSelector })) sum += slotsPerNode(pool, request, rules)
  return sum
}
