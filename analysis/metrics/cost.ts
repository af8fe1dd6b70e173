/** What a run costs whose cluster is paid from the first submit to the last completion. */
import type { NodePool } from '../../src/experiment/experiment.ts'

const HOUR_S = 3600

type Paid = Pick<NodePool, 'nodes' | 'price'>

/**
 * Nodes of all pools times hours.
 * @example nodeHours([{ nodes: 8 }], 1800) // 4
 */
export function nodeHours(pools: readonly Paid[], makespanS: number): number {
  return (pools.reduce((sum, pool) => sum + pool.nodes, 0) * makespanS) / HOUR_S
}

/**
 * The same in money; undefined where the price of a node-hour is not known for every pool: half a bill is none.
 * @example cost([{ nodes: 8, price: 0.5 }], 1800) // 2
 * @example cost([{ nodes: 8, price: 0.5 }, { nodes: 1 }], 1800) // undefined
 */
export function cost(pools: readonly Paid[], makespanS: number): number | undefined {
  let anHour = 0
  for (const { nodes, price } of pools) {
    if (price === undefined) return undefined
    anHour += nodes * price
  }
  return (anHour * makespanS) / HOUR_S
}
