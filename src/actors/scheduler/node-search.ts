/**
 * From a pod to a node: which nodes pass the filters (with sampling and a starting point that moves round), what each
 * scores, and a uniform choice among the best. Semantics 1.5 to 1.7. Nothing is allocated per node.
 */
import { tolerates } from '../../objects/admits.ts'
import type { Pod } from '../../objects/index.ts'
import type { Stream } from '../../random.ts'
import type { NodeCache } from './cache.ts'
import { filtersFor, type NodeFilter, onlyRoomMatters, reasonOf } from './plugins/filters.ts'
import * as score from './plugins/scores.ts'
import { type Candidates, ownScore, ScoreTable } from './score-table.ts'

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

/** Kinds of request remembered at once; a workload has a handful, and one in which every job differs gains nothing from more. */
const MOST_TABLES = 64

export class NodeSearch implements Candidates {
  readonly #cache: NodeCache
  readonly #options: SearchOptions
  #start = 0
  feasible = new Int32Array(0)
  places = new Int32Array(0)
  totals = new Float64Array(0)
  #raw = new Float64Array(0)
  /** requests (by identity: equal ones are one object) that found no room, how much had been freed by then, and why, if asked */
  readonly #full = new Map<object, { readonly freed: number; why: SearchResult | undefined }>()

  /** by request */
  readonly #tables = new Map<object, ScoreTable>()

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
    if (n === 0) return -1
    const wanted = numFeasibleNodesToFind(n, this.#options.percentage)
    if (this.places.length < cache.names.length) this.#grow(cache.names.length)
    const start = this.#start % n
    // without scores there is nothing to look up: whether a node has room is soon seen
    const quick = room && this.#options.scores
    const { found, seen } = quick ? this.#tableFor(pod).scan(start, wanted, this) : this.#scan(filters, pod, start, wanted)
    this.#start = (start + seen) % n
    if (found === 0) {
      if (room) this.#full.set(pod.request, { freed: cache.freed, why: undefined })
      return -1
    }
    if (found === 1) return this.feasible[0] as number
    if (!this.#options.scores) return this.feasible[this.#options.ties.below(found)] as number
    if (quick) this.#addOthers(pod, found)
    else this.score(pod, found)
    return this.#best(found)
  }

  #tableFor(pod: Pod): ScoreTable {
    let table = this.#tables.get(pod.request)
    if (table?.isFor(pod) !== true) {
      if (this.#tables.size >= MOST_TABLES) this.#tables.clear()
      table = new ScoreTable(this.#cache, this.#options.minor, pod)
      this.#tables.set(pod.request, table)
    }
    return table
  }

  #scan(filters: readonly NodeFilter[], pod: Pod, start: number, wanted: number): { readonly found: number; readonly seen: number } {
    const cache = this.#cache
    const { order } = cache
    const n = order.length
    let found = 0
    let seen = 0
    for (let at = start; seen < n && found < wanted; seen++) {
      const node = order[at] as number
      if (++at === n) at = 0
      if (firstRejection(filters, cache, pod, node) !== 0) continue
      this.places[node] = found
      this.feasible[found++] = node
    }
    return { found, seen }
  }

  #grow(n: number): void {
    this.feasible = new Int32Array(n)
    this.places = new Int32Array(n)
    this.totals = new Float64Array(n)
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

  /** A uniform choice among the best. */
  #best(found: number): number {
    const total = this.totals
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
    for (let i = 0; ; i++) if ((total[i] as number) === best && k-- === 0) return this.feasible[i] as number
  }

  /** Total score of each of the first `found` feasible nodes. */
  score(pod: Pod, found: number): Float64Array {
    for (let i = 0; i < found; i++) this.totals[i] = ownScore(this.#cache, pod, this.feasible[i] as number, this.#options.minor)
    this.#addOthers(pod, found)
    return this.totals
  }

  #addOthers(pod: Pod, found: number): void {
    this.#addTaints(pod, found)
    this.#addPreferences(pod, found)
    this.#addSpread(pod, found)
    this.#addAffinity(pod, found)
  }

