/** One handler of an informer: takes changes in order and starts on the next when it is done with the last. */
export class Feed {
  readonly #waiting: ((next: () => void) => void)[] = []
  #head = 0
  #busy = false

  push(work: (next: () => void) => void): void {
    this.#waiting.push(work)
    if (!this.#busy) this.#run()
  }

  /** Loops rather than recurses while the work is immediate. */
  #run(): void {
    this.#busy = true
    let immediate = true
    let done = false
    const next = (): void => {
      done = true
      if (!immediate) this.#run()
    }
    while (this.#head < this.#waiting.length) {
      const work = this.#waiting[this.#head++] as (next: () => void) => void
      done = false
      immediate = true
      work(next)
      immediate = false
      if (!done) return
    }
    this.#waiting.length = 0
    this.#head = 0
    this.#busy = false
  }
}
