import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fluxion, type Match } from '../../../../src/actors/fluxion/fluxion.ts'
import type { GraphNode } from '../../../../src/actors/fluxion/graph.ts'
import { CASES } from '../../../support/cases.ts'
import { PlainFluxion } from '../../../support/plain-fluxion.ts'

const EIGHT: readonly GraphNode[] = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => ({ name: `n${i}`, cores: 3 }))

function names(match: Match): string[] | null {
  return match.nodes === null ? null : match.nodes.map((n) => n.node)
}

describe('eight nodes of three cores', () => {
  it('F-1: gives 4 slots of 2 cores the first four nodes, one task each', () => {
    expect(new Fluxion(EIGHT).matchAllocate(4, 2).nodes).toEqual([
      { node: 'n0', cores: 2, tasks: 1 },
      { node: 'n1', cores: 2, tasks: 1 },
      { node: 'n2', cores: 2, tasks: 1 },
      { node: 'n3', cores: 2, tasks: 1 },
    ])
  })

  it('F-2: is busy for 5 more slots of 2 until the first are cancelled, then gives n0 to n4', () => {
    const fluxion = new Fluxion(EIGHT)
    const first = fluxion.matchAllocate(4, 2)
    expect(fluxion.matchAllocate(5, 2).nodes).toBeNull()
    expect(fluxion.cancel(first.id)).toBe(true)
    expect(names(fluxion.matchAllocate(5, 2))).toEqual(['n0', 'n1', 'n2', 'n3', 'n4'])
  })

  it('F-3: is busy for 9 slots of 2, though 24 cores are free', () => {
    const fluxion = new Fluxion(EIGHT)
    expect(fluxion.cores).toBe(24)
    expect(fluxion.matchAllocate(9, 2).nodes).toBeNull()
    expect(names(fluxion.matchAllocate(8, 2))).toHaveLength(8)
  })

  it('F-4: puts 2 slots of 1 core on one node, as one entry', () => {
    expect(new Fluxion(EIGHT).matchAllocate(2, 1).nodes).toEqual([{ node: 'n0', cores: 2, tasks: 2 }])
  })

  it('F-5: fills n0 and n1 with 6 slots of 1 core', () => {
    expect(new Fluxion(EIGHT).matchAllocate(6, 1).nodes).toEqual([
      { node: 'n0', cores: 3, tasks: 3 },
      { node: 'n1', cores: 3, tasks: 3 },
    ])
  })

  it('F-6: gives 1 slot of 3 cores n0, and then 1 slot of 2 n1', () => {
    const fluxion = new Fluxion(EIGHT)
    expect(names(fluxion.matchAllocate(1, 3))).toEqual(['n0'])
    expect(names(fluxion.matchAllocate(1, 2))).toEqual(['n1'])
  })

  it('uses up a job id for a busy match too, and counts both', () => {
    const fluxion = new Fluxion(EIGHT)
    const ids = [fluxion.matchAllocate(8, 2), fluxion.matchAllocate(1, 2), fluxion.matchAllocate(8, 1)].map((m) => m.id)
    expect(ids).toEqual([1, 2, 3])
    expect([fluxion.matches, fluxion.busy, fluxion.live]).toEqual([3, 1, 2])
  })

  it('has nothing to give back for a busy, a cancelled or an unknown id', () => {
    const fluxion = new Fluxion(EIGHT)
    const { id } = fluxion.matchAllocate(8, 2)
    const busy = fluxion.matchAllocate(1, 2)
    expect([fluxion.cancel(busy.id), fluxion.cancel(id), fluxion.cancel(id), fluxion.cancel(99)]).toEqual([false, true, false, false])
  })

  it.each([
    [0, 2],
    [2, 0],
    [1.5, 1],
    [1, -1],
  ])('refuses %d slots of %d cores', (count, cpu) => {
    expect(() => new Fluxion(EIGHT).matchAllocate(count, cpu)).toThrow(RangeError)
  })
})

it('keeps nodes in the order of an API list: node-10 before node-2', () => {
  const fluxion = new Fluxion(Array.from({ length: 12 }, (_, i) => ({ name: `node-${i}`, cores: 2 })))
  expect(names(fluxion.matchAllocate(5, 2))).toEqual(['node-0', 'node-1', 'node-10', 'node-11', 'node-2'])
})

it('is busy without nodes', () => {
  expect(new Fluxion([]).matchAllocate(1, 1)).toEqual({ id: 1, nodes: null })
})

const graph = fc
  .array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 })
  .map((all) => all.map((cores, i) => ({ name: `node-${i}`, cores })))
const step = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 12 }), cpu: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ cancel: fc.nat({ max: 30 }) }),
)

describe('any sequence of matches and cancellations', () => {
  it('is answered as the slow twin answers it', () => {
    fc.assert(
      fc.property(graph, fc.array(step, { maxLength: 40 }), (nodes, steps) => {
        const fast = new Fluxion(nodes)
        const plain = new PlainFluxion(nodes)
        for (const s of steps) {
          if ('cancel' in s) expect(fast.cancel(s.cancel)).toBe(plain.cancel(s.cancel))
          else expect(fast.matchAllocate(s.count, s.cpu)).toEqual(plain.matchAllocate(s.count, s.cpu))
        }
        expect(fast.live).toBe(plain.live.size)
      }),
      { numRuns: CASES },
    )
  })

  it('never holds more cores of a node than it has, and gives all slots or none', () => {
    fc.assert(
      fc.property(graph, fc.array(step, { maxLength: 40 }), (nodes, steps) => {
        const fluxion = new Fluxion(nodes)
        const live = new Map<number, Match>()
        for (const s of steps) {
          if ('cancel' in s) {
            expect(fluxion.cancel(s.cancel)).toBe(live.delete(s.cancel))
            continue
          }
          const match = fluxion.matchAllocate(s.count, s.cpu)
          if (match.nodes === null) continue
          live.set(match.id, match)
          expect(match.nodes.reduce((sum, n) => sum + n.tasks, 0)).toBe(s.count)
          expect(match.nodes.every((n) => n.cores === n.tasks * s.cpu && n.tasks > 0)).toBe(true)
        }
        const held = new Map<string, number>()
        for (const { nodes: shares } of live.values()) for (const n of shares ?? []) held.set(n.node, (held.get(n.node) ?? 0) + n.cores)
        for (const { name, cores } of nodes) expect(held.get(name) ?? 0).toBeLessThanOrEqual(cores)
      }),
      { numRuns: CASES },
    )
  })
})
