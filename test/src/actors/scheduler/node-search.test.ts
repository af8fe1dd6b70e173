import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pluginNames } from '../../../../src/actors/scheduler/framework.ts'
import { numFeasibleNodesToFind } from '../../../../src/actors/scheduler/node-search.ts'
import type { AffinityTerm, Node, Pod } from '../../../../src/objects/index.ts'
import { aNode, aPod, asks } from '../../../support/builders.ts'
import { CASES } from '../../../support/cases.ts'
import { podOf, someCluster } from '../../../support/clusters.ts'
import { nodeOrder, PlainSearch } from '../../../support/plain-search.ts'
import { searchOf, totalsOf } from '../../../support/search.ts'

/** What node A of semantics 1.11 offers. */
const ALLOCATABLE = { cpu: 3920, memory: 29_783_900_160, pods: 110, gpu: 0 }

const nodes = (n: number, given: Partial<Node> = {}): Node[] =>
  Array.from({ length: n }, (_, i) => aNode({ name: `n${i}`, allocatable: ALLOCATABLE, ...given }))

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
    const held = (n: number, k: number): { pod: Pod; node: string }[] =>
      Array.from({ length: k }, () => ({ pod: aPod({ job: 'other' }), node: `n${n}` }))
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
    const eight = Array.from({ length: 8 }, (_, i) =>
      aNode({ name: `n${i}`, allocatable: { ...ALLOCATABLE, cpu: 39_200 }, zone: i < 4 ? 'a' : 'b' }),
    )
    const without = totalsOf({ nodes: eight }, aPod())
    const tiny = aPod({ job: 'j', request: asks(0), containersWithoutCpu: 0, containersWithoutMemory: 0 })
    const withOne = totalsOf({ nodes: eight, pods: [{ pod: tiny, node: 'n0' }], spreads: true }, aPod({ job: 'j' }))
    // everybody had 2·100 from spreading; now 60, 90 or 100 of it
    const share = Object.keys(without).map((n) => ((withOne[n] as number) - (without[n] as number) + 200) / 2)
    expect(Object.fromEntries(Object.keys(without).map((n, i) => [n, share[i]]))).toEqual({
      n0: 60,
      n1: 90,
      n2: 90,
      n3: 90,
      n4: 100,
      n5: 100,
      n6: 100,
      n7: 100,
    })
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
  const member = (given: Partial<Pod> = {}): Pod =>
    aPod({ job: 'm', app: 'm', affinity, request: asks(0), containersWithoutCpu: 0, containersWithoutMemory: 0, ...given })
  /** what affinity adds to each node's total */
  const added = (placed: readonly string[], given: Partial<Pod> = {}): number[] => {
    const setting = { nodes: nodes(8), pods: placed.map((node) => ({ pod: member(given), node })) }
    const withTerms = totalsOf(setting, member())
    const { affinity: _, ...plain } = member()
    const without = totalsOf(setting, plain)
    return Object.keys(withTerms).map((n) => (withTerms[n] as number) - (without[n] as number))
  }

  it('M4: one pod of the cluster on node 0 gives 0 there and 2·100 elsewhere', () => {
    expect(added(['n0'])).toEqual([0, 200, 200, 200, 200, 200, 200, 200])
  })

  it('counts pods that are being deleted too: they are still there (semantics 1.7.4)', () => {
    expect(added(['n0'], { deletedAt: 5 })).toEqual([0, 200, 200, 200, 200, 200, 200, 200])
  })

  it('M5: two on node 0 and one on node 1 give 0, 2·50 and 2·100', () => {
    expect(added(['n0', 'n0', 'n1'])).toEqual([0, 100, 200, 200, 200, 200, 200, 200])
  })
})

