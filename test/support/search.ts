/** A node search over a cache set up by hand. */
import { NodeCache } from '../../src/actors/scheduler/cache.ts'
import { NodeSearch } from '../../src/actors/scheduler/node-search.ts'
import type { Node, Pod } from '../../src/objects/index.ts'
import { Streams } from '../../src/random.ts'

export interface SearchSetting {
  readonly nodes: readonly Node[]
  readonly pods?: readonly { readonly pod: Pod; readonly node: string }[]
  readonly minor?: number
  readonly percentage?: number
  readonly spreads?: boolean
  readonly scores?: boolean
  readonly seed?: number
}

export function searchOf(setting: SearchSetting): { readonly cache: NodeCache; readonly search: NodeSearch } {
  const cache = new NodeCache((pod) => pod.podGroup)
  for (const node of setting.nodes) cache.setNode(node)
  for (const { pod, node } of setting.pods ?? []) cache.hold(pod, node)
  const search = new NodeSearch(cache, {
    minor: setting.minor ?? 28,
    percentage: setting.percentage ?? 0,
    spreads: () => setting.spreads === true,
    ties: new Streams(setting.seed ?? 1).stream('scheduler-ties'),
    scores: setting.scores ?? true,
  })
  return { cache, search }
}

/** Total score of each node by name; only nodes that pass the filters have one. */
export function totalsOf(setting: SearchSetting, pod: Pod): Record<string, number> {
  const { cache, search } = searchOf(setting)
  const feasible = [...cache.order].filter((n) => 'node' in search.find(pod, n)).map((n) => cache.names[n] as string)
  search.find(pod)
  const totals = search.score(pod, feasible.length)
  return Object.fromEntries(feasible.map((name, i) => [name, totals[i] as number]))
}
