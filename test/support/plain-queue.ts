/**
 * The slow twin of the scheduling queue: one list of pods, each with the container it is in, and every rule of semantics 1.2,
 * 1.10 and 12.1 written out over that list. No heaps: the next pod is looked for. It needs moments that all differ, so that
 * no two pods are equal in queue sort.
 */
import type { QueueEvent } from '../../src/actors/scheduler/framework.ts'

const SECOND = 1_000_000

export interface PlainPod {
  readonly uid: number
  readonly priority: number
  where: 'active' | 'backoff' | 'unschedulable' | 'flight'
  timestamp: number
  attempts: number
  results: number
  errors: number
  plugins: number
  /** 1.34+: events that came while it was in flight and may help it; `activate`: it was to be activated */
  heard: (QueueEvent | 'activate')[]
}

export interface PlainOptions {
  readonly generation: 'classic' | 'hints'
  /** hints: by how much the clock's whole seconds are ahead */
  readonly phase: number
  readonly listeners: (event: QueueEvent) => number
}

export class PlainQueue {
  pods: PlainPod[] = []
  readonly #options: PlainOptions
  #cycle = 0
  #moveCycle = -1

  constructor(options: PlainOptions) {
    this.#options = options
  }

  #d(n: number): number {
    return [0, 1, 2, 4, 8][n] !== undefined ? ([1, 1, 2, 4, 8][n] as number) * SECOND : 10 * SECOND
  }

  #floor(t: number): number {
    const { phase } = this.#options
    return Math.floor((t + phase) / SECOND) * SECOND - phase
  }

  expiry(p: PlainPod): number {
    if (this.#options.generation === 'classic') return p.timestamp + this.#d(p.attempts)
    const n = p.errors > 0 ? p.errors : p.results
    return n === 0 ? p.timestamp : this.#floor(p.timestamp + this.#d(n))
  }

  backingOff(p: PlainPod, now: number): boolean {
    return this.#options.generation === 'classic' ? this.expiry(p) > now : this.expiry(p) >= this.#floor(now)
  }

  /** Queue sort: priority, then timestamp. */
  #first(where: PlainPod['where'], by: (p: PlainPod) => number = () => 0, blamed = false): PlainPod | undefined {
    return this.pods
      .filter((p) => p.where === where && (p.plugins !== 0 || !blamed))
      .sort((a, b) => by(a) - by(b) || b.priority - a.priority || a.timestamp - b.timestamp)[0]
  }

  add(uid: number, priority: number, now: number): void {
    this.pods.push({ uid, priority, where: 'active', timestamp: now, attempts: 0, results: 0, errors: 0, plugins: 0, heard: [] })
  }

  pop(): PlainPod | undefined {
    const p =
      this.#first('active') ??
      // nothing is taken early of what failed with nobody to blame
      (this.#options.generation === 'hints' ? this.#first('backoff', (q) => this.expiry(q), true) : undefined)
    if (p === undefined) return undefined
    p.where = 'flight'
    p.attempts++
    p.plugins = 0
    p.heard = []
    this.#cycle++
    return p
  }

  #requeue(p: PlainPod, now: number): void {
    p.where = this.backingOff(p, now) ? 'backoff' : 'active'
  }

  #wakes(p: PlainPod, event: QueueEvent | 'activate'): boolean {
    return event === 'timeout' || event === 'activate' || p.plugins === 0 || (p.plugins & this.#options.listeners(event)) !== 0
  }

  fail(p: PlainPod, plugins: number, now: number, error: boolean): void {
    p.plugins = plugins
    p.timestamp = now
    if (this.#options.generation === 'classic') {
      p.where = this.#moveCycle >= this.#cycle ? 'backoff' : 'unschedulable'
      return
    }
    if (error || plugins === 0) p.errors++
    else {
      p.results++
      p.errors = 0
    }
    if (plugins === 0 || p.heard.some((event) => this.#wakes(p, event))) this.#requeue(p, now)
    else p.where = 'unschedulable'
  }

  move(event: QueueEvent, selected: (uid: number) => boolean, now: number): void {
    for (const p of this.pods) {
      if (p.where === 'flight' && (event === 'timeout' || selected(p.uid))) p.heard.push(event)
      if (p.where === 'unschedulable' && selected(p.uid) && this.#wakes(p, event)) this.#requeue(p, now)
    }
    this.#moveCycle = this.#cycle
  }

  flush(now: number): void {
    for (const p of this.pods) if (p.where === 'backoff' && !this.backingOff(p, now)) p.where = 'active'
  }

  flushLeftover(now: number): void {
    const old = new Set(this.pods.filter((p) => p.where === 'unschedulable' && now - p.timestamp > 300 * SECOND).map((p) => p.uid))
    if (old.size > 0) this.move('timeout', (uid) => old.has(uid), now)
  }

  activate(uids: readonly number[]): void {
    for (const p of this.pods) {
      if (!uids.includes(p.uid)) continue
      if (p.where === 'flight') p.heard.push('activate')
      else p.where = 'active'
    }
  }

  remove(uid: number): void {
    this.pods = this.pods.filter((p) => p.uid !== uid)
  }
}
