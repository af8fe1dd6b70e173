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
    if (this.#busy) this.#waiting.push(item)
    else {
      this.#busy = true
      if (this.#work(item)) this.#run()
    }
  }

  /** Whether the item is done with at once. */
  #work(item: T): boolean {
    this.#done = false
    this.#immediate = true
    this.#handle(item, this.#next)
    this.#immediate = false
    return this.#done
  }

  /** Loops rather than recurses while the work is immediate. */
  #run(): void {
    while (this.#head < this.#waiting.length) {
      if (!this.#work(this.#waiting[this.#head++] as T)) return
    }
    if (this.#head > 0) {
      this.#waiting.length = 0
      this.#head = 0
    }
    this.#busy = false
  }
}
