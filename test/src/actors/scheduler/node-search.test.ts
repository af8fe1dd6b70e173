import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numFeasibleNodesToFind } from '../../../../src/actors/scheduler/node-search.ts'
import type { AffinityTerm, Node, Pod } from '../../../../src/objects/index.ts'
import { aNode, aPod, asks } from '../../../support/builders.ts'
import { CASES } from '../../../support/cases.ts'
import { searchOf, totalsOf } from '../../../support/search.ts'

/** What node A of semantics 1.11 offers. */
const ALLOCATABLE = { cpu: 3920, memory: 29_783_900_160, pods: 110, gpu: 0 }

const nodes = (n: number, given: Partial<Node> = {}): Node[] => Array.from({ length: n }, (_, i) => aNode({ name: `n${i}`, allocatable: ALLOCATABLE, ...given }))

/** System load as on node A: 303m and 403m as scored; `memory` real, with one container without a request. */
const system = (memory = 465_916_160): Pod =>
  aPod({ job: '', request: asks(303, { memory }), containersWithoutCpu: 1, containersWithoutMemory: 1, phase: 'Running' })

const onEach = (list: readonly Node[], memory?: number): { pod: Pod; node: string }[] =>
  list.map(({ name }) => ({ pod: system(memory), node: name }))

describe('how many nodes are looked at', () => {
  it('S19: all below 100; above, a part that shrinks with the cluster', () => {
    const sizes = [8, 99, 100, 149, 250, 500, 1000, 2000, 5000, 5600, 10_000]
    expect(sizes.map((n) => numFeasibleNodesToFind(n, 0))).toEqual([8, 99, 100, 100, 120, 230, 420, 680, 500, 336, 500])
  })

  it('is between 100 and all for every cluster of at least 100 nodes, and never falls below a set percentage', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 0, max: 100 }), (n, percentage) => {
        const found = numFeasibleNodesToFind(n, percentage)
        expect(found).toBeLessThanOrEqual(n)
        expect(found).toBeGreaterThanOrEqual(Math.min(n, 100))
        // semantics 1.5, written once more in whole numbers
        const pct = BigInt(percentage === 0 ? Math.max(5, 50 - Number(BigInt(n) / 125n)) : percentage)
        const k = (BigInt(n) * pct) / 100n
        expect(BigInt(found)).toBe(n < 100 ? BigInt(n) : k < 100n ? 100n : k)
      }),
      { numRuns: CASES },
    )
  })

  it('S25: after all 8 nodes were evaluated the next search starts at node 0 again', () => {
    const { search } = searchOf({ nodes: nodes(8) })
    search.find(aPod())
    expect(search.startIndex).toBe(0)
  })

  it('stops after enough feasible nodes and starts there the next time', () => {
    const { search } = searchOf({ nodes: nodes(300), percentage: 40 })
    expect('node' in search.find(aPod())).toBe(true)
    expect(search.startIndex).toBe(120)
    search.find(aPod())
    search.find(aPod())
    expect(search.startIndex).toBe(60)
  })
})

