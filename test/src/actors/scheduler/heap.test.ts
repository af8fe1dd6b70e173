import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GoHeap, type HeapItem } from '../../../../src/actors/scheduler/heap.ts'
import { Streams } from '../../../../src/random.ts'
import { CASES } from '../../../support/cases.ts'
import { PlainHeap } from '../../../support/plain-heap.ts'

class Item implements HeapItem {
  heapIndex = -1
  key: number
  readonly name: number
  constructor(key: number, name: number) {
    this.key = key
    this.name = name
  }
}
const less = (a: Item, b: Item): boolean => a.key < b.key

/** Comparisons of one retry wave: n items pushed in random order, then the first six popped. */
function wave(n: number, random: () => number): { push: number; pop: number } {
  const heap = new GoHeap<Item>(less)
  const keys = Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const swap = keys[i] as number
    keys[i] = keys[j] as number
    keys[j] = swap
  }
  for (const key of keys) heap.push(new Item(key, key))
  const push = heap.comparisons
  for (let i = 0; i < 6; i++) heap.pop()
  return { push, pop: heap.comparisons - push }
}

describe('comparisons of a retry wave (table of semantics 6.6)', () => {
  const WAVES = 2000
  const table = [
    [6, 6.7, 8.7],
    [18, 29.5, 35.4],
    [46, 87.4, 53.6],
    [66, 131, 59.7],
    [98, 202, 67.4],
    [118, 245, 69.9],
    [146, 308, 74.9],
    [186, 399, 78.8],
  ] as const

  for (const [n, push, pop] of table) {
    it(`${n} pending: ${push} to push and ${pop} for six pops, on average`, () => {
      const stream = new Streams(n).stream('wave')
      let pushes = 0
      let pops = 0
      for (let i = 0; i < WAVES; i++) {
        const w = wave(n, () => stream.next())
        pushes += w.push
        pops += w.pop
      }
      // the table is itself a mean of simulated waves, given to three digits
      expect(pushes / WAVES).toBeGreaterThan(push * 0.98)
      expect(pushes / WAVES).toBeLessThan(push * 1.02)
      expect(pops / WAVES).toBeGreaterThan(pop * 0.98)
      expect(pops / WAVES).toBeLessThan(pop * 1.02)
    })
  }

  it('C12: 187 pushes in random order cost about 400 comparisons, the first pop about 14: 0.56 s at 50 reads a second', () => {
    const stream = new Streams(12).stream('wave')
    let pushes = 0
    let firstPops = 0
    for (let i = 0; i < WAVES; i++) {
      const heap = new GoHeap<Item>(less)
      for (let k = 0; k < 187; k++) heap.push(new Item(stream.next(), k))
      pushes += heap.comparisons
      heap.pop()
      firstPops += heap.comparisons
    }
    firstPops = (firstPops - pushes) / WAVES
    expect(pushes / WAVES).toBeGreaterThan(390)
    expect(pushes / WAVES).toBeLessThan(410)
    expect(firstPops).toBeGreaterThan(13)
    expect(firstPops).toBeLessThan(14.5)
    expect((2 * Math.round(firstPops)) / 50).toBeCloseTo(0.56, 1)
  })
})

type Step = { readonly do: 'push' | 'pop' | 'remove' | 'fix'; readonly at: number; readonly key: number }
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    do: fc.oneof(
      { weight: 4, arbitrary: fc.constant('push' as const) },
      { weight: 2, arbitrary: fc.constant('pop' as const) },
      { weight: 1, arbitrary: fc.constant('remove' as const) },
      { weight: 1, arbitrary: fc.constant('fix' as const) },
    ),
    at: fc.nat(),
    // few keys: the order among equals is what the steps of the heap make it
    key: fc.nat(6),
  }),
  { maxLength: 60 },
)

describe('the heap against its slow twin, Go’s container/heap written step by step', () => {
  it('gives the same items in the same order for the same comparisons, ties and removals included', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const fast = new GoHeap<Item>(less)
        const compared: [number, number][] = []
        const slow = new PlainHeap<Item>((a, b) => {
          compared.push([a.name, b.name])
          return less(a, b)
        })
        for (const [i, step] of list.entries()) {
          const some = fast.values()[step.at % Math.max(1, fast.size)]
          if (step.do === 'push') {
            const item = new Item(step.key, i)
            fast.push(item)
            slow.push(item)
          } else if (step.do === 'pop') expect(fast.pop()).toBe(slow.pop())
          else if (some !== undefined && step.do === 'remove') {
            fast.remove(some)
            slow.remove(some)
            expect([some.heapIndex, fast.has(some)]).toEqual([-1, false])
          } else if (some !== undefined) {
            some.key = step.key
            fast.fix(some)
            slow.fix(some)
          }
          expect(fast.values()).toEqual(slow.items)
          expect(fast.comparisons).toBe(compared.length)
        }
        for (const [i, item] of fast.values().entries()) expect([item.heapIndex, fast.has(item)]).toEqual([i, true])
      }),
      { numRuns: CASES },
    )
  })

  it('pops in order of keys whatever was pushed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 60 }), (keys) => {
        const heap = new GoHeap<Item>(less)
        for (const [i, key] of keys.entries()) heap.push(new Item(key, i))
        const popped: number[] = []
        for (let item = heap.pop(); item !== undefined; item = heap.pop()) popped.push(item.key)
        expect(popped).toEqual([...keys].sort((a, b) => a - b))
      }),
      { numRuns: CASES },
    )
  })
})
