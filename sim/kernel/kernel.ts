/**
 * Discrete-event kernel: virtual time in whole microseconds and one event queue ordered by time, then priority, then
 * number of birth. So simultaneous events have an order on purpose, and a run is the same on every machine.
 *
 * The queue is a 4-ary heap over typed arrays; `test/support/sorted-queue.ts` is its slow twin. A cancelled timer stays
 * in the heap, without its target, until its time comes.
 */
import type { Time } from '../../src/units.ts'

/** Who is told when an event's time has come. */
export interface Target<P = unknown> {
  fire(payload: P): void
}

/** At one instant: what is over comes before what arrives, and what arrives before who wakes up. */
export const Priority = { effect: 0, delivery: 1, wake: 2, late: 3 } as const

/** Names a scheduled event, for `cancel`. 0 names none. */
export type Handle = number

const PRIORITY_STEP = 2 ** 48
const SLOT_LIMIT = 2 ** 22

export class Kernel {
  #now: Time = 0
  #births = 0
  #fired = 0
  #size = 0
  #time: Float64Array
  /** priority and birth number in one */
  #order: Float64Array
  #slot: Int32Array
  readonly #targets: (Target | null)[] = []
  readonly #payloads: unknown[] = []
  readonly #generation: number[] = []
  readonly #free: number[] = []
  #stopped = false
  /** the first place is empty: the next event scheduled goes there, which spares the usual removal */
  #open = false

  constructor(capacity = 1024) {
    this.#time = new Float64Array(capacity)
    this.#order = new Float64Array(capacity)
    this.#slot = new Int32Array(capacity)
  }

  get now(): Time {
    return this.#now
  }

  /** events fired so far */
  get fired(): number {
    return this.#fired
  }

  /** events waiting, cancelled ones included until their time */
  get waiting(): number {
    return this.#open ? this.#size - 1 : this.#size
  }

  /**
   * Fires `target` with `payload` at `time`.
   * @throws RangeError when `time` is not a whole number or lies in the past
   */
  schedule<P>(time: Time, priority: number, target: Target<P>, payload: P): Handle {
    if (!(time >= this.#now) || !Number.isSafeInteger(time)) {
      throw new RangeError(`event time: expected a whole number from ${this.#now} (now) up, got ${time}`)
    }
    let slot = this.#free.pop()
    if (slot === undefined) {
      slot = this.#targets.length
      if (slot >= SLOT_LIMIT) throw new RangeError(`event queue: expected fewer than ${SLOT_LIMIT} events waiting at once`)
      this.#targets.push(null)
      this.#payloads.push(undefined)
      this.#generation.push(1)
    }
    this.#targets[slot] = target as Target
    this.#payloads[slot] = payload
    const order = priority * PRIORITY_STEP + this.#births++
    if (this.#open) {
      this.#open = false
      this.#siftDown(this.#size, time, order, slot)
    } else {
      if (this.#size === this.#time.length) this.#grow()
      this.#siftUp(this.#size++, time, order, slot)
    }
    return (this.#generation[slot] as number) * SLOT_LIMIT + slot
  }

  /** Forgets an event. Harmless when it has fired or was cancelled before. */
  cancel(handle: Handle): void {
    const slot = handle % SLOT_LIMIT
    if (this.#generation[slot] === (handle - slot) / SLOT_LIMIT) {
      this.#targets[slot] = null
      this.#payloads[slot] = undefined
    }
  }

  /** Makes `run` return after the current event. */
  stop(): void {
    this.#stopped = true
  }

  /**
   * Fires events in order until none is left, `stop` is called, or the next one lies after `until` (time then moves to
   * `until`). Returns why it ended.
   */
  run(until: Time = Number.POSITIVE_INFINITY): 'empty' | 'stopped' | 'until' {
    this.#stopped = false
    for (;;) {
      this.#close()
      if (this.#size === 0) return 'empty'
      const time = this.#time[0] as number
      const slot = this.#slot[0] as number
      const target = this.#targets[slot] as Target | null
      if (target !== null && time > until) {
        this.#now = until
        return 'until'
      }
      const payload = this.#payloads[slot]
      this.#targets[slot] = null
      this.#payloads[slot] = undefined
      this.#generation[slot] = (this.#generation[slot] as number) + 1
      this.#free.push(slot)
      this.#open = true
      if (target === null) continue
      this.#now = time
      this.#fired++
      target.fire(payload)
      if (this.#stopped) return 'stopped'
    }
  }

  #grow(): void {
    const bigger = <A extends Float64Array | Int32Array>(from: A, to: A): A => {
      to.set(from)
      return to
    }
    const n = this.#time.length * 2
    this.#time = bigger(this.#time, new Float64Array(n))
    this.#order = bigger(this.#order, new Float64Array(n))
    this.#slot = bigger(this.#slot, new Int32Array(n))
  }

  #siftUp(at: number, time: number, order: number, slot: number): void {
    const times = this.#time
    const orders = this.#order
    const slots = this.#slot
    let i = at
    while (i > 0) {
      const parent = (i - 1) >> 2
      const t = times[parent] as number
      if (t < time || (t === time && (orders[parent] as number) < order)) break
      times[i] = t
      orders[i] = orders[parent] as number
      slots[i] = slots[parent] as number
      i = parent
    }
    times[i] = time
    orders[i] = order
    slots[i] = slot
  }

  /** Fills the first place with the last event, if it is open. */
  #close(): void {
    if (!this.#open) return
    this.#open = false
    const n = --this.#size
    if (n > 0) this.#siftDown(n, this.#time[n] as number, this.#order[n] as number, this.#slot[n] as number)
  }

  /** Puts an event into the first place of a heap of `n` and lets it sink. */
  #siftDown(n: number, time: number, order: number, slot: number): void {
    const times = this.#time
    const orders = this.#order
    const slots = this.#slot
    let i = 0
    for (;;) {
      const first = 4 * i + 1
      if (first >= n) break
      let least = first
      let leastTime = times[first] as number
      let leastOrder = orders[first] as number
      const end = first + 4 < n ? first + 4 : n
      for (let c = first + 1; c < end; c++) {
        const t = times[c] as number
        if (t < leastTime || (t === leastTime && (orders[c] as number) < leastOrder)) {
          least = c
          leastTime = t
          leastOrder = orders[c] as number
        }
      }
      if (time < leastTime || (time === leastTime && order < leastOrder)) break
      times[i] = leastTime
      orders[i] = leastOrder
      slots[i] = slots[least] as number
      i = least
    }
    times[i] = time
    orders[i] = order
    slots[i] = slot
  }
}
