/**
 * The quota of the one ClusterQueue there is, with one flavor: what admitted workloads use of it, which of them are not
 * ready, and whether one more fits (semantics 7.2, 7.4). A workload is charged from its admission until it is deleted,
 * finished, evicted or set inactive.
 *
 * Quota counts cpu and pods, as the recorded ClusterQueue does. Whatever else pods request (memory, gpu) is taken as
 * covered by a quota that never binds: a ClusterQueue that does not list a resource would refuse such workloads for ever.
 */
import type { Workload } from '../../objects/index.ts'

export interface Nominal {
  /** millicores */
  readonly cpu: number
  readonly pods: number
}

/** Preempt: it would fit an empty quota, but not beside what is admitted now; nothing may be preempted here. */
export type Mode = 'Fit' | 'Preempt' | 'NoFit'

export interface Assignment {
  readonly mode: Mode
  /** what Kueue writes into the condition of a workload it does not admit; '' for Fit */
  readonly message: string
}

interface Charge extends Nominal {
  readonly ready: boolean
}

const RESOURCES = ['cpu', 'pods'] as const

/**
 * What a workload uses: pods that are given back while the job goes on (vector K4) are not counted.
 * @example usageOf({ count: 4, reclaimable: 1, request: { cpu: 2000, memory: 0, pods: 1, gpu: 0 } }) // { cpu: 6000, pods: 3 }
 */
export function usageOf(workload: Pick<Workload, 'count' | 'reclaimable' | 'request'>): Nominal {
  const pods = workload.count - workload.reclaimable
  return { cpu: pods * workload.request.cpu, pods }
}

export class Quota {
  readonly #nominal: Nominal
  readonly #charges = new Map<string, Charge>()
  #used: Nominal = { cpu: 0, pods: 0 }
  #notReady = 0

  constructor(nominal: Nominal) {
    this.#nominal = nominal
  }

  get used(): Nominal {
    return this.#used
  }

  /** admitted workloads whose pods are not all ready */
  get notReady(): number {
    return this.#notReady
  }

  /** whether the workload of this name is charged: admitted, or assumed to be until the API has taken it */
  has(name: string): boolean {
    return this.#charges.has(name)
  }

  /** Vectors K1, K2, K3: more than the whole quota never fits, equality fits. */
  assign(workload: Workload): Assignment {
    const asked = usageOf(workload)
    const reasons: string[] = []
    let mode: Mode = 'Fit'
    for (const resource of RESOURCES) {
      const lack = this.#used[resource] + asked[resource] - this.#nominal[resource]
      if (lack <= 0) continue
      if (asked[resource] > this.#nominal[resource]) {
        mode = 'NoFit'
        reasons.push(`insufficient quota for ${resource} in flavor default-flavor in ClusterQueue`)
        break
      }
      mode = 'Preempt'
      reasons.push(`insufficient unused quota for ${resource} in flavor default-flavor, ${quantity(resource, lack)} more needed`)
    }
    return { mode, message: mode === 'Fit' ? '' : `couldn't assign flavors to pod set main: ${reasons.join(', ')}` }
  }

  /** Charges a workload, or what it uses now instead of what it used before. */
  charge(workload: Workload): void {
    this.release(workload.name)
    const { cpu, pods } = usageOf(workload)
    const ready = workload.podsReady === true
    this.#charges.set(workload.name, { cpu, pods, ready })
    this.#used = { cpu: this.#used.cpu + cpu, pods: this.#used.pods + pods }
    if (!ready) this.#notReady++
  }

  /** Gives back what a workload uses; nothing for one that is not charged. */
  release(name: string): void {
    const charge = this.#charges.get(name)
    if (charge === undefined) return
    this.#charges.delete(name)
    this.#used = { cpu: this.#used.cpu - charge.cpu, pods: this.#used.pods - charge.pods }
    if (!charge.ready) this.#notReady--
  }
}

/** As Kubernetes writes it: whole cpus without a unit, others in millicores. */
function quantity(resource: (typeof RESOURCES)[number], value: number): string {
  if (resource === 'pods') return String(value)
  return value % 1000 === 0 ? String(value / 1000) : `${value}m`
}
