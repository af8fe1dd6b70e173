import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Quota, usageOf } from '../../../../src/actors/kueue/quota.ts'
import { CASES } from '../../../support/cases.ts'
import { aWorkload } from '../../../support/kueue.ts'

/** A quota of 40 cpu of which `used` are charged. */
function quotaWith(used: number): Quota {
  const quota = new Quota({ cpu: 40_000, pods: 1000 })
  if (used > 0) quota.charge(aWorkload('others', { count: used / 2 }))
  return quota
}

describe('a quota of 40 cpu', () => {
  it('K1: with 36 used, 12 more would need preemption', () => {
    expect(quotaWith(36).assign(aWorkload('w', { count: 6 }))).toEqual({
      mode: 'Preempt',
      message: "couldn't assign flavors to pod set main: insufficient unused quota for cpu in flavor default-flavor, 8 more needed",
    })
  })

  it('K2: 42 never fit', () => {
    expect(quotaWith(0).assign(aWorkload('w', { count: 21 }))).toEqual({
      mode: 'NoFit',
      message: "couldn't assign flavors to pod set main: insufficient quota for cpu in flavor default-flavor in ClusterQueue",
    })
  })

  it('K3: with 28 used, 12 more fit exactly', () => {
    expect(quotaWith(28).assign(aWorkload('w', { count: 6 }))).toEqual({ mode: 'Fit', message: '' })
  })

  it('K4: a job of 4 whose leader has succeeded uses 6 cpu', () => {
    expect(usageOf(aWorkload('w', { count: 4, reclaimable: 1 }))).toEqual({ cpu: 6000, pods: 3 })
  })

  it('names parts of a cpu in millicores', () => {
    expect(quotaWith(38).assign(aWorkload('w', { count: 1, cpu: 2500 })).message).toContain(', 500m more needed')
  })
})

it('counts pods too, and says what is short of each', () => {
  const quota = new Quota({ cpu: 4000, pods: 4 })
  quota.charge(aWorkload('a', { count: 3, cpu: 1000 }))
  expect(quota.assign(aWorkload('b', { count: 2, cpu: 1000 })).message).toBe(
    "couldn't assign flavors to pod set main: insufficient unused quota for cpu in flavor default-flavor, 1 more needed, insufficient unused quota for pods in flavor default-flavor, 1 more needed",
  )
  expect(quota.assign(aWorkload('b', { count: 5, cpu: 1 })).mode).toBe('NoFit')
})

it('does not count memory or devices', () => {
  const big = aWorkload('w', { request: { cpu: 1000, memory: 2 ** 50, pods: 1, gpu: 8 } })
  expect(new Quota({ cpu: 1000, pods: 1 }).assign(big).mode).toBe('Fit')
})

const ops = fc.array(
  fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), count: fc.nat({ max: 9 }), ready: fc.boolean(), release: fc.boolean() }),
  { maxLength: 50 },
)

it('has in use what the workloads charged now use, however often they were charged and released', () => {
  fc.assert(
    fc.property(ops, (steps) => {
      const quota = new Quota({ cpu: 1e6, pods: 1e6 })
      const plain = new Map<string, { count: number; ready: boolean }>()
      for (const { name, count, ready, release } of steps) {
        if (release) {
          quota.release(name)
          plain.delete(name)
        } else {
          quota.charge(aWorkload(name, { count, podsReady: ready }))
          plain.set(name, { count, ready })
        }
        const pods = [...plain.values()].reduce((sum, w) => sum + w.count, 0)
        expect(quota.used).toEqual({ cpu: pods * 2000, pods })
        expect(quota.notReady).toBe([...plain.values()].filter((w) => !w.ready).length)
        expect(quota.has(name)).toBe(!release)
      }
    }),
    { numRuns: CASES },
  )
})
