/** Slow twin of Kueue's ClusterQueue: lists searched by name, and Go's heap as its documentation has it. */
import type { Workload } from '../../src/objects/index.ts'
import type { Stream } from '../../src/random.ts'
import { PlainHeap } from './plain-heap.ts'

export class PlainClusterQueue {
  readonly heap = new PlainHeap<Workload>((a, b) =>
    a.priority !== b.priority ? a.priority > b.priority : !(b.creationTimestamp < a.creationTimestamp),
  )
  inadmissible: Workload[] = []
  readonly #now: () => number
  readonly #mapOrder: Stream
  #popCycle = 0
  #freedCycle = -1

  constructor(now: () => number, mapOrder: Stream) {
    this.#now = now
    this.#mapOrder = mapOrder
  }

  pushOrUpdate(workload: Workload): void {
    const known = this.inadmissible.findIndex((w) => w.name === workload.name)
    const old = this.inadmissible[known]
    if (old !== undefined) {
      const keys = ['active', 'priority', 'count', 'reclaimable', 'evictedAt'] as const
      if (keys.every((key) => old[key] === workload[key])) {
        this.inadmissible[known] = workload
        return
      }
      this.inadmissible.splice(known, 1)
    }
    const at = this.#place(workload)
    if (at >= 0) {
      this.heap.items[at] = workload
      this.heap.fix(workload)
    } else if (this.#mayBeTried(workload)) this.heap.push(workload)
    else this.inadmissible.push(workload)
  }

  delete(name: string): void {
    this.inadmissible = this.inadmissible.filter((w) => w.name !== name)
    const queued = this.heap.items.find((w) => w.name === name)
    if (queued !== undefined) this.heap.remove(queued)
  }

  pop(): Workload | undefined {
    this.#popCycle++
    return this.heap.pop()
  }

  requeue(workload: Workload, immediately: boolean): boolean {
    const known = this.inadmissible.find((w) => w.name === workload.name)
    if (this.#mayBeTried(workload) && (immediately || this.#freedCycle >= this.#popCycle)) {
      this.inadmissible = this.inadmissible.filter((w) => w !== known)
      if (this.#place(workload) < 0) this.heap.push(known ?? workload)
    } else if (known === undefined && this.#place(workload) < 0) this.inadmissible.push(workload)
    return this.#place(workload) >= 0
  }

  quotaFreed(): void {
    this.#freedCycle = this.#popCycle
    const left = [...this.inadmissible]
    this.inadmissible = left.filter((w) => !this.#mayBeTried(w))
    // Fisher and Yates, from the end
    for (let i = left.length - 1; i > 0; i--) {
      const j = this.#mapOrder.below(i + 1)
      ;[left[i], left[j]] = [left[j] as Workload, left[i] as Workload]
    }
    for (const workload of left) if (this.#mayBeTried(workload) && this.#place(workload) < 0) this.heap.push(workload)
  }

  #place(workload: Workload): number {
    return this.heap.items.findIndex((w) => w.name === workload.name)
  }

  #mayBeTried(w: Workload): boolean {
    return !(w.evictedAt !== undefined && w.requeueAt !== undefined && this.#now() < w.requeueAt)
  }
}
