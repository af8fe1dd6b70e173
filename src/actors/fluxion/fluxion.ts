/**
 * Fluxion as Fluence asks it: a graph of nodes and cores built once, matches of `count` slots with policy lonode (low id
 * first, node by node), all or nothing; allocations stay until cancelled. Semantics 5.1, 5.8.
 */
import type { Resources } from '../../resources.ts'

/** A node as the graph knows it. */
export interface FluxionNode {
  readonly name: string
  /** whole cores free when the graph was built */
  readonly cores: number
}

export interface MatchedNode {
  readonly node: string
  /** cores taken there, in all */
  readonly cores: number
  /** slots placed there */
  readonly tasks: number
}

/** `id` counts every request, also those that found the graph busy. */
export type Match = { readonly id: number; readonly busy: true } | { readonly id: number; readonly busy: false; readonly nodes: readonly MatchedNode[] }

/**
 * Cores that Fluence finds on a node: what its pods have not requested, in whole cores (vector F-7).
 * @example coresFree({ cpu: 3920, memory: 0, pods: 110, gpu: 0 }, 921) // 2
 */
export function coresFree(allocatable: Resources, requestedCpu: number): number {
  return Math.trunc((allocatable.cpu - requestedCpu) / 1000)
}

export class Fluxion {
  readonly #names: readonly string[]
  readonly #free: Int32Array
  readonly #allocations = new Map<number, readonly { readonly index: number; readonly cores: number }[]>()
  /** no node before this one has a core left */
  #firstFree = 0
  #ids = 0

  /** @param nodes in any order; the API lists them by name, and so does the graph */
  constructor(nodes: readonly FluxionNode[]) {
    const sorted = [...nodes].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    this.#names = sorted.map((n) => n.name)
    this.#free = Int32Array.from(sorted, (n) => n.cores)
  }

  /** cores free on a node; 0 for one it does not know */
  free(name: string): number {
    const i = this.#names.indexOf(name)
    return i < 0 ? 0 : (this.#free[i] as number)
  }

  /** allocations that have not been cancelled */
  get live(): number {
    return this.#allocations.size
  }

  /** Asks for `count` slots of `cpu` cores; a slot never spans nodes. */
  match(count: number, cpu: number): Match {
    const id = ++this.#ids
    const taken: { index: number; cores: number }[] = []
    let left = count
    for (let i = this.#firstFree; i < this.#free.length && left > 0; i++) {
      const slots = Math.min(left, Math.trunc((this.#free[i] as number) / cpu))
      if (slots > 0) {
        taken.push({ index: i, cores: slots * cpu })
        left -= slots
      }
    }
    if (left > 0) return { id, busy: true }
    for (const { index, cores } of taken) this.#free[index] = (this.#free[index] as number) - cores
    while (this.#firstFree < this.#free.length && this.#free[this.#firstFree] === 0) this.#firstFree++
    this.#allocations.set(id, taken)
    return { id, busy: false, nodes: taken.map((t) => ({ node: this.#names[t.index] as string, cores: t.cores, tasks: t.cores / cpu })) }
  }

  /** Gives an allocation back. One that is unknown or was cancelled before is ignored. */
  cancel(id: number): void {
    const taken = this.#allocations.get(id)
    if (taken === undefined) return
    this.#allocations.delete(id)
    for (const { index, cores } of taken) {
      this.#free[index] = (this.#free[index] as number) + cores
      if (index < this.#firstFree) this.#firstFree = index
    }
  }
}
