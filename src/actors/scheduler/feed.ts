/** One handler of an informer: takes changes in order and starts on the next when it is done with the last. */
export class Feed<T> {
  readonly #handle: (item: T, next: () => void) => void
  readonly #waiting: T[] = []
  #head = 0
  #busy = false
  #done = false
  #immediate = false
  readonly #next = (): void => {
    this.#done = true
    if (!this.#immediate) this.#run()
  }

  /** @param handle works on one item and calls `next` when it is done, at once or later */
  constructor(handle: (item: T, next: () => void) => void) {
    this.#handle = handle
  }

  push(item: T): void {
    this.#waiting.push(item)
    if (!this.#busy) this.#run()
  }

  /** Loops rather than recurses while the work is immediate. */
  #run(): void {
    this.#busy = true
    while (this.#head < this.#waiting.length) {
      const item = this.#waiting[this.#head++] as T
      this.#done = false
      this.#immediate = true
      this.#handle(item, this.#next)
      this.#immediate = false
      if (!this.#done) return
    }
    this.#waiting.length = 0
    this.#head = 0
    this.#busy = false
  }
}
