import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holding, idleHeld, isPartial, missing, partialGangs } from '../../../src/gang/partial.ts'
import type { Gang } from '../../../src/gang/snapshot.ts'
import { places, roomToCome } from '../../../src/gang/snapshot.ts'
import { fits, plus } from '../../../src/resources.ts'
import { CASES } from '../../support/cases.ts'
import { EIGHT, M7, mixedClusters, type SLOT, slotCluster } from './builders.ts'

function one(spec: Parameters<typeof slotCluster>[1][number]): Gang {
  return slotCluster([9], [spec]).gangs[0] as Gang
}

describe('partial allocation', () => {
  test('is to hold room for some pods but for fewer than are needed', () => {
    expect([0, 1, 3, 4, 5].map((held) => isPartial(one({ job: 'a', need: 4, size: 5, held })))).toEqual([false, true, true, false, false])
  })

  test('counts reserved pods as holding room, terminating ones not', () => {
    const gang = one({ job: 'a', need: 5, held: 1, reserved: 1, terminating: 1 })
    expect([holding(gang), missing(gang)]).toEqual([2, 3])
  })

  test('is over once the application has begun', () => {
    expect(missing(one({ job: 'a', need: 4, held: 1, begun: true }))).toBe(0)
    expect(isPartial(one({ job: 'a', need: 4, held: 1, begun: true }))).toBe(false)
  })

  test('M7: all eight slots lie idle', () => {
    const idle = idleHeld(slotCluster(EIGHT, M7))
    expect(idle.total).toEqual({ cpu: 16_000, memory: 0, pods: 8, gpu: 0 })
    expect(idle.pods.map((p) => p.name)).toEqual([
      'size-5-0',
      'size-5-1',
      'size-5-2',
      'size-3-0',
      'size-3-1',
      'size-6-0',
      'size-6-1',
      'size-2-0',
    ])
  })

  test('a gang that runs leaves nothing idle', () => {
    const snapshot = slotCluster(EIGHT, [
      { job: 'a', need: 3, held: 3 },
      { job: 'b', need: 2, held: 1 },
    ])
    expect(partialGangs(snapshot).map((g) => g.job)).toEqual(['b'])
    expect(idleHeld(snapshot).total.cpu).toBe(2000)
  })
})

describe('room', () => {
  test('of terminating pods is room to come', () => {
    const snapshot = slotCluster([2], [{ job: 'a', need: 2, held: 1, terminating: 1 }])
    expect(snapshot.nodes[0]?.free.cpu).toBe(500)
    expect(roomToCome(snapshot).map((r) => r.cpu)).toEqual([2500])
  })

  test('on an over-committed node is none, not even for pods that ask for nothing of what is lacking', () => {
    expect(places({ cpu: 0, memory: 0, pods: 1, gpu: 0 }, { cpu: -1, memory: 0, pods: 9, gpu: 0 })).toBe(0)
  })

  test('takes so many pods and not one more', () => {
    fc.assert(
      fc.property(mixedClusters(), ({ nodes, gangs }) => {
        for (const { free } of nodes)
          for (const { pods } of gangs)
            for (const { request } of pods) {
              const n = places(request, free)
              const times = (k: number): typeof SLOT => new Array(k).fill(request).reduce(plus, { cpu: 0, memory: 0, pods: 0, gpu: 0 })
              expect([n === 0 || fits(times(n), free), fits(times(n + 1), free)]).toEqual([true, false])
            }
      }),
      { numRuns: CASES },
    )
  })
})
