/**
 * The slow twin of `GoHeap`: Go's container/heap as its documentation describes it, on a bare array, finding an item by
 * looking for it.
 */
export class PlainHeap<T> {
  readonly items: T[] = []
  readonly #less: (a: T, b: T) => boolean

  constructor(less: (a: T, b: T) => boolean) {
    this.#less = less
  }

  push(item: T): void {
    this.items.push(item)
    this.#up(this.items.length - 1)
  }

  /** The least goes last, the last goes first and sinks. */
  pop(): T | undefined {
    if (this.items.length === 0) return undefined
    const last = this.items.length - 1
    this.#swap(0, last)
    this.#down(0, last)
    return this.items.pop()
  }

  remove(item: T): void {
    const at = this.items.indexOf(item)
    const last = this.items.length - 1
    if (at !== last) {
      this.#swap(at, last)
      if (!this.#down(at, last)) this.#up(at)
    }
    this.items.pop()
  }

  fix(item: T): void {
    const at = this.items.indexOf(item)
    if (!this.#down(at, this.items.length)) this.#up(at)
  }

  #swap(i: number, j: number): void {
    const { items } = this
    ;[items[i], items[j]] = [items[j] as T, items[i] as T]
  }

  #at(i: number): T {
    return this.items[i] as T
  }

  #up(at: number): void {
    if (at === 0) return
    const parent = Math.trunc((at - 1) / 2)
    if (!this.#less(this.#at(at), this.#at(parent))) return
    this.#swap(at, parent)
    this.#up(parent)
  }

  /** Among the first `length` items; whether it moved. */
  #down(at: number, length: number): boolean {
    const children = [2 * at + 1, 2 * at + 2].filter((c) => c < length)
    const [left, right] = children
    if (left === undefined) return false
    const smaller = right !== undefined && this.#less(this.#at(right), this.#at(left)) ? right : left
    if (!this.#less(this.#at(smaller), this.#at(at))) return false
    this.#swap(smaller, at)
    this.#down(smaller, length)
    return true
  }
}