describe('the search against its slow twin, which looks at every node and pod anew', () => {
  const minors = fc.constantFrom(27, 28, 29, 34, 37)

  it('visits nodes zone by zone in turn', () => {
    fc.assert(
      fc.property(someCluster(), ({ nodes: list }) => {
        const { cache } = searchOf({ nodes: list })
        expect([...cache.order].map((n) => cache.names[n])).toEqual(nodeOrder(list).map((n) => n.name))
      }),
      { numRuns: CASES },
    )
  })

  it('lets the same nodes pass, gives them the same totals, and takes one of the best', () => {
    fc.assert(
      fc.property(someCluster(), minors, fc.boolean(), fc.nat(99), (cluster, minor, spreads, seed) => {
        const pod = podOf(cluster.templates, 'j', 99)
        const twin = new PlainSearch(cluster, pod, { minor, spreads })
        const expected = twin.totals()
        const { cache, search } = searchOf({ nodes: cluster.nodes, pods: cluster.pods, minor, spreads, seed })
        const found = search.find(pod)
        if (expected.size === 0) {
          expect('message' in found && found.message.startsWith(`0/${cluster.nodes.length} nodes are available: `)).toBe(true)
          return
        }
        const name = 'node' in found ? (cache.names[found.node] as string) : ''
        expect(expected.get(name)).toBe(Math.max(...expected.values()))
        if (expected.size > 1)
          expect(totalsOf({ nodes: cluster.nodes, pods: cluster.pods, minor, spreads }, pod)).toEqual(Object.fromEntries(expected))
      }),
      { numRuns: CASES },
    )
  })

  it('says of a pod that fits nowhere which plugins rejected it, and counts every node once', () => {
    fc.assert(
      fc.property(someCluster(), ({ nodes: list, pods, templates }) => {
        const pod = podOf(templates, 'j', 99)
        const twin = new PlainSearch({ nodes: list, pods }, pod, { minor: 28, spreads: false })
        const reasons = list.map((n) => twin.rejects(n))
        fc.pre(reasons.every((r) => r !== undefined))
        const found = searchOf({ nodes: list, pods }).search.find(pod)
        if (!('rejected' in found)) throw new Error('expected no node')
        expect(new Set(pluginNames(found.rejected))).toEqual(new Set(reasons))
        const counted = [...(found.message.split(' preemption:')[0] ?? '').matchAll(/(\d+) (?:Insuff|Too|node\(s\))/g)].map(([, n]) =>
          Number(n),
        )
        expect(counted.reduce((a, b) => a + b, 0)).toBe(list.length)
      }),
      { numRuns: CASES },
    )
  })

  it('counts the reasons of a large cluster node by node, too', () => {
    const list = [
      aNode({ name: 'full', allocatable: { ...ALLOCATABLE, pods: 0 } }),
      ...nodes(99, { allocatable: { ...ALLOCATABLE, cpu: 1000 } }),
    ]
    const found = searchOf({ nodes: list }).search.find(aPod())
    expect('message' in found && found.message).toMatch(/^0\/100 nodes are available: 1 Too many pods, 99 Insufficient cpu\./)
  })

  it('remembers no failure beyond the moment when room comes back', () => {
    const moves = fc.array(fc.record({ job: fc.constantFrom('j', 'k'), node: fc.nat(6), takes: fc.boolean() }), { maxLength: 12 })
    fc.assert(
      fc.property(someCluster(), moves, (cluster, list) => {
        const pods = [...cluster.pods]
        const { cache, search } = searchOf({ nodes: cluster.nodes, pods })
        const wants = { j: podOf(cluster.templates, 'j', 98), k: podOf(cluster.templates, 'k', 99) }
        for (const [i, move] of list.entries()) {
          const node = cluster.nodes[move.node % cluster.nodes.length] as Node
          const other = podOf(cluster.templates, move.job, i)
          if (
            move.takes &&
            new PlainSearch({ nodes: cluster.nodes, pods }, other, { minor: 28, spreads: false }).rejects(node) === undefined
          ) {
            pods.push({ pod: other, node: node.name })
            cache.hold(other, node.name)
          } else {
            const gone = pods.findIndex((p) => p.node === node.name)
            if (gone >= 0) for (const { pod } of pods.splice(gone, 1)) cache.release(pod.uid)
          }
          for (const pod of [wants.j, wants.k]) {
            const best = new PlainSearch({ nodes: cluster.nodes, pods }, pod, { minor: 28, spreads: false }).totals()
            const found = search.find(pod)
            expect('node' in found).toBe(best.size > 0)
            if ('node' in found) expect(best.get(cache.names[found.node] as string)).toBe(Math.max(...best.values()))
          }
        }
      }),
      { numRuns: CASES },
    )
  })

  it('in a large cluster looks at nodes from where the last search ended, until it has enough', () => {
    const full = fc.uniqueArray(fc.nat(159), { maxLength: 150 })
    fc.assert(
      fc.property(full, fc.constantFrom(0, 1, 65, 80, 100), fc.integer({ min: 1, max: 4 }), (taken, percentage, searches) => {
        const list = nodes(160)
        const pods = taken.map((n) => ({ pod: aPod({ job: 'other' }), node: `n${n}` }))
        const { search } = searchOf({ nodes: list, pods, percentage })
        const wanted = numFeasibleNodesToFind(160, percentage)
        const busy = new Set(taken)
        let start = 0
        for (let i = 0; i < searches; i++) {
          const pod = aPod()
          const found = search.find(pod)
          const passed: string[] = []
          let seen = 0
          for (; seen < 160 && passed.length < wanted; seen++) {
            const n = (start + seen) % 160
            if (!busy.has(n)) passed.push(`n${n}`)
          }
          start = (start + seen) % 160
          expect(search.startIndex).toBe(start)
          expect('node' in found && passed.includes(`n${found.node}`)).toBe(passed.length > 0)
        }
      }),
      { numRuns: Math.ceil(CASES / 4) },
    )
  })

  it('chooses uniformly among equals', () => {
    const counts = new Map<number, number>()
    const { search } = searchOf({ nodes: nodes(8) })
    const draws = 8000
    for (let i = 0; i < draws; i++) {
      const found = search.find(aPod())
      if ('node' in found) counts.set(found.node, (counts.get(found.node) ?? 0) + 1)
    }
    // chi-squared with 7 degrees of freedom: above 24.3 once in a thousand
    const chi = [...counts.values()].reduce((s, n) => s + (n - draws / 8) ** 2 / (draws / 8), 0)
    expect(counts.size).toBe(8)
    expect(chi).toBeLessThan(24.3)
  })
})
