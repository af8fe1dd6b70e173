/**
 * From a pod to a node: which nodes pass the filters (with sampling and a starting point that moves round), what each
 * scores, and a uniform choice among the best. Semantics 1.5 to 1.7. Nothing is allocated per node.
 */
import { tolerates } from '../../objects/admits.ts'
import type { Pod } from '../../objects/index.ts'
import type { Stream } from '../../random.ts'
import { DEFAULT_CPU, DEFAULT_MEMORY, type NodeCache } from './cache.ts'
import { filtersFor, type NodeFilter, onlyRoomMatters, reasonOf } from './plugins/filters.ts'
import * as score from './plugins/scores.ts'

/** Kubernetes minor version of the scheduler, 27 for 1.27. */
export interface SearchOptions {
  readonly minor: number
  readonly percentage: number
  /** whether a Service selects the pod's job: then it gets the default spreading */
  readonly spreads: (pod: Pod) => boolean
  readonly ties: Stream
  readonly scores: boolean
}

export type SearchResult = { readonly node: number } | { readonly rejected: number; readonly message: string }

/**
 * How many feasible nodes are enough.
 * @example numFeasibleNodesToFind(1000, 0) // 420
 */
export function numFeasibleNodesToFind(nodes: number, percentage: number): number {
  if (nodes < 100 || percentage >= 100) return nodes
  const pct = percentage > 0 ? percentage : Math.max(5, 50 - Math.trunc(nodes / 125))
  return Math.max(100, Math.trunc((nodes * pct) / 100))
}

export class NodeSearch {
  readonly #cache: NodeCache
  readonly #options: SearchOptions
  #start = 0
  #feasible = new Int32Array(0)
  /** where in `#feasible` a node stands, if it does */
  #places = new Int32Array(0)
  #total = new Float64Array(0)
  #raw = new Float64Array(0)
  /** requests (by identity: equal ones are one object) that found no room, how much had been freed by then, and why, if asked */
  readonly #full = new Map<object, { readonly freed: number; why: SearchResult | undefined }>()

  constructor(cache: NodeCache, options: SearchOptions) {
    this.#cache = cache
    this.#options = options
  }

  get startIndex(): number {
    return this.#start
  }

  /** @param only the one node that plugins left over */
  find(pod: Pod, only?: number): SearchResult {
    const cache = this.#cache
    if (only !== undefined) {
      const bit = firstRejection(filtersFor(cache, pod), cache, pod, only)
      return bit === 0 ? { node: only } : { rejected: bit, message: message(1, new Map([[reasonOf(bit, cache, pod, only), 1]])) }
    }
    const node = this.place(pod)
    if (node >= 0) return { node }
    const filters = filtersFor(cache, pod)
    const full = onlyRoomMatters(filters) ? this.#full.get(pod.request) : undefined
    if (full === undefined) return this.#none(filters, pod)
    full.why ??= this.#none(filters, pod)
    return full.why
  }

