/**
 * The scheduler's cache of nodes and of the pods on them, bound or assumed. Node state lives in typed arrays and nodes
 * are small integers; per job it keeps where its pods are (for spreading and affinity), per group how many are assigned.
 *
 * While a cycle is under way its snapshot must not change: changes that come meanwhile wait until `thaw`.
 */
import { InvariantError } from '../../errors.ts'
import type { Node, Pod } from '../../objects/index.ts'

/** Pods of one job, by node and by zone. A node or zone that has lost its last one stays, with 0. */
export interface Counts {
  pods: number
  readonly byNode: Map<number, number>
  readonly byZone: Map<number, number>
}

/** Where the pods of one job are. */
export interface Placement {
  /** those that are not being deleted: what spreading counts */
  readonly staying: Counts
  /** all that are there: what affinity counts */
  readonly all: Counts
}

interface Held {
  pod: Pod
  readonly node: number
  counted: boolean
}

const NO_GROUP = ''
/** nodes with 0 pods that a job without any may keep: a few are cheaper to keep than to make again, many take time to walk */
const MOST_EMPTY = 16

/** What the scores count for a container without a request (semantics 1.7.1). */
export const DEFAULT_CPU = 100
export const DEFAULT_MEMORY = 200 * 1024 * 1024

export class NodeCache {
  /** nodes that exist, in the order the scheduler visits them: zones in turn, in each zone the order of addition */
  order: Int32Array = new Int32Array(0)
  readonly names: string[] = []
  readonly nodes: Node[] = []
  allocCpu = new Float64Array(0)
  allocMemory = new Float64Array(0)
  allocPods = new Float64Array(0)
  allocGpu = new Float64Array(0)
  usedCpu = new Float64Array(0)
  usedMemory = new Float64Array(0)
  usedPods = new Float64Array(0)
  usedGpu = new Float64Array(0)
  /** requests as the scores count them */
  scoredCpu = new Float64Array(0)
  scoredMemory = new Float64Array(0)
  /** how often what a node offers or what is used of it has changed */
  changes = new Int32Array(0)
  zone = new Int32Array(0)
  readonly zones: string[] = []
  readonly portsInUse = new Map<number, Map<number, number>>()
  /** whether any node has a taint, is cordoned: else those filters pass */
  tainted = false
  cordoned = false
  /** counts up whenever room is given back or a node changes: a scan that found nothing holds until then */
  freed = 0

  readonly #index = new Map<string, number>()
  readonly #held = new Map<number, Held>()
  readonly #jobs = new Map<string, Placement>()
  readonly #groups = new Map<string, number>()
  readonly #groupOf: (pod: Pod) => string | undefined
  #frozen = false
  #later: (() => void)[] = []

  constructor(groupOf: (pod: Pod) => string | undefined) {
    this.#groupOf = groupOf
  }

  /** whether what the cache shows stands still, and changes wait */
  get frozen(): boolean {
    return this.#frozen
  }

  /** From here to `thaw`, what the cache shows does not change. */
  freeze(): void {
    this.#frozen = true
  }

  thaw(): void {
    this.#frozen = false
    if (this.#later.length === 0) return
    const later = this.#later
    this.#later = []
    for (const change of later) change()
  }

  indexOf(name: string): number | undefined {
    return this.#index.get(name)
  }

  setNode(node: Node): void {
    if (this.#frozen) this.#later.push(() => this.#setNode(node))
    else this.#setNode(node)
  }

  removeNode(node: Node): void {
    if (this.#frozen) this.#later.push(() => this.#removeNode(node))
    else this.#removeNode(node)
  }

  /** Puts a pod on a node: bound, or assumed before it is. The same pod again replaces what was known of it. */
  hold(pod: Pod, node: string): void {
    if (this.#frozen) this.#later.push(() => this.#hold(pod, node))
    else this.#hold(pod, node)
  }

  /** Takes a pod off its node: it ended, is gone, or was only assumed. */
  release(uid: number): void {
    if (this.#frozen) this.#later.push(() => this.#release(uid))
    else this.#release(uid)
  }

  /** Where the pods of a job are; undefined: it has none. */
  placement(job: string): Placement | undefined {
    const placement = this.#jobs.get(job)
    return placement === undefined || placement.all.pods === 0 ? undefined : placement
  }

  assigned(group: string): number {
    return this.#groups.get(group) ?? 0
  }

  /** Pods on a node, for preemption only: it looks at every pod held. */
  podsOn(node: number): Pod[] {
    const pods: Pod[] = []
    for (const held of this.#held.values()) if (held.node === node) pods.push(held.pod)
    return pods
  }

  #removeNode(node: Node): void {
    const i = this.#index.get(node.name)
    if (i === undefined) return
    this.#index.delete(node.name)
    this.order = this.order.filter((n) => n !== i)
  }

  #hold(pod: Pod, node: string): void {
    const held = this.#held.get(pod.uid)
    if (held !== undefined) {
      if (this.names[held.node] !== node) throw new InvariantError(`pod ${pod.name}: expected on ${this.names[held.node]}, got ${node}`)
      held.pod = pod
      if (held.counted && pod.deletedAt !== undefined) this.#uncount(held)
      return
    }
    const index = this.#index.get(node)
    if (index === undefined) return
    const entry: Held = { pod, node: index, counted: false }
    this.#held.set(pod.uid, entry)
    this.#use(entry, 1)
    this.#tally(entry, 'all', 1)
    if (pod.deletedAt === undefined) this.#count(entry)
  }

  #release(uid: number): void {
    const held = this.#held.get(uid)
    if (held === undefined) return
    this.#held.delete(uid)
    this.#use(held, -1)
    if (held.counted) this.#uncount(held)
    this.#tally(held, 'all', -1)
    this.freed++
  }

  #use({ pod, node }: Held, sign: 1 | -1): void {
    const { request } = pod
    this.changes[node] = (this.changes[node] as number) + 1
    this.usedCpu[node] = (this.usedCpu[node] as number) + sign * request.cpu
    this.usedMemory[node] = (this.usedMemory[node] as number) + sign * request.memory
    this.usedPods[node] = (this.usedPods[node] as number) + sign
    this.usedGpu[node] = (this.usedGpu[node] as number) + sign * request.gpu
    this.scoredCpu[node] = (this.scoredCpu[node] as number) + sign * (request.cpu + pod.containersWithoutCpu * DEFAULT_CPU)
    this.scoredMemory[node] = (this.scoredMemory[node] as number) + sign * (request.memory + pod.containersWithoutMemory * DEFAULT_MEMORY)
    if (pod.hostPorts !== undefined) this.#usePorts(pod.hostPorts, node, sign)
    const group = this.#groupOf(pod) ?? NO_GROUP
    if (group !== NO_GROUP) this.#groups.set(group, (this.#groups.get(group) ?? 0) + sign)
  }

  #usePorts(wanted: readonly number[], node: number, sign: 1 | -1): void {
    const ports = this.portsInUse.get(node) ?? new Map<number, number>()
    this.portsInUse.set(node, ports)
    for (const port of wanted) ports.set(port, (ports.get(port) ?? 0) + sign)
  }

  #count(held: Held): void {
    held.counted = true
    this.#tally(held, 'staying', 1)
  }

