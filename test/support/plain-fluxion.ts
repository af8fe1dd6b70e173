/** Slow twin of Fluxion: looks at every node each time and sums live allocations afresh. */
import type { Match, NodeShare } from '../../src/actors/fluxion/fluxion.ts'
import type { GraphNode } from '../../src/actors/fluxion/graph.ts'

export class PlainFluxion {
  readonly nodes: readonly GraphNode[]
  readonly live = new Map<number, readonly NodeShare[]>()
  #id = 0

  constructor(graph: readonly GraphNode[]) {
    this.nodes = [...graph].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  held(node: string): number {
    return [...this.live.values()].flat().reduce((sum, share) => sum + (share.node === node ? share.cores : 0), 0)
  }

  matchAllocate(count: number, cpuPerSlot: number): Match {
    const id = ++this.#id
    const nodes: NodeShare[] = []
    let left = count
    for (const { name, cores } of this.nodes) {
      let tasks = 0
      while (left > 0 && this.held(name) + (tasks + 1) * cpuPerSlot <= cores) {
        tasks++
        left--
      }
      if (tasks > 0) nodes.push({ node: name, cores: tasks * cpuPerSlot, tasks })
    }
    if (left > 0) return { id, nodes: null }
    this.live.set(id, nodes)
    return { id, nodes }
  }

  cancel(id: number): boolean {
    return this.live.delete(id)
  }
}