  /** The node chosen for a pod; -1: none. For who does not ask why. */
  place(pod: Pod): number {
    const cache = this.#cache
    const filters = filtersFor(cache, pod)
    const room = onlyRoomMatters(filters)
    if (room && this.#full.get(pod.request)?.freed === cache.freed) return -1
    const n = cache.order.length
    const wanted = numFeasibleNodesToFind(n, this.#options.percentage)
    if (this.#places.length < cache.names.length) this.#grow(cache.names.length)
    const feasible = this.#feasible
    const places = this.#places
    const order = cache.order
    let found = 0
    let seen = 0
    for (let at = n === 0 ? 0 : this.#start % n; seen < n && found < wanted; seen++) {
      const node = order[at] as number
      if (++at === n) at = 0
      const bit = firstRejection(filters, cache, pod, node)
      if (bit === 0) {
        places[node] = found
        feasible[found++] = node
      }
    }
    if (n > 0) this.#start = (this.#start + seen) % n
    if (found === 0) {
      if (room) this.#full.set(pod.request, { freed: cache.freed, why: undefined })
      return -1
    }
    return found === 1 ? (feasible[0] as number) : this.#choose(pod, found)
  }

  #grow(n: number): void {
    this.#feasible = new Int32Array(n)
    this.#places = new Int32Array(n)
    this.#total = new Float64Array(n)
    this.#raw = new Float64Array(n)
  }

  #none(filters: readonly NodeFilter[], pod: Pod): SearchResult {
    const cache = this.#cache
    const n = cache.order.length
    const reasons = new Map<string, number>()
    let bits = 0
    for (const node of cache.order) {
      const bit = firstRejection(filters, cache, pod, node)
      bits |= bit
      const reason = reasonOf(bit, cache, pod, node)
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
    return { rejected: bits, message: message(n, reasons) }
  }

  #choose(pod: Pod, found: number): number {
    const feasible = this.#feasible
    if (!this.#options.scores) return feasible[this.#options.ties.below(found)] as number
    this.score(pod, found)
    const total = this.#total
    let best = -1
    let ties = 0
    for (let i = 0; i < found; i++) {
      const t = total[i] as number
      if (t > best) {
        best = t
        ties = 1
      } else if (t === best) ties++
    }
    // reservoir sampling among equals is a uniform choice: one draw does
    let k = ties === 1 ? 0 : this.#options.ties.below(ties)
    for (let i = 0; ; i++) if ((total[i] as number) === best && k-- === 0) return feasible[i] as number
  }

  /** Total score of each of the first `found` feasible nodes. */
  score(pod: Pod, found: number): Float64Array {
    const cache = this.#cache
    const feasible = this.#feasible
    const total = this.#total
    const cpu = pod.request.cpu + pod.containersWithoutCpu * DEFAULT_CPU
    const memory = pod.request.memory + pod.containersWithoutMemory * DEFAULT_MEMORY
    const bestEffort = pod.request.cpu === 0 && pod.request.memory === 0 && this.#options.minor >= 31
    const halved = this.#options.minor >= 36
    for (let i = 0; i < found; i++) {
      const node = feasible[i] as number
      const allocCpu = cache.allocCpu[node] as number
      const allocMemory = cache.allocMemory[node] as number
      let s =
        score.WEIGHT.fit *
        score.fitScore((cache.scoredCpu[node] as number) + cpu, allocCpu, (cache.scoredMemory[node] as number) + memory, allocMemory)
      if (!bestEffort) {
        const usedCpu = cache.usedCpu[node] as number
        const usedMemory = cache.usedMemory[node] as number
        // a resource that the node does not have is left out, and one resource alone is balanced
        const both = allocCpu > 0 && allocMemory > 0
        const after = both
          ? score.balancedTwo((usedCpu + pod.request.cpu) / allocCpu, (usedMemory + pod.request.memory) / allocMemory)
          : 100
        const before = halved && both ? score.balancedTwo(usedCpu / allocCpu, usedMemory / allocMemory) : 100
        s += score.WEIGHT.balanced * (halved ? 50 + score.div(50 + after - before, 2) : after)
      }
      total[i] = s
    }
    this.#addTaints(pod, found)
    this.#addPreferences(pod, found)
    this.#addSpread(pod, found)
    this.#addAffinity(pod, found)
    return total
  }

  #add(found: number, weight: number, values: readonly number[]): void {
    for (let i = 0; i < found; i++) this.#total[i] = (this.#total[i] as number) + weight * (values[i] as number)
  }

  #addToAll(found: number, weight: number, value: number): void {
    for (let i = 0; i < found; i++) this.#total[i] = (this.#total[i] as number) + weight * value
  }

  #addTaints(pod: Pod, found: number): void {
    const cache = this.#cache
    if (!cache.tainted) {
      this.#addToAll(found, score.WEIGHT.taints, 100)
      return
    }
    const counts: number[] = []
    for (let i = 0; i < found; i++) {
      const taints = cache.nodes[this.#feasible[i] as number]?.taints ?? []
      counts.push(taints.filter((t) => t.effect === 'PreferNoSchedule' && !tolerates(pod.tolerations ?? [], t)).length)
    }
    const normalized = score.normalize(counts, true)
    this.#add(found, score.WEIGHT.taints, normalized)
  }