describe('totals', () => {
  it('S12: node A has 638 in all', () => {
    expect(totalsOf({ nodes: nodes(2), pods: onEach(nodes(2)) }, aPod())).toEqual({ n0: 638, n1: 638 })
  })

  it('S13: three nodes that differ in memory by 177 MB tie', () => {
    const three = nodes(3)
    const memory = [454_458_880, 465_916_160, 631_591_168]
    const pods = three.map(({ name }, i) => ({ pod: system(memory[i] as number), node: name }))
    expect(totalsOf({ nodes: three, pods }, aPod())).toEqual({ n0: 638, n1: 638, n2: 638 })
  })

  it('S14: a node of three places loses points with each pod, so pods go to emptier nodes', () => {
    const four = nodes(4, { allocatable: { ...ALLOCATABLE, cpu: 7910 } })
    const held = (n: number, k: number): { pod: Pod; node: string }[] => Array.from({ length: k }, () => ({ pod: aPod({ job: 'other' }), node: `n${n}` }))
    const pods = [...onEach(four), ...held(1, 1), ...held(2, 2), ...held(3, 3)]
    // 3·100 taints + least + 2·100 spread + balanced; n3 has no room
    expect(totalsOf({ nodes: four, pods }, aPod())).toEqual({ n0: 500 + 83 + 86, n1: 500 + 70 + 73, n2: 500 + 57 + 60 })
  })

  it('S17: a pod on a node without room does not weigh on the others', () => {
    const eight = nodes(8)
    const pods = [...onEach(eight), { pod: aPod({ job: 'j' }), node: 'n0' }]
    const totals = totalsOf({ nodes: eight, pods, spreads: true }, aPod({ job: 'j' }))
    expect(totals).toEqual({ n1: 638, n2: 638, n3: 638, n4: 638, n5: 638, n6: 638, n7: 638 })
  })

  it('S18: with room everywhere the spread weighs double: the zone without a sibling wins', () => {
    const eight = Array.from({ length: 8 }, (_, i) => aNode({ name: `n${i}`, allocatable: { ...ALLOCATABLE, cpu: 39_200 }, zone: i < 4 ? 'a' : 'b' }))
    const without = totalsOf({ nodes: eight }, aPod())
    const tiny = aPod({ job: 'j', request: asks(0), containersWithoutCpu: 0, containersWithoutMemory: 0 })
    const withOne = totalsOf({ nodes: eight, pods: [{ pod: tiny, node: 'n0' }], spreads: true }, aPod({ job: 'j' }))
    // everybody had 2·100 from spreading; now 60, 90 or 100 of it
    const share = Object.keys(without).map((n) => ((withOne[n] as number) - (without[n] as number) + 200) / 2)
    expect(Object.fromEntries(Object.keys(without).map((n, i) => [n, share[i]]))).toEqual({ n0: 60, n1: 90, n2: 90, n3: 90, n4: 100, n5: 100, n6: 100, n7: 100 })
  })

  it('the table of semantics 1.9: each place of a job taken leaves a tie at 638 among the rest', () => {
    for (let placed = 0; placed <= 6; placed++) {
      const eight = nodes(8)
      const pods = [...onEach(eight), ...Array.from({ length: placed }, (_, i) => ({ pod: aPod({ job: 'j' }), node: `n${i}` }))]
      const totals = totalsOf({ nodes: eight, pods, spreads: true }, aPod({ job: 'j' }))
      expect(Object.keys(totals)).toHaveLength(8 - placed)
      expect(new Set(Object.values(totals))).toEqual(new Set([638]))
    }
  })

  it('the table of semantics 1.9: without a Service it is 638 up to 1.28 and 438 from 1.29', () => {
    const two = nodes(2)
    expect(totalsOf({ nodes: two, pods: onEach(two), minor: 27 }, aPod()).n0).toBe(638)
    expect(totalsOf({ nodes: two, pods: onEach(two), minor: 29 }, aPod()).n0).toBe(438)
  })

  it('the table of semantics 1.9: a pod with no place left gets the message of every clogged run', () => {
    const eight = nodes(8)
    const pods = [...onEach(eight), ...eight.map(({ name }) => ({ pod: aPod({ job: 'j' }), node: name }))]
    const found = searchOf({ nodes: eight, pods }).search.find(aPod())
    expect('message' in found && found.message).toContain('0/8 nodes are available: 8 Insufficient cpu.')
  })
})

describe('affinity of a MiniCluster', () => {
  const affinity: readonly AffinityTerm[] = [
    { kind: 'affinity', topologyKey: 'zone', app: 'm', weight: 100 },
    { kind: 'anti-affinity', topologyKey: 'hostname', app: 'm', weight: 100 },
  ]
  const member = (given: Partial<Pod> = {}): Pod => aPod({ job: 'm', app: 'm', affinity, request: asks(0), containersWithoutCpu: 0, containersWithoutMemory: 0, ...given })
  /** what affinity adds to each node's total */
  const added = (placed: readonly string[]): number[] => {
    const setting = { nodes: nodes(8), pods: placed.map((node) => ({ pod: member(), node })) }
    const withTerms = totalsOf(setting, member())
    const { affinity: _, ...plain } = member()
    const without = totalsOf(setting, plain)
    return Object.keys(withTerms).map((n) => (withTerms[n] as number) - (without[n] as number))
  }

  it('M4: one pod of the cluster on node 0 gives 0 there and 2·100 elsewhere', () => {
    expect(added(['n0'])).toEqual([0, 200, 200, 200, 200, 200, 200, 200])
  })

  it('M5: two on node 0 and one on node 1 give 0, 2·50 and 2·100', () => {
    expect(added(['n0', 'n0', 'n1'])).toEqual([0, 100, 200, 200, 200, 200, 200, 200])
  })
})
