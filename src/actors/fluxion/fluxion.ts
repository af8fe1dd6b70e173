/**
 * Fluxion as Fluence asks it: a graph of nodes and cores built once, matches of `count` slots with policy lonode (low id
 * first, node by node), all or nothing; allocations stay until cancelled. Semantics 5.1, 5.8, 10.5.
 *
 * Slow twin: `test/support/plain-fluxion.ts`.
 */
import { InvariantError } from '../../errors.ts'
import type { Resources } from '../../resources.ts'
import { FreeCores } from './free-cores.ts'

/** A node as the graph knows it. */
export interface FluxionNode {
  readonly name: string
  /** whole cores free when the graph was built; pods of other schedulers that come later are not seen */
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
export type Match =
  | { readonly id: number; readonly busy: true }
  | { readonly id: number; readonly busy: false; readonly nodes: readonly MatchedNode[] }

interface Taken {
  readonly index: number
  readonly cores: number
}

/**
 * Cores that Fluence finds on a node: what its pods have not requested, in whole cores (vector F-7).
 * @param requestedCpu millicores
 * @example coresFree({ cpu: 3920, memory: 0, pods: 110, gpu: 0 }, 921) // 2
 */
export function coresFree(allocatable: Resources, requestedCpu: number): number {
  return Math.max(0, Math.trunc((allocatable.cpu - requestedCpu) / 1000))
}

export class Fluxion {
  readonly #names: readonly string[]
  readonly #indexes: ReadonlyMap<string, number>
  readonly #free: FreeCores
  readonly #allocations = new Map<number, readonly Taken[]>()
  #ids = 0

  /** @param nodes in any order; the API lists them by name as strings (node-10 before node-2), and so does the graph */
  constructor(nodes: readonly FluxionNode[]) {
    const sorted = [...nodes].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    this.#names = sorted.map((n) => n.name)
    this.#indexes = new Map(sorted.map((n, index) => [n.name, index]))
    this.#free = new FreeCores(sorted.map((n) => n.cores))
  }

  /** cores free on a node; 0 for one it does not know */
  free(name: string): number {
    const index = this.#indexes.get(name)
    return index === undefined ? 0 : this.#free.of(index)
  }

  /** allocations that have not been cancelled */
  get live(): number {
    return this.#allocations.size
  }

  /**
   * Asks for `count` slots of `cpu` whole cores: all of them or none. Nodes are filled in order, each completely before
   * the next, and a slot never spans two.
   * @throws RangeError unless both are whole numbers from 1 up
   * @example new Fluxion([{ name: 'n0', cores: 3 }]).match(3, 1)
   * // { id: 1, busy: false, nodes: [{ node: 'n0', cores: 3, tasks: 3 }] }
   */
  match(count: number, cpu: number): Match {
    if (!(Number.isSafeInteger(count) && count >= 1 && Number.isSafeInteger(cpu) && cpu >= 1)) {
      throw new RangeError(`match: expected whole numbers of slots and of cores from 1 up, got ${count} slots of ${cpu} cores`)
    }
    const id = ++this.#ids
    if (this.#free.slots(cpu) < count) return { id, busy: true }
    const taken: Taken[] = []
    const nodes: MatchedNode[] = []
    let left = count
    for (let index = this.#free.next(0, cpu); left > 0; index = this.#free.next(index + 1, cpu)) {
      if (index < 0) throw new InvariantError(`fluxion: expected ${count} free slots of ${cpu} cores, got ${count - left}`)
      const tasks = Math.min(left, Math.trunc(this.#free.of(index) / cpu))
      const cores = tasks * cpu
      this.#free.add(index, -cores)
      taken.push({ index, cores })
      nodes.push({ node: this.#names[index] as string, cores, tasks })
      left -= tasks
    }
    this.#allocations.set(id, taken)
    return { id, busy: false, nodes }
  }

  /** Gives an allocation back. One that is unknown or was cancelled before is ignored. */
  cancel(id: number): void {
    const taken = this.#allocations.get(id)
    if (taken === undefined) return
    this.#allocations.delete(id)
    for (const { index, cores } of taken) this.#free.add(index, cores)
  }
}