  #addPreferences(pod: Pod, found: number): void {
    const preferences = pod.nodePreferences
    if (preferences === undefined) return
    const sums: number[] = []
    for (let i = 0; i < found; i++) {
      const labels = this.#cache.nodes[this.#feasible[i] as number]?.labels ?? {}
      sums.push(preferences.reduce((s, p) => s + (labels[p.label] === p.value ? p.weight : 0), 0))
    }
    const normalized = score.normalize(sums, false)
    this.#add(found, score.WEIGHT.nodeAffinity, normalized)
  }

  #addSpread(pod: Pod, found: number): void {
    const cache = this.#cache
    if (!this.#options.spreads(pod)) {
      // without constraints: 1.27 and 1.28 give every node 100, 1.29 skips the plugin
      if (this.#options.minor < 29) this.#addToAll(found, score.WEIGHT.spread, 100)
      return
    }
    const placement = cache.placement(pod.job)
    if (placement === undefined) {
      // nobody placed: the same raw score everywhere
      this.#addToAll(found, score.WEIGHT.spread, 100)
      return
    }
    const feasible = this.#feasible
    const perHost = Math.log(found + 2)
    const perZone = Math.log(this.#zonesOf(found) + 2)
    // what a node's zone, and the two constraints themselves, contribute
    const base = cache.zones.map(
      (_, z) => (placement.staying.byZone.get(z) ?? 0) * perZone + (score.SPREAD_ZONE_SKEW - 1) + (score.SPREAD_HOST_SKEW - 1),
    )
    const empty = base.map(score.round)
    const raw = this.#raw
    for (let i = 0; i < found; i++) raw[i] = empty[cache.zone[feasible[i] as number] as number] as number
    // the few nodes that hold a sibling
    for (const [node, count] of placement.staying.byNode) {
      const i = this.#places[node] as number
      if (i < found && feasible[i] === node) raw[i] = score.round(count * perHost + (base[cache.zone[node] as number] as number))
    }
    this.#addScaled(found, score.WEIGHT.spread, raw, score.spreadNormalized)
  }

  /** How many zones the first `found` feasible nodes are in. */
  #zonesOf(found: number): number {
    const cache = this.#cache
    if (cache.zones.length === 1) return 1
    const zones = new Set<number>()
    for (let i = 0; i < found; i++) zones.add(cache.zone[this.#feasible[i] as number] as number)
    return zones.size
  }

  /** Preferred terms count twice: the pod's own and those of the siblings that already run (they carry the same terms). */
  #addAffinity(pod: Pod, found: number): void {
    const cache = this.#cache
    const terms = pod.affinity?.filter((t) => t.weight !== undefined) ?? []
    const placement = cache.placement(pod.job)
    if (terms.length === 0 || placement === undefined) return
    const weight = { hostname: 0, zone: 0 }
    for (const t of terms) weight[t.topologyKey] += 2 * (t.kind === 'affinity' ? 1 : -1) * (t.weight as number)
    const feasible = this.#feasible
    const raw = this.#raw
    for (let i = 0; i < found; i++) raw[i] = weight.zone * (placement.all.byZone.get(cache.zone[feasible[i] as number] as number) ?? 0)
    for (const [node, count] of placement.all.byNode) {
      const i = this.#places[node] as number
      if (i < found && feasible[i] === node) raw[i] = (raw[i] as number) + weight.hostname * count
    }
    this.#addScaled(found, score.WEIGHT.podAffinity, raw, score.affinityNormalized)
  }

  #addScaled(found: number, weight: number, raw: Float64Array, scale: (raw: number, min: number, max: number) => number): void {
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    for (let i = 0; i < found; i++) {
      const r = raw[i] as number
      if (r < min) min = r
      if (r > max) max = r
    }
    const total = this.#total
    for (let i = 0; i < found; i++) total[i] = (total[i] as number) + weight * scale(raw[i] as number, min, max)
  }
}

function firstRejection(filters: readonly NodeFilter[], cache: NodeCache, pod: Pod, node: number): number {
  for (const filter of filters) {
    const bit = filter(cache, pod, node)
    if (bit !== 0) return bit
  }
  return 0
}

/** The text of the PodScheduled condition, two dots and all; with equal priorities preemption never finds a victim. */
function message(nodes: number, reasons: ReadonlyMap<string, number>): string {
  const parts = [...reasons].map(([reason, n]) => `${n} ${reason}`).sort()
  const none = `0/${nodes} nodes are available: `
  return `${none}${parts.join(', ')}. preemption: ${none}${nodes} No preemption victims found for incoming pod..`
}
