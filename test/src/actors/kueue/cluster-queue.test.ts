import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClusterQueue } from '../../../../src/actors/kueue/cluster-queue.ts'
import type { Workload } from '../../../../src/objects/index.ts'
import { Streams } from '../../../../src/random.ts'
import { CASES } from '../../../support/cases.ts'
import { aWorkload } from '../../../support/kueue.ts'
import { PlainClusterQueue } from '../../../support/plain-cluster-queue.ts'

function aQueue(now = () => 0): ClusterQueue {
  return new ClusterQueue(now, new Streams(1).stream('map-order'))
}

function popAll(queue: ClusterQueue): string[] {
  const names: string[] = []
  for (let w = queue.pop(); w !== undefined; w = queue.pop()) names.push(w.name)
  return names
}

describe('the order', () => {
  it('K9: of three workloads of one second is c, a, b', () => {
    const queue = aQueue()
    for (const name of ['a', 'b', 'c']) queue.pushOrUpdate(aWorkload(name))
    expect(popAll(queue)).toEqual(['c', 'a', 'b'])
  })

  it('changes among equals when one is updated: it moves down past those that are not less', () => {
    const queue = aQueue()
    for (const name of ['a', 'b', 'c', 'c']) queue.pushOrUpdate(aWorkload(name))
    expect(popAll(queue)).toEqual(['b', 'a', 'c'])
  })

  it('is that of creation seconds, whatever the updates', () => {
    const queue = aQueue()
    for (const second of [3, 1, 2, 1, 3]) queue.pushOrUpdate(aWorkload(`w${second}`, { creationTimestamp: second }))
    expect(popAll(queue)).toEqual(['w1', 'w2', 'w3'])
  })

  it('puts a higher priority first', () => {
    const queue = aQueue()
    queue.pushOrUpdate(aWorkload('early', { creationTimestamp: 1 }))
    queue.pushOrUpdate(aWorkload('late', { creationTimestamp: 2, priority: 5 }))
    expect(popAll(queue)).toEqual(['late', 'early'])
  })
})

describe('a workload that did not fit', () => {
  it('waits until quota is freed', () => {
    const queue = aQueue()
    queue.pushOrUpdate(aWorkload('w'))
    const head = queue.pop() as Workload
    expect(queue.requeue(head, false)).toBe(false)
    expect([queue.active, queue.inadmissible]).toEqual([0, 1])
    expect(queue.pop()).toBeUndefined()
    queue.quotaFreed()
    expect(popAll(queue)).toEqual(['w'])
  })

  it('returns at once when quota was freed while it was looked at', () => {
    const queue = aQueue()
    queue.pushOrUpdate(aWorkload('w'))
    const head = queue.pop() as Workload
    queue.quotaFreed()
    expect(queue.requeue(head, false)).toBe(true)
    expect(popAll(queue)).toEqual(['w'])
  })

  it('returns at once when told so', () => {
    const queue = aQueue()
    queue.pushOrUpdate(aWorkload('w'))
    expect(queue.requeue(queue.pop() as Workload, true)).toBe(true)
    expect(queue.active).toBe(1)
  })

  it('stays when it is merely updated, and returns when it gives pods back', () => {
    const queue = aQueue()
    queue.requeue(aWorkload('w'), false)
    queue.pushOrUpdate(aWorkload('w', { podsReady: false }))
    expect([queue.active, queue.inadmissible]).toEqual([0, 1])
    queue.pushOrUpdate(aWorkload('w', { reclaimable: 1 }))
    expect([queue.active, queue.inadmissible]).toEqual([1, 0])
  })

  it('is forgotten when it is deleted', () => {
    const queue = aQueue()
    queue.requeue(aWorkload('w'), false)
    queue.delete('w')
    queue.quotaFreed()
    expect(popAll(queue)).toEqual([])
  })

  it('is not queued twice when an update brought it back first', () => {
    const queue = aQueue()
    queue.pushOrUpdate(aWorkload('w'))
    const head = queue.pop() as Workload
    queue.pushOrUpdate(aWorkload('w', { podsReady: false }))
    queue.requeue(head, true)
    queue.requeue(head, false)
    expect(popAll(queue)).toEqual(['w'])
  })
})

describe('a workload evicted by the time limit', () => {
  const evicted = aWorkload('w', { evictedAt: 0, requeueAt: 10, requeueCount: 1 })

  it('is left alone until its back-off is over, even when quota is freed', () => {
    let now = 0
    const queue = aQueue(() => now)
    queue.pushOrUpdate(evicted)
    queue.quotaFreed()
    expect([queue.active, queue.inadmissible]).toEqual([0, 1])
    now = 10
    queue.quotaFreed()
    expect([queue.active, queue.inadmissible]).toEqual([1, 0])
  })

  it('is queued at once when its back-off is over', () => {
    const queue = aQueue(() => 10)
    queue.pushOrUpdate(evicted)
    expect(queue.active).toBe(1)
  })
})

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      update: name,
      second: fc.nat({ max: 2 }),
      reclaimable: fc.nat({ max: 1 }),
      backoff: fc.constantFrom(0, 0, 0, 0, 1, 3),
    }),
  },
  { weight: 4, arbitrary: fc.record({ pop: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ requeue: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ remove: name }) },
  { weight: 1, arbitrary: fc.record({ freed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ wait: fc.nat({ max: 3 }) }) },
)

it('does what its slow twin does', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      let now = 0
      const queue = new ClusterQueue(() => now, new Streams(7).stream('map-order'))
      const twin = new PlainClusterQueue(() => now, new Streams(7).stream('map-order'))
      let held: Workload | undefined
      for (const o of operations) {
        if ('update' in o) {
          const { second, reclaimable, backoff } = o
          const eviction = backoff > 0 ? { evictedAt: 0, requeueAt: backoff } : {}
          const workload = aWorkload(o.update, { creationTimestamp: second, reclaimable, ...eviction })
          queue.pushOrUpdate(workload)
          twin.pushOrUpdate(workload)
        } else if ('pop' in o) {
          const popped = queue.pop()
          expect(popped).toEqual(twin.pop())
          held = popped ?? held
        } else if ('requeue' in o) {
          if (held === undefined) continue
          expect(queue.requeue(held, o.requeue)).toBe(twin.requeue(held, o.requeue))
        } else if ('remove' in o) {
          queue.delete(o.remove)
          twin.delete(o.remove)
        } else if ('freed' in o) {
          queue.quotaFreed()
          twin.quotaFreed()
        } else now += o.wait
        expect([queue.active, queue.inadmissible]).toEqual([twin.heap.items.length, twin.inadmissible.length])
      }
    }),
    { numRuns: CASES },
  )
})
