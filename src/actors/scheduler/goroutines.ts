/**
 * Goroutines that the scheduling loop wakes while it runs itself: those of pods rejected at Permit. On a busy machine such a goroutine
 * gets the processor when the loop has to wait: for an answer of the API, for the queue, or for the workers that filter nodes
 * in its next cycle. The snapshot of that cycle has been taken by then, so the place given back does not show in it.
 *
 * Measured on the real coscheduling 0.34.7 (two runs, 31,000 rejections on two busy processors, times of its own log): of those that did
 * not find the loop waiting, 12 % (10 and 13) ran on the other processor before the next cycle began; of the rest 3 % (2.9 and 2.8) had
 * no turn in that cycle, for the operating system had taken their processor away, and two thirds of these had none in the one after
 * it, and so on. Who is late is still counted by a sibling that comes to Permit, which then wakes nobody; see
 * `plugins/coscheduling.ts`.
 */

/** Of those woken by a running loop, the share that another processor takes at once. */
const AT_ONCE = 0.12

/** Of those that were late in one cycle, the share that is late in the next one, too. */
const LATER = 2 / 3
/** Of the siblings counted at Permit together with a late one, the share that it does not find there yet when its turn comes: 17 of 260. */
const BETWEEN = 17 / 260

export class Goroutines {
  /** newest last */
  #ready: (() => void)[] = []
  #late: (() => void)[] = []
  readonly #draw: () => number
  readonly #share: number
  #loopRuns = false

  /** @param share of those whose turn would come in the middle of a cycle, that are late @param draw a number from 0 to 1 */
  constructor(share: number, draw: () => number) {
    this.#share = share
    this.#draw = draw
  }

  wake(run: () => void): void {
    if (this.#loopRuns && this.#draw() < AT_ONCE) {
      run()
      return
    }
    this.#ready.push(run)
    if (!this.#loopRuns) this.#all()
  }

  /** The loop begins a cycle. */
  begins(): void {
    this.#loopRuns = true
  }

  /** The loop waits: everybody has a turn. */
  waits(): void {
    this.#loopRuns = false
    this.#all()
  }

  /** The loop waits for its own workers: one was woken last and goes first, the others in order; some have no turn yet. */
  pauses(): void {
    const late = this.#late
    this.#late = []
    for (const run of late) this.#perhaps(run, LATER)
    for (let run = this.#ready.pop(); run !== undefined; run = this.#ready.shift()) this.#perhaps(run, this.#share)
  }

  #perhaps(run: () => void, isLate: number): void {
    if (this.#draw() < isLate) this.#late.push(run)
    else run()
  }

  /** A pod has been counted at Permit and is not yet among those that wait: who has a turn now does not find it there to reject it. */
  counted(): void {
    const late = this.#late
    this.#late = []
    for (const run of late) this.#perhaps(run, 1 - BETWEEN)
  }

  #all(): void {
    const late = this.#late
    this.#late = []
    for (const run of late) run()
    for (let run = this.#ready.pop(); run !== undefined; run = this.#ready.shift()) run()
  }
}
