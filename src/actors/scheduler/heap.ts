/**
 * Go's container/heap, step by step, counting comparisons. The count matters: in some schedulers each comparison reads
 * the API (semantics 6.6), and the order among equals is whatever these steps make it. Slow twin: `test/support`.
 */

/** Something that can sit in one heap at a time. */
export interface HeapItem {
  /** its place in the heap; -1 when in none */
  heapIndex: number
}

export class GoHeap<T extends HeapItem> {
  readonly #items: T[] = []
  readonly #less: (a: T, b: T) => boolean
  /** comparisons made since the heap was built */
  comparisons = 0

  constructor(less: (a: T, b: T) => boolean) {
    this.#less = less
  }

  get size(): number {
    return this.#items.length
  }

  get head(): T | undefined {
    return this.#items[0]
  }

  has(item: T): boolean {
    return item.heapIndex >= 0 && this.#items[item.heapIndex] === item
  }

  /** in heap order, not sorted */
  values(): readonly T[] {
    return this.#items
  }

  push(item: T): void {
    item.heapIndex = this.#items.length
    this.#items.push(item)
    this.#up(item.heapIndex)
  }

  pop(): T | undefined {
    const n = this.#items.length - 1
    if (n < 0) return undefined
    this.#swap(0, n)
    this.#down(0, n)
    return this.#take()
  }

  /** Restores the order after `item` changed its key. */
  fix(item: T): void {
    if (!this.#down(item.heapIndex, this.#items.length)) this.#up(item.heapIndex)
  }

  remove(item: T): void {
    const i = item.heapIndex
    const n = this.#items.length - 1
    if (i !== n) {
      this.#swap(i, n)
      if (!this.#down(i, n)) this.#up(i)
    }
    this.#take()
  }

  #take(): T {
    const item = this.#items.pop() as T
    item.heapIndex = -1
    return item
  }

  #swap(i: number, j: number): void {
    const a = this.#items[i] as T
    const b = this.#items[j] as T
    this.#items[i] = b
    this.#items[j] = a
    b.heapIndex = i
    a.heapIndex = j
  }

  #isLess(i: number, j: number): boolean {
    this.comparisons++
    return this.#less(this.#items[i] as T, this.#items[j] as T)
  }

  #up(from: number): void {
    let j = from
    for (;;) {
      const i = (j - 1) >> 1
      if (j === 0 || !this.#isLess(j, i)) break
      this.#swap(i, j)
      j = i
    }
  }

  #down(from: number, n: number): boolean {
    let i = from
    for (;;) {
      const left = 2 * i + 1
      if (left >= n) break
      let j = left
      const right = left + 1
      if (right < n && this.#isLess(right, left)) j = right
      if (!this.#isLess(j, i)) break
      this.#swap(i, j)
      i = j
    }
    return i > from
  }
}
