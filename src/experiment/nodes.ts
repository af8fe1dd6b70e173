/** The nodes of an experiment, one by one, as they stand when a run begins. */
import type { NodePool } from './experiment.ts'

export interface NamedNode {
  readonly name: string
  readonly pool: NodePool
  readonly zone: string
  /** those of its pool, and the two that every node has */
  readonly labels: Readonly<Record<string, string>>
}

export const ZONE_LABEL = 'topology.kubernetes.io/zone'
export const HOSTNAME_LABEL = 'kubernetes.io/hostname'

/** Every node with its name: its own if the pool gives names, else `node-3`, or `<pool>-3` where there are several pools. */
export function nodesOf(pools: readonly NodePool[]): NamedNode[] {
  return pools.flatMap((pool) =>
    Array.from({ length: pool.nodes }, (_, i) => {
      const name = pool.names?.[i] ?? `${pools.length > 1 ? pool.name : 'node'}-${i}`
      const zone = pool.zones[i % pool.zones.length] ?? 'zone-a'
      return { name, pool, zone, labels: { ...pool.labels, [ZONE_LABEL]: zone, [HOSTNAME_LABEL]: name } }
    }),
  )
}
