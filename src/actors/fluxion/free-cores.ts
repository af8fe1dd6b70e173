/**
 * Free cores of each node, kept so that a match looks only at nodes it can use: a tree of maxima leads to the next node
 * with enough free cores, and the number of free slots of each size asked for so far is kept up to date.
 */
export class FreeCores {
  readonly size: number
  readonly #leaves: number
  /** #tree[1] is the most of all, #tree[i] the most of #tree[2i] and #tree[2i + 1], the leaves are the nodes */
  readonly #tree: Int32Array
  /** cores of a slot -> slots of that size free on all nodes together */
  readonly #slots = new Map<number, number>()

  constructor(cores: readonly number[]) {
    this.size = cores.length
    let leaves = 1
    while (leaves < cores.length) leaves *= 2
    this.#leaves = leaves
    this.#tree = new Int32Array(2 * leaves)
    for (const [i, free] of cores.entries()) this.#tree[leaves + i] = free
    for (let i = leaves - 1; i > 0; i--) this.#tree[i] = Math.max(this.#tree[2 * i] as number, this.#tree[2 * i + 1] as number)
  }

  /** cores free on the node of this index */
  of(node: number): number {
    return this.#tree[this.#leaves + node] as number
  }

  /** Slots of `cores` each that are free, summed over nodes: a slot never spans two. */
  slots(cores: number): number {
    let slots = this.#slots.get(cores)
    if (slots === undefined) {
      slots = 0
      for (let node = 0; node < this.size; node++) slots += Math.floor(this.of(node) / cores)
      this.#slots.set(cores, slots)
    }
    return slots
  }

  /** First node from `from` on with at least `cores` free; -1 if there is none. */
  next(from: number, cores: number): number {
    if (from >= this.size) return -1
    let i = this.#leaves + from
    // up to the first subtree, to the right of all that was passed, that holds such a node ...
    while ((this.#tree[i] as number) < cores) {
      while ((i & 1) === 1) i >>= 1
      if (i === 0) return -1
      i++
    }
    // ... and down its left-most way
    while (i < this.#leaves) i = (this.#tree[2 * i] as number) >= cores ? 2 * i : 2 * i + 1
    return i - this.#leaves
  }

  /** @param cores negative: taken */
  add(node: number, cores: number): void {
    const before = this.of(node)
    const after = before + cores
    for (const [size, slots] of this.#slots) this.#slots.set(size, slots - Math.floor(before / size) + Math.floor(after / size))
    let i = this.#leaves + node
    this.#tree[i] = after
    for (i >>= 1; i > 0; i >>= 1) {
      const most = Math.max(this.#tree[2 * i] as number, this.#tree[2 * i + 1] as number)
      if (this.#tree[i] === most) return
      this.#tree[i] = most
    }
  }
}
