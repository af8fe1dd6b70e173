/** Places for pods. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slots, slotsPerNode } from '../../../src/experiment/capacity.ts'
import type { NodePool } from '../../../src/experiment/experiment.ts'
import { fits, plus, type Resources } from '../../../src/resources.ts'
import { CASES } from '../../support/cases.ts'

const pool = (allocatable: Partial<Resources>, system: Partial<Resources> = {}, nodes = 1): NodePool => ({
  name: 'pool',
  nodes,
  allocatable: { cpu: 3920, memory: 29_783_900_160, pods: 110, gpu: 0, ...allocatable },
  system: { cpu: 0, memory: 0, pods: 0, gpu: 0, ...system },
  zones: ['a'],
  taints: [],
  labels: {},
})
const request = (cpu: number, memory = 0): Resources => ({ cpu, memory, pods: 1, gpu: 0 })

describe('a node', () => {
  it('of the recorded cluster takes one pod of 2 cpu beside its system pods, and one of 1 cpu beside that', () => {
    const node = pool({}, { cpu: 600, memory: 419_430_400, pods: 1 })
    expect(slotsPerNode(node, request(2000))).toBe(1)
    expect(slotsPerNode(node, request(1000))).toBe(3)
  })

  it('S14: of 7910m with 303m of system load takes three pods of 2 cpu', () => {
    expect(slotsPerNode(pool({ cpu: 7910 }, { cpu: 303 }), request(2000))).toBe(3)
  })

  it('is filled exactly: equality fits', () => {
    expect(slotsPerNode(pool({ cpu: 4000 }), request(2000))).toBe(2)
  })

  it('takes as many pods without request as it has places for pods', () => {
    expect(slotsPerNode(pool({}, { pods: 10 }), request(0))).toBe(100)
  })

  it('that is overfull takes none', () => {
    expect(slotsPerNode(pool({ cpu: 1000 }, { cpu: 1500 }), request(100))).toBe(0)
  })

  it('takes exactly as many as fit one after another', () => {
    const resources = fc.record({ cpu: fc.nat(20_000), memory: fc.nat(1_000_000), pods: fc.nat(30), gpu: fc.nat(4) })
    const wish = fc.record({ cpu: fc.nat(3000), memory: fc.nat(100_000), pods: fc.constant(1), gpu: fc.nat(1) })
    fc.assert(
      fc.property(resources, resources, wish, (free, system, one) => {
        const allocatable = plus(free, system)
        let used = system
        let count = 0
        while (fits(plus(used, one), allocatable)) {
          used = plus(used, one)
          count++
        }
        expect(slotsPerNode(pool(allocatable, system), one)).toBe(count)
      }),
      { numRuns: CASES },
    )
  })
})

describe('a cluster', () => {
  it('adds up its pools, without those whose taints keep jobs out', () => {
    const tainted = { ...pool({ cpu: 8000 }, {}, 5), taints: [{ key: 'x', value: '', effect: 'NoSchedule' as const }] }
    const avoided = { ...pool({ cpu: 8000 }, {}, 1), taints: [{ key: 'x', value: '', effect: 'PreferNoSchedule' as const }] }
    expect(slots([pool({}, {}, 8), tainted, avoided], request(2000))).toBe(8 + 4)
  })
})

describe('rules of nodes', () => {
  const tainted = { ...pool({ cpu: 4000 }, {}, 3), taints: [{ key: 'mpi', value: 'yes', effect: 'NoSchedule' as const }] }
  const zoned = { ...pool({ cpu: 4000 }, {}, 5), name: 'zoned', zones: ['a', 'b'], labels: { disk: 'ssd' } }

  it('keep pods out that do not tolerate them', () => {
    expect(slots([tainted, zoned], request(2000))).toBe(10)
    expect(slots([tainted, zoned], request(2000), { tolerations: [{ key: 'mpi' }] })).toBe(16)
    expect(slots([tainted, zoned], request(2000), { tolerations: [{ key: 'mpi', value: 'no' }] })).toBe(10)
  })

  it('keep pods to the nodes that have their labels, zones included', () => {
    expect(slots([tainted, zoned], request(2000), { nodeSelector: { disk: 'ssd' } })).toBe(10)
    expect(slots([tainted, zoned], request(2000), { nodeSelector: { 'topology.kubernetes.io/zone': 'b' } })).toBe(4)
    expect(slots([tainted, zoned], request(2000), { nodeSelector: { 'kubernetes.io/hostname': 'zoned-4' } })).toBe(2)
    expect(slots([tainted, zoned], request(2000), { nodeSelector: { disk: 'hdd' } })).toBe(0)
  })
})