  #add(found: number, weight: number, values: readonly number[]): void {
    for (let i = 0; i < found; i++) this.totals[i] = (this.totals[i] as number) + weight * (values[i] as number)
  }

  #addToAll(found: number, weight: number, value: number): void {
    for (let i = 0; i < found; i++) this.totals[i] = (this.totals[i] as number) + weight * value
  }

  #addTaints(pod: Pod, found: number): void {
    const cache = this.#cache
    if (!cache.tainted) {
      this.#addToAll(found, score.WEIGHT.taints, 100)
      return
    }
    const counts: number[] = []
    for (let i = 0; i < found; i++) {
      const taints = cache.nodes[this.feasible[i] as number]?.taints ?? []
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
      const labels = this.#cache.nodes[this.feasible[i] as number]?.labels ?? {}
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
    const feasible = this.feasible
    const perHost = Math.log(found + 2)
    const perZone = Math.log(this.#zonesOf(found) + 2)
    // what a node's zone, and the two constraints themselves, contribute
    const base = cache.zones.map(
      (_, z) => (placement.staying.byZone.get(z) ?? 0) * perZone + (score.SPREAD_ZONE_SKEW - 1) + (score.SPREAD_HOST_SKEW - 1),
    )
    if (base.length === 1) {
      this.#spreadInOneZone(found, placement.staying.byNode, perHost, base[0] as number)
      return
    }
    const empty = base.map(score.round)
    const raw = this.#raw
    for (let i = 0; i < found; i++) raw[i] = empty[cache.zone[feasible[i] as number] as number] as number
    // the few nodes that hold a sibling
    for (const [node, count] of placement.staying.byNode) {
      if (this.#isAmong(found, node))
        raw[this.places[node] as number] = score.round(count * perHost + (base[cache.zone[node] as number] as number))
    }
    this.#addScaled(found, score.WEIGHT.spread, raw, score.spreadNormalized)
  }

  /** All nodes without a sibling have the same raw score: only the few others are looked at one by one. */
  #spreadInOneZone(found: number, siblings: ReadonlyMap<number, number>, perHost: number, base: number): void {
    const empty = score.round(base)
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    let here = 0
    for (const [node, count] of siblings) {
      if (!this.#isAmong(found, node)) continue
      const raw = score.round(count * perHost + base)
      if (raw < min) min = raw
      if (raw > max) max = raw
      here++
    }
    if (here < found) {
      min = Math.min(min, empty)
      max = Math.max(max, empty)
    }
    const usual = score.spreadNormalized(empty, min, max)
    this.#addToAll(found, score.WEIGHT.spread, usual)
    for (const [node, count] of siblings) {
      if (!this.#isAmong(found, node)) continue
      const i = this.places[node] as number
      const normalized = score.spreadNormalized(score.round(count * perHost + base), min, max)
      this.totals[i] = (this.totals[i] as number) + score.WEIGHT.spread * (normalized - usual)
    }
  }

  /** Whether a node is one of the first `found` feasible ones. */
  #isAmong(found: number, node: number): boolean {
    const i = this.places[node] as number
    return i < found && this.feasible[i] === node
  }

  /** How many zones the first `found` feasible nodes are in. */
  #zonesOf(found: number): number {
    const cache = this.#cache
    if (cache.zones.length === 1) return 1
    const zones = new Set<number>()
    for (let i = 0; i < found; i++) zones.add(cache.zone[this.feasible[i] as number] as number)
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
    const feasible = this.feasible
    const raw = this.#raw
    for (let i = 0; i < found; i++) raw[i] = weight.zone * (placement.all.byZone.get(cache.zone[feasible[i] as number] as number) ?? 0)
    for (const [node, count] of placement.all.byNode) {
      if (!this.#isAmong(found, node)) continue
      const i = this.places[node] as number
      raw[i] = (raw[i] as number) + weight.hostname * count
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
    const total = this.totals
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
