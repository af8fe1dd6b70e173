/** Slow twin of Fluxion: looks at every node each time and sums live allocations afresh. */
import type { FluxionNode, Match, MatchedNode } from '../../src/actors/fluxion/fluxion.ts'

export class PlainFluxion {
  readonly nodes: readonly FluxionNode[]
  readonly allocations = new Map<number, readonly MatchedNode[]>()
  #id = 0

  constructor(graph: readonly FluxionNode[]) {
    this.nodes = [...graph].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  free(name: string): number {
    const held = [...this.allocations.values()].flat().reduce((sum, share) => sum + (share.node === name ? share.cores : 0), 0)
    return (this.nodes.find((n) => n.name === name)?.cores ?? 0) - held
  }

  match(count: number, cpu: number): Match {
    const id = ++this.#id
    const nodes: MatchedNode[] = []
    let left = count
    for (const { name } of this.nodes) {
      let tasks = 0
      while (left > 0 && (tasks + 1) * cpu <= this.free(name)) {
        tasks++
        left--
      }
      if (tasks > 0) nodes.push({ node: name, cores: tasks * cpu, tasks })
    }
    if (left > 0) return { id, busy: true }
    this.allocations.set(id, nodes)
    return { id, busy: false, nodes }
  }

  cancel(id: number): void {
    this.allocations.delete(id)
  }
}
