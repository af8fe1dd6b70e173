/**
 * The slow twin of `NodeSearch`: looks at every node and every pod, and reckons filters and scores as semantics 1.6 and 1.7
 * word them, one node at a time, without keeping anything.
 */
import type { AffinityTerm, Node, Pod, Taint } from '../../src/objects/index.ts'

export interface Placed {
  readonly pod: Pod
  readonly node: string
}

export interface PlainCluster {
  readonly nodes: readonly Node[]
  readonly pods: readonly Placed[]
}

export interface PlainSearchOptions {
  readonly minor: number
  /** whether a Service selects the job of the pod */
  readonly spreads: boolean
}

const MIB_200 = 209_715_200

function tolerated(pod: Pod, taint: Taint): boolean {
  for (const t of pod.tolerations ?? []) {
    const key = t.key === undefined || t.key === taint.key
    const value = t.value === undefined || t.value === taint.value
    const effect = t.effect === undefined || t.effect === taint.effect
    if (key && value && effect) return true
  }
  return false
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** Order of the node list: one node of each zone in turn, in each zone the order of addition. */
export function nodeOrder(nodes: readonly Node[]): Node[] {
  const zones = [...new Set(nodes.map((n) => n.zone))]
  const lists = zones.map((zone) => nodes.filter((n) => n.zone === zone))
  const order: Node[] = []
  while (order.length < nodes.length) for (const list of lists) order.push(...list.splice(0, 1))
  return order
}

export class PlainSearch {
  readonly #cluster: PlainCluster
  readonly #options: PlainSearchOptions
  readonly #pod: Pod

  constructor(cluster: PlainCluster, pod: Pod, options: PlainSearchOptions) {
    this.#cluster = cluster
    this.#pod = pod
    this.#options = options
  }

  #on(node: Node): Pod[] {
    return this.#cluster.pods.filter((p) => p.node === node.name).map((p) => p.pod)
  }

  /** Pods on the nodes of the same domain. */
  #in(node: Node, topologyKey: AffinityTerm['topologyKey']): Pod[] {
    return this.#cluster.nodes.filter((n) => (topologyKey === 'zone' ? n.zone === node.zone : n === node)).flatMap((n) => this.#on(n))
  }

  /** The first filter that says no. */
  rejects(node: Node): string | undefined {
    const pod = this.#pod
    const on = this.#on(node)
    if (node.cordoned && !tolerated(pod, { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' }))
      return 'NodeUnschedulable'
    if (node.taints?.some((t) => t.effect !== 'PreferNoSchedule' && !tolerated(pod, t))) return 'TaintToleration'
    if (Object.entries(pod.nodeSelector ?? {}).some(([k, v]) => node.labels?.[k] !== v)) return 'NodeAffinity'
    if (pod.hostPorts?.some((port) => on.some((p) => p.hostPorts?.includes(port)))) return 'NodePorts'
    if (on.length + 1 > node.allocatable.pods) return 'NodeResourcesFit'
    for (const r of ['cpu', 'memory', 'gpu'] as const) {
      if (pod.request[r] > 0 && pod.request[r] > node.allocatable[r] - sum(on.map((p) => p.request[r]))) return 'NodeResourcesFit'
    }
    for (const term of pod.affinity ?? []) {
      if (term.weight !== undefined) continue
      const matches = (p: Pod): boolean => p.app === term.app
      const here = this.#in(node, term.topologyKey).some(matches)
      const anywhere = this.#cluster.pods.some(({ pod: p }) => matches(p))
      if (term.kind === 'affinity' && anywhere && !here) return 'InterPodAffinity'
      if (term.kind === 'anti-affinity' && here) return 'InterPodAffinity'
    }
    return undefined
  }

  /** Total score of every node that passes, by name. */
  totals(): Map<string, number> {
    const feasible = this.#cluster.nodes.filter((n) => this.rejects(n) === undefined)
    const parts = [
      this.#least(feasible),
      this.#balanced(feasible),
      this.#taints(feasible),
      this.#preferences(feasible),
      this.#spread(feasible),
      this.#affinity(feasible),
    ]
    return new Map(feasible.map((n, i) => [n.name, sum(parts.map((p) => p[i] as number))]))
  }

  #least(nodes: readonly Node[]): number[] {
    const counted = (p: Pod): { cpu: number; memory: number } => ({
      cpu: p.request.cpu + 100 * p.containersWithoutCpu,
      memory: p.request.memory + MIB_200 * p.containersWithoutMemory,
    })
    return nodes.map((n) => {
      const scores: number[] = []
      for (const r of ['cpu', 'memory'] as const) {
        const requested = sum([...this.#on(n), this.#pod].map((p) => counted(p)[r]))
        const offered = n.allocatable[r]
        if (offered > 0) scores.push(requested > offered ? 0 : Math.floor((100 * (offered - requested)) / offered))
      }
      return scores.length === 0 ? 0 : Math.floor(sum(scores) / scores.length)
    })
  }

  #balanced(nodes: readonly Node[]): number[] {
    const { minor } = this.#options
    if (minor >= 31 && this.#pod.request.cpu === 0 && this.#pod.request.memory === 0) return nodes.map(() => 0)
    const score = (n: Node, pods: readonly Pod[]): number => {
      const f: number[] = []
      for (const r of ['cpu', 'memory'] as const) {
        if (n.allocatable[r] > 0) f.push(Math.min(1, sum(pods.map((p) => p.request[r])) / n.allocatable[r]))
      }
      const std = f.length < 2 ? 0 : Math.abs((f[0] as number) - (f[1] as number)) / 2
      return Math.trunc((1 - std) * 100)
    }
    return nodes.map((n) => {
      const on = this.#on(n)
      const after = score(n, [...on, this.#pod])
      return minor < 36 ? after : 50 + Math.trunc((50 + after - score(n, on)) / 2)
    })
  }

  #taints(nodes: readonly Node[]): number[] {
    const counts = nodes.map((n) => (n.taints ?? []).filter((t) => t.effect === 'PreferNoSchedule' && !tolerated(this.#pod, t)).length)
    const max = Math.max(0, ...counts)
    return counts.map((c) => 3 * (max === 0 ? 100 : 100 - Math.trunc((100 * c) / max)))
  }

  #preferences(nodes: readonly Node[]): number[] {
    const sums = nodes.map((n) => sum((this.#pod.nodePreferences ?? []).map((p) => (n.labels?.[p.label] === p.value ? p.weight : 0))))
    const max = Math.max(0, ...sums)
    return sums.map((s) => 2 * (max === 0 ? 0 : Math.trunc((100 * s) / max)))
  }

  #spread(nodes: readonly Node[]): number[] {
    const { minor, spreads } = this.#options
    if (!spreads) return nodes.map(() => (minor < 29 ? 200 : 0))
    const zones = new Set(nodes.map((n) => n.zone)).size
    const matching = (pods: readonly Pod[]): number => pods.filter((p) => p.job === this.#pod.job && p.deletedAt === undefined).length
    const raw = nodes.map((n) => {
      const hosts = matching(this.#on(n)) * Math.log(nodes.length + 2) + 2
      const zone = matching(this.#in(n, 'zone')) * Math.log(zones + 2) + 4
      return Math.floor(hosts + zone + 0.5)
    })
    const max = Math.max(...raw)
    const min = Math.min(...raw)
    return raw.map((s) => 2 * (max === 0 ? 100 : Math.trunc((100 * (max + min - s)) / max)))
  }

  /** The pod's own preferred terms, and those of pods that run, read the other way round; their required affinity counts 1. */
  #affinity(nodes: readonly Node[]): number[] {
    const pod = this.#pod
    const raw = nodes.map((n) => {
      let s = 0
      for (const term of pod.affinity ?? []) {
        if (term.weight === undefined) continue
        const there = this.#in(n, term.topologyKey).filter((p) => p.app === term.app).length
        s += (term.kind === 'affinity' ? 1 : -1) * term.weight * there
      }
      for (const key of ['hostname', 'zone'] as const) {
        for (const other of this.#in(n, key)) {
          for (const term of other.affinity ?? []) {
            if (term.topologyKey !== key || term.app !== pod.app) continue
            if (term.weight !== undefined) s += (term.kind === 'affinity' ? 1 : -1) * term.weight
            else if (term.kind === 'affinity') s += 1
          }
        }
      }
      return s
    })
    const max = Math.max(...raw)
    const min = Math.min(...raw)
    return raw.map((s) => 2 * (max === min ? 0 : Math.trunc((100 * (s - min)) / (max - min))))
  }
}
