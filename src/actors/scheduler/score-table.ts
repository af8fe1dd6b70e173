/**
 * What each node is worth to the pods of one request by its own state alone: whether it has room, and what NodeResourcesFit and
 * BalancedAllocation give it (semantics 1.6, 1.7). That changes only when the node does, and between two pods few nodes do: with it
 * 20,000 pods on 2,000 nodes are bound in half the time. What depends on the pod's siblings is added by `node-search.ts`.
 */
import type { Pod } from '../../objects/index.ts'
import { DEFAULT_CPU, DEFAULT_MEMORY, type NodeCache } from './cache.ts'
import { nodeResourcesFit } from './plugins/filters.ts'
import * as score from './plugins/scores.ts'

/** NodeResourcesFit and BalancedAllocation, weighted. @param minor of the scheduler: 31 and 36 changed the latter */
export function ownScore(cache: NodeCache, pod: Pod, node: number, minor: number): number {
  const { request } = pod
  const allocCpu = cache.allocCpu[node] as number
  const allocMemory = cache.allocMemory[node] as number
  const cpu = (cache.scoredCpu[node] as number) + request.cpu + pod.containersWithoutCpu * DEFAULT_CPU
  const memory = (cache.scoredMemory[node] as number) + request.memory + pod.containersWithoutMemory * DEFAULT_MEMORY
  const fit = score.WEIGHT.fit * score.fitScore(cpu, allocCpu, memory, allocMemory)
  // from 1.31 on a pod that asks for nothing is not balanced
  if (request.cpu === 0 && request.memory === 0 && minor >= 31) return fit
  const usedCpu = cache.usedCpu[node] as number
  const usedMemory = cache.usedMemory[node] as number
  // a resource that the node does not have is left out, and one resource alone is balanced
  const both = allocCpu > 0 && allocMemory > 0
  const after = both ? score.balancedTwo((usedCpu + request.cpu) / allocCpu, (usedMemory + request.memory) / allocMemory) : 100
  if (minor < 36) return fit + score.WEIGHT.balanced * after
  const before = both ? score.balancedTwo(usedCpu / allocCpu, usedMemory / allocMemory) : 100
  return fit + score.WEIGHT.balanced * (50 + score.div(50 + after - before, 2))
}

/** Nodes that have passed the filters. */
export interface Candidates {
  /** they, in the order in which they were found */
  readonly feasible: Int32Array
  /** where in `feasible` a node stands, if it does */
  readonly places: Int32Array
  /** the score of each, in the order of `feasible` */
  readonly totals: Float64Array
}

/** The node has no room. */
const FULL = -1

export class ScoreTable {
  readonly #cache: NodeCache
  readonly #minor: number
  /** one of the pods it is for */
  readonly #pod: Pod
  #worth = new Float64Array(0)
  /** how often a node had changed when its worth was reckoned; -1: not yet */
  #reckonedAt = new Int32Array(0)

  constructor(cache: NodeCache, minor: number, pod: Pod) {
    this.#cache = cache
    this.#minor = minor
    this.#pod = pod
  }

  isFor(pod: Pod): boolean {
    const { containersWithoutCpu, containersWithoutMemory } = this.#pod
    return pod.containersWithoutCpu === containersWithoutCpu && pod.containersWithoutMemory === containersWithoutMemory
  }

  /**
   * Goes through the nodes in their order, from `start` on and round, until `wanted` of them have room; writes these into `to`.
   * @returns how many have room, and how many were looked at
   */
  scan(start: number, wanted: number, to: Candidates): { readonly found: number; readonly seen: number } {
    const { feasible, places, totals } = to
    const { order, changes } = this.#cache
    if (this.#reckonedAt.length < changes.length) this.#grow(changes.length)
    const reckonedAt = this.#reckonedAt
    const worth = this.#worth
    const n = order.length
    let found = 0
    let seen = 0
    for (let at = start; seen < n && found < wanted; seen++) {
      const node = order[at] as number
      if (++at === n) at = 0
      if (reckonedAt[node] !== changes[node]) this.#reckon(node)
      const own = worth[node] as number
      if (own === FULL) continue
      places[node] = found
      feasible[found] = node
      totals[found++] = own
    }
    return { found, seen }
  }

  #reckon(node: number): void {
    const cache = this.#cache
    this.#reckonedAt[node] = cache.changes[node] as number
    this.#worth[node] = nodeResourcesFit(cache, this.#pod, node) === 0 ? ownScore(cache, this.#pod, node, this.#minor) : FULL
  }

  #grow(n: number): void {
    const reckonedAt = new Int32Array(n).fill(-1)
    reckonedAt.set(this.#reckonedAt)
    const worth = new Float64Array(n)
    worth.set(this.#worth)
    this.#reckonedAt = reckonedAt
    this.#worth = worth
  }
}
