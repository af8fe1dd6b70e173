/**
 * Slow twin of `GoHeap`: Go's container/heap as its documentation defines it, over anything that can be compared and
 * swapped by index, and without knowing where an item is. Counts comparisons.
 */
export class ContainerHeap<T> {
  readonly items: T[] = []
  readonly #less: (a: T, b: T) => boolean
  comparisons = 0

  constructor(less: (a: T, b: T) => boolean) {
    this.#less = less
  }

  push(item: T): void {
    this.items.push(item)
    this.#up(this.items.length - 1)
  }

  /** the least item, which is the first; undefined when there is none */
  pop(): T | undefined {
    return this.items.length === 0 ? undefined : this.removeAt(0, false)
  }

  removeAt(index: number, thenUp = true): T {
    const last = this.items.length - 1
    this.#swap(index, last)
    const moved = index !== last && this.#down(index, last)
    if (index !== last && !moved && thenUp) this.#up(index)
    return this.items.pop() as T
  }

  fixAt(index: number): void {
    if (!this.#down(index, this.items.length)) this.#up(index)
  }

  #compare(i: number, j: number): boolean {
    this.comparisons++
    return this.#less(this.items[i] as T, this.items[j] as T)
  }

  #swap(i: number, j: number): void {
    const [a, b] = [this.items[i] as T, this.items[j] as T]
    this.items[i] = b
    this.items[j] = a
  }

  #up(index: number): void {
    const parent = Math.trunc((index - 1) / 2)
    if (parent === index || !this.#compare(index, parent)) return
    this.#swap(parent, index)
    this.#up(parent)
  }

  /** Whether the item moved. */
  #down(index: number, length: number): boolean {
    const [left, right] = [2 * index + 1, 2 * index + 2]
    if (left >= length) return false
    const child = right < length && this.#compare(right, left) ? right : left
    if (!this.#compare(child, index)) return false
    this.#swap(index, child)
    this.#down(child, length)
    return true
  }
}
