/**
 * What the cluster could give to the pods of this workload: the denominator of allocation and utilisation.
 *
 * A node of 3,920 millicores with 600 used by system pods takes one pod of 2,000, so no scheduler can ever use more than
 * 2,000 of it. Dividing by 3,920 would call a full cluster half empty. So the allocatable of a node is here the most cpu
 * that pods of the workload's own requests can take of it together. For pods of one request this is the same as
 * counting slots.
 */
import type { PodRow } from '../src/record/rows.ts'
import type { NodeEvent } from '../src/record/stages.ts'

export interface Capacity {
  /** places for pods of the smallest request of the workload */
  readonly slots: number
  /** millicores that pods of the workload can take at once, over all nodes */
  readonly cpu: number
}

interface Request {
  readonly cpu: number
  readonly memory: number
}

/** The distinct requests of pods, smallest cpu first. */
function requestsOf(pods: readonly PodRow[]): Request[] {
  const distinct = new Map<string, Request>()
  for (const { cpu, memory } of pods) {
    const key = `${cpu} ${memory}`
    if (!distinct.has(key)) distinct.set(key, { cpu, memory })
  }
  return [...distinct.values()].sort((a, b) => a.cpu - b.cpu || a.memory - b.memory)
}

/** How many pods of one request fit beside the system pods of the node. */
export function placesOn(node: NodeEvent, request: Request): number {
  const byCpu = request.cpu > 0 ? Math.floor((node.cpu - node.usedCpu) / request.cpu) : Number.POSITIVE_INFINITY
  const byMemory = request.memory > 0 ? Math.floor((node.memory - node.usedMemory) / request.memory) : Number.POSITIVE_INFINITY
  return Math.max(0, Math.min(byCpu, byMemory, node.pods))
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}

/** Largest sum of requests, each any number of times, that is at most `free`: in steps of their common divisor. */
export function fullest(requests: readonly number[], free: number): number {
  const step = requests.reduce(gcd, 0)
  if (step === 0) return 0
  const room = Math.floor(free / step)
  const reachable = new Uint8Array(room + 1)
  reachable[0] = 1
  let best = 0
  for (let sum = 1; sum <= room; sum++) {
    if (requests.some((r) => r > 0 && r / step <= sum && reachable[sum - r / step] === 1)) {
      reachable[sum] = 1
      best = sum
    }
  }
  return best * step
}

/**
 * Capacity for the pods of a record; undefined where it names no nodes or has no pods. With several requests the cpu
 * counts only cpu (memory and number of pods are left out), so it is never too small.
 */
export function capacityOf(nodes: readonly NodeEvent[], pods: readonly PodRow[]): Capacity | undefined {
  const requests = requestsOf(pods)
  const smallest = requests[0]
  if (nodes.length === 0 || smallest === undefined) return undefined
  let slots = 0
  let cpu = 0
  const known = new Map<number, number>()
  for (const node of nodes) {
    const places = placesOn(node, smallest)
    slots += places
    if (requests.length === 1) {
      cpu += places * smallest.cpu
      continue
    }
    const free = node.cpu - node.usedCpu
    let most = known.get(free)
    if (most === undefined) {
      most = fullest(
        requests.map((r) => r.cpu),
        free,
      )
      known.set(free, most)
    }
    cpu += most
  }
  return { slots, cpu }
}