  #uncount(held: Held): void {
    held.counted = false
    this.#tally(held, 'staying', -1)
  }

  #tally({ pod, node }: Held, which: keyof Placement, sign: 1 | -1): void {
    if (pod.job === '') return
    let placement = this.#jobs.get(pod.job)
    if (placement === undefined) {
      placement = { staying: noCounts(), all: noCounts() }
      this.#jobs.set(pod.job, placement)
    }
    const counts = placement[which]
    const zone = this.zone[node] as number
    counts.pods += sign
    counts.byNode.set(node, (counts.byNode.get(node) ?? 0) + sign)
    counts.byZone.set(zone, (counts.byZone.get(zone) ?? 0) + sign)
    if (counts.pods === 0 && counts.byNode.size > MOST_EMPTY) counts.byNode.clear()
  }

  #setNode(node: Node): void {
    let i = this.#index.get(node.name)
    if (i === undefined) {
      i = this.names.length
      this.names.push(node.name)
      this.nodes.push(node)
      this.#index.set(node.name, i)
      if (i >= this.allocCpu.length) this.#grow(Math.max(16, 2 * i))
      let zone = this.zones.indexOf(node.zone)
      if (zone < 0) zone = this.zones.push(node.zone) - 1
      this.zone[i] = zone
      this.#insert(i)
    }
    this.nodes[i] = node
    this.changes[i] = (this.changes[i] as number) + 1
    this.allocCpu[i] = node.allocatable.cpu
    this.allocMemory[i] = node.allocatable.memory
    this.allocPods[i] = node.allocatable.pods
    this.allocGpu[i] = node.allocatable.gpu
    if ((node.taints ?? []).length > 0) this.tainted = true
    if (node.cordoned) this.cordoned = true
    this.freed++
  }

  #insert(i: number): void {
    if (this.zones.length === 1) {
      // one zone: the order of addition
      const order = new Int32Array(this.order.length + 1)
      order.set(this.order)
      order[this.order.length] = i
      this.order = order
      return
    }
    const byZone: number[][] = this.zones.map(() => [])
    for (const n of [...this.order, i].sort((a, b) => a - b)) byZone[this.zone[n] as number]?.push(n)
    const order: number[] = []
    for (let k = 0; order.length < this.order.length + 1; k++) {
      for (const nodes of byZone) {
        const n = nodes[k]
        if (n !== undefined) order.push(n)
      }
    }
    this.order = Int32Array.from(order)
  }

  #grow(n: number): void {
    const grown = (from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(n)
      to.set(from)
      return to
    }
    this.allocCpu = grown(this.allocCpu)
    this.allocMemory = grown(this.allocMemory)
    this.allocPods = grown(this.allocPods)
    this.allocGpu = grown(this.allocGpu)
    this.usedCpu = grown(this.usedCpu)
    this.usedMemory = grown(this.usedMemory)
    this.usedPods = grown(this.usedPods)
    this.usedGpu = grown(this.usedGpu)
    this.scoredCpu = grown(this.scoredCpu)
    this.scoredMemory = grown(this.scoredMemory)
    const zone = new Int32Array(n)
    zone.set(this.zone)
    this.zone = zone
    const changes = new Int32Array(n)
    changes.set(this.changes)
    this.changes = changes
  }
}

/** Kept for a job that comes and goes, as in a group that is placed and taken back a thousand times. */
function noCounts(): Counts {
  return { pods: 0, byNode: new Map(), byZone: new Map() }
}
