/**
 * Kueue's queue of pending workloads: a heap of those to be tried and a set of those that did not fit (semantics 7.3, 7.5).
 *
 * The order is priority, then creation in whole seconds. Among equals `less` says true, and then the order is whatever the
 * steps of Go's container/heap make it (vector K9); an update of a workload in the heap moves it too.
 */
import type { Workload } from '../../objects/index.ts'
import type { Stream } from '../../random.ts'
import type { Time } from '../../units.ts'
import { GoHeap, type HeapItem } from '../scheduler/heap.ts'

interface Item extends HeapItem {
  workload: Workload
}

/**
 * Whether `a` is to be tried no later than `b`: true on ties.
 * @example less({ priority: 0, creationTimestamp: 5 }, { priority: 0, creationTimestamp: 5 }) // true
 */
export function less(a: Pick<Workload, 'priority' | 'creationTimestamp'>, b: Pick<Workload, 'priority' | 'creationTimestamp'>): boolean {
  return a.priority === b.priority ? a.creationTimestamp <= b.creationTimestamp : a.priority > b.priority
}

export class ClusterQueue {
  readonly #now: () => Time
  readonly #mapOrder: Stream
  readonly #heap = new GoHeap<Item>((a, b) => less(a.workload, b.workload))
  readonly #items = new Map<string, Item>()
  readonly #inadmissible = new Map<string, Workload>()
  #popCycle = 0
  /** the cycle in which quota was freed last */
  #freedCycle = -1

  /** @param mapOrder the order in which Go walks a map: another one each time */
  constructor(now: () => Time, mapOrder: Stream) {
    this.#now = now
    this.#mapOrder = mapOrder
  }

  /** workloads waiting to be tried */
  get active(): number {
    return this.#heap.size
  }

  /** workloads that did not fit, or whose back-off is not over */
  get inadmissible(): number {
    return this.#inadmissible.size
  }

  /** A workload is new or changed. One that did not fit stays where it is unless the change could matter. */
  pushOrUpdate(workload: Workload): void {
    const { name } = workload
    const known = this.#inadmissible.get(name)
    if (known !== undefined) {
      if (sameChances(known, workload)) {
        this.#inadmissible.set(name, workload)
        return
      }
      this.#inadmissible.delete(name)
    }
    const item = this.#items.get(name)
    if (item !== undefined) {
      item.workload = workload
      this.#heap.fix(item)
    } else if (this.#backoffIsOver(workload)) this.#push(workload)
    else this.#inadmissible.set(name, workload)
  }

  delete(name: string): void {
    this.#inadmissible.delete(name)
    const item = this.#items.get(name)
    if (item === undefined) return
    this.#items.delete(name)
    this.#heap.remove(item)
  }

  /** The workload to be tried now, and a new cycle. */
  pop(): Workload | undefined {
    this.#popCycle++
    const item = this.#heap.pop()
    if (item === undefined) return undefined
    this.#items.delete(item.workload.name)
    return item.workload
  }

  /**
   * Takes back one that was tried: to the heap at once when told so or when quota was freed during its cycle, else to those
   * that do not fit. Whether it is in the heap after that.
   */
  requeue(workload: Workload, immediately: boolean): boolean {
    const { name } = workload
    if (this.#backoffIsOver(workload) && (immediately || this.#freedCycle >= this.#popCycle)) {
      const known = this.#inadmissible.get(name)
      this.#inadmissible.delete(name)
      if (!this.#items.has(name)) this.#push(known ?? workload)
      return true
    }
    if (this.#items.has(name)) return true
    if (!this.#inadmissible.has(name)) this.#inadmissible.set(name, workload)
    return false
  }

  /** Quota was freed: all that did not fit are tried again. */
  quotaFreed(): void {
    this.#freedCycle = this.#popCycle
    const waiting = [...this.#inadmissible.values()]
    for (let i = waiting.length - 1; i > 0; i--) {
      const j = this.#mapOrder.below(i + 1)
      const swapped = waiting[i] as Workload
      waiting[i] = waiting[j] as Workload
      waiting[j] = swapped
    }
    for (const workload of waiting) {
      if (!this.#backoffIsOver(workload)) continue
      this.#inadmissible.delete(workload.name)
      if (!this.#items.has(workload.name)) this.#push(workload)
    }
  }

  #push(workload: Workload): void {
    const item: Item = { workload, heapIndex: -1 }
    this.#items.set(workload.name, item)
    this.#heap.push(item)
  }

  /** After a PodsReady timeout a workload is left alone until `requeueAt`. */
  #backoffIsOver({ requeueAt, evictedAt }: Workload): boolean {
    return requeueAt === undefined || evictedAt === undefined || this.#now() >= requeueAt
  }
}

/** Whether nothing changed that could make a workload fit, or change its place. */
function sameChances(a: Workload, b: Workload): boolean {
  return a.active === b.active && a.priority === b.priority && a.reclaimable === b.reclaimable && a.evictedAt === b.evictedAt
}
