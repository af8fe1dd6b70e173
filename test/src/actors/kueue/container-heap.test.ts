/** Go's container/heap, on whose steps the order among equals rests. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { GoHeap, type HeapItem } from '../../../../src/actors/scheduler/heap.ts'
import { CASES } from '../../../support/cases.ts'
import { PlainHeap } from '../../../support/plain-heap.ts'

interface Item extends HeapItem {
  key: number
  readonly id: number
}

const op = fc.oneof(
  { weight: 4, arbitrary: fc.record({ push: fc.integer({ min: 0, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ pop: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ fix: fc.nat(), key: fc.integer({ min: 0, max: 5 }) }) },
)

it.each([
  ['true on ties', (a: Item, b: Item) => a.key <= b.key],
  ['false on ties', (a: Item, b: Item) => a.key < b.key],
])('with a less that is %s the heap has the order, and makes the comparisons, of its slow twin', (_, less) => {
  fc.assert(
    fc.property(fc.array(op, { maxLength: 80 }), (ops) => {
      const heap = new GoHeap<Item>(less)
      let compared = 0
      const twin = new PlainHeap<Item>((a, b) => {
        compared++
        return less(a, b)
      })
      for (const [id, o] of ops.entries()) {
        const { length } = twin.items
        if ('push' in o) {
          const item = { key: o.push, id, heapIndex: -1 }
          heap.push(item)
          twin.push(item)
        } else if ('pop' in o) expect(heap.pop()?.id).toBe(twin.pop()?.id)
        else if (length > 0) {
          const item = twin.items[('remove' in o ? o.remove : o.fix) % length] as Item
          if ('remove' in o) {
            heap.remove(item)
            twin.remove(item)
          } else {
            item.key = o.key
            heap.fix(item)
            twin.fix(item)
          }
        }
        expect(heap.values().map((i) => i.id)).toEqual(twin.items.map((i) => i.id))
        expect(heap.comparisons).toBe(compared)
      }
    }),
    { numRuns: CASES },
  )
})
