import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coresFree, Fluxion, type FluxionNode, type Match, type MatchedNode } from '../../../../src/actors/fluxion/fluxion.ts'
import { CASES } from '../../../support/cases.ts'
import { PlainFluxion } from '../../../support/plain-fluxion.ts'

const EIGHT: readonly FluxionNode[] = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => ({ name: `n${i}`, cores: 3 }))

function nodesOf(match: Match): readonly MatchedNode[] {
  return match.busy ? [] : match.nodes
}

function names(match: Match): string[] | 'busy' {
  return match.busy ? 'busy' : match.nodes.map((n) => n.node)
}

describe('eight nodes of three cores', () => {
  it('F-1: gives 4 slots of 2 cores the first four nodes, one task each', () => {
    expect(nodesOf(new Fluxion(EIGHT).match(4, 2))).toEqual([
      { node: 'n0', cores: 2, tasks: 1 },
      { node: 'n1', cores: 2, tasks: 1 },
      { node: 'n2', cores: 2, tasks: 1 },
      { node: 'n3', cores: 2, tasks: 1 },
    ])
  })

  it('F-2: is busy for 5 more slots of 2 until the first are cancelled, then gives n0 to n4', () => {
    const fluxion = new Fluxion(EIGHT)
    const first = fluxion.match(4, 2)
    expect(names(fluxion.match(5, 2))).toBe('busy')
    fluxion.cancel(first.id)
    expect(names(fluxion.match(5, 2))).toEqual(['n0', 'n1', 'n2', 'n3', 'n4'])
  })

  it('F-3: is busy for 9 slots of 2, though 24 cores are free', () => {
    const fluxion = new Fluxion(EIGHT)
    expect(names(fluxion.match(9, 2))).toBe('busy')
    expect(names(fluxion.match(8, 2))).toHaveLength(8)
  })

  it('F-4: puts 2 slots of 1 core on one node, as one entry', () => {
    expect(nodesOf(new Fluxion(EIGHT).match(2, 1))).toEqual([{ node: 'n0', cores: 2, tasks: 2 }])
  })

  it('F-5: fills n0 and n1 with 6 slots of 1 core', () => {
    expect(nodesOf(new Fluxion(EIGHT).match(6, 1))).toEqual([
      { node: 'n0', cores: 3, tasks: 3 },
      { node: 'n1', cores: 3, tasks: 3 },
    ])
  })

  it('F-6: gives 1 slot of 3 cores n0, and then 1 slot of 2 n1', () => {
    const fluxion = new Fluxion(EIGHT)
    expect(names(fluxion.match(1, 3))).toEqual(['n0'])
    expect(names(fluxion.match(1, 2))).toEqual(['n1'])
  })

  it('uses up a job id for a busy match too', () => {
    const fluxion = new Fluxion(EIGHT)
    expect([fluxion.match(8, 2), fluxion.match(1, 2), fluxion.match(8, 1)].map((m) => [m.id, m.busy])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ])
    expect(fluxion.live).toBe(2)
  })

  it('gives nothing back twice, nor for an id that is busy or unknown', () => {
    const fluxion = new Fluxion(EIGHT)
    const { id } = fluxion.match(8, 2)
    const busy = fluxion.match(1, 2)
    for (const gone of [busy.id, id, id, 99]) fluxion.cancel(gone)
    expect([fluxion.live, fluxion.free('n0'), fluxion.free('n7')]).toEqual([0, 3, 3])
  })

  it.each([
    [0, 2],
    [2, 0],
    [1.5, 1],
    [1, -1],
  ])('refuses %d slots of %d cores', (count, cpu) => {
    expect(() => new Fluxion(EIGHT).match(count, cpu)).toThrow(RangeError)
  })
})

it.each([
  [303, 3],
  [921, 2],
  [85, 3],
  [5920, 0],
])('F-7: of 3920m with %dm requested %d whole cores are free', (requested, cores) => {
  expect(coresFree({ cpu: 3920, memory: 0, pods: 110, gpu: 0 }, requested)).toBe(cores)
})

it('keeps nodes in the order of an API list: node-10 before node-2', () => {
  const fluxion = new Fluxion(Array.from({ length: 12 }, (_, i) => ({ name: `node-${i}`, cores: 2 })))
  expect(names(fluxion.match(5, 2))).toEqual(['node-0', 'node-1', 'node-10', 'node-11', 'node-2'])
})

it('is busy without nodes, and knows no cores of a node it does not know', () => {
  expect(new Fluxion([]).match(1, 1)).toEqual({ id: 1, busy: true })
  expect(new Fluxion([]).free('n0')).toBe(0)
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
          if ('cancel' in s) {
            fast.cancel(s.cancel)
            plain.cancel(s.cancel)
          } else expect(fast.match(s.count, s.cpu)).toEqual(plain.match(s.count, s.cpu))
        }
        expect(nodes.map((n) => fast.free(n.name))).toEqual(nodes.map((n) => plain.free(n.name)))
        expect(fast.live).toBe(plain.allocations.size)
      }),
      { numRuns: CASES },
    )
  })

  it('never holds more cores of a node than it has, and gives all slots or none', () => {
    fc.assert(
      fc.property(graph, fc.array(step, { maxLength: 40 }), (nodes, steps) => {
        const fluxion = new Fluxion(nodes)
        const live = new Map<number, readonly MatchedNode[]>()
        for (const s of steps) {
          if ('cancel' in s) {
            fluxion.cancel(s.cancel)
            live.delete(s.cancel)
            continue
          }
          const match = fluxion.match(s.count, s.cpu)
          if (match.busy) continue
          live.set(match.id, match.nodes)
          expect(match.nodes.reduce((sum, n) => sum + n.tasks, 0)).toBe(s.count)
          expect(match.nodes.every((n) => n.cores === n.tasks * s.cpu && n.tasks > 0)).toBe(true)
        }
        const held = new Map<string, number>()
        for (const shares of live.values()) for (const n of shares) held.set(n.node, (held.get(n.node) ?? 0) + n.cores)
        for (const { name, cores } of nodes) expect(held.get(name) ?? 0).toBeLessThanOrEqual(cores)
      }),
      { numRuns: CASES },
    )
  })
})
