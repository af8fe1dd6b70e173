/** Small clusters for the tests of this folder. */
import fc from 'fast-check'
import type { ClusterSnapshot, Gang, GangPod, GangPodState, SnapshotNode } from '../../../src/gang/snapshot.ts'
import { fits, minus, type Resources } from '../../../src/resources.ts'

export const SLOT: Resources = { cpu: 2000, memory: 0, pods: 1, gpu: 0 }

/** What is free on a node that has place for so many slots; 500m are always left over. */
export function roomFor(slots: number): Resources {
  return { cpu: 500 + 2000 * slots, memory: 8_000_000_000, pods: 100, gpu: 0 }
}

export interface GangSpec {
  readonly job: string
  readonly need: number
  /** pods it has; `need` unless stated */
  readonly size?: number
  readonly held?: number
  readonly reserved?: number
  readonly terminating?: number
  readonly begun?: boolean
  readonly releasing?: boolean
}

/** Identical one-slot pods, given their places from the first node on. All other pods of a gang are pending. */
export function slotCluster(slotsOfNodes: readonly number[], specs: readonly GangSpec[]): ClusterSnapshot {
  const left = [...slotsOfNodes]
  const take = (): string => {
    const n = left.findIndex((slots) => slots > 0)
    if (n < 0) throw new Error('expected room for every placed pod, got too few slots')
    left[n] = (left[n] as number) - 1
    return `n${n}`
  }
  const gangs = specs.map((spec): Gang => {
    const states: GangPodState[] = [
      ...new Array<GangPodState>(spec.held ?? 0).fill('held'),
      ...new Array<GangPodState>(spec.reserved ?? 0).fill('reserved'),
      ...new Array<GangPodState>(spec.terminating ?? 0).fill('terminating'),
    ]
    while (states.length < (spec.size ?? spec.need)) states.push('pending')
    const pods = states.map((state, i): GangPod => {
      const pod = { name: `${spec.job}-${i}`, state, request: SLOT }
      return state === 'pending' ? pod : { ...pod, node: take() }
    })
    return { job: spec.job, need: spec.need, pods, ...flags(spec) }
  })
  return { nodes: left.map((slots, n) => ({ name: `n${n}`, free: roomFor(slots) })), gangs }
}

function flags(spec: GangSpec): { begun?: true; releasing?: true } {
  return { ...(spec.begun ? { begun: true } : {}), ...(spec.releasing ? { releasing: true } : {}) }
}

/** M7 of the specification: eight slots held by four gangs, none whole. */
export const M7: readonly GangSpec[] = [
  { job: 'size-5', need: 5, held: 3 },
  { job: 'size-3', need: 3, held: 2 },
  { job: 'size-6', need: 6, held: 2 },
  { job: 'size-2', need: 2, held: 1 },
]

export const EIGHT: readonly number[] = [1, 1, 1, 1, 1, 1, 1, 1]

/** Up to six slots, up to four gangs of up to four; with flags, terminating and reserved pods unless `plain`. */
export function tinySlotClusters(plain = false): fc.Arbitrary<ClusterSnapshot> {
  const rarely = plain ? fc.constant(0) : fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) })
  const spec = fc.record({
    need: fc.integer({ min: 1, max: 4 }),
    extra: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
    held: fc.integer({ min: 0, max: 4 }),
    reserved: rarely,
    terminating: rarely,
    begun: rarely,
    releasing: rarely,
  })
  return fc
    .record({ slots: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 }), specs: fc.array(spec, { maxLength: 4 }) })
    .map(({ slots, specs }) => {
      let left = slots.reduce((a, b) => a + b, 0)
      const upTo = (n: number, size: number): number => {
        const taken = Math.min(n, left, size)
        left -= taken
        return taken
      }
      return slotCluster(
        slots,
        specs.map((s, i) => {
          let size = s.need + s.extra
          const reserved = upTo(s.reserved, size)
          const terminating = upTo(s.terminating, size - reserved)
          const held = upTo(s.held, size - reserved - terminating)
          size = Math.max(size, reserved + terminating + held)
          return { job: `g${i}`, need: s.need, size, held, reserved, terminating, begun: s.begun === 1, releasing: s.releasing === 1 }
        }),
      )
    })
}

const SETS: readonly (ReadonlySet<string> | undefined)[] = [undefined, undefined, new Set(['n0', 'n1']), new Set(['n1', 'n2'])]

/**
 * Up to three unlike nodes, up to three gangs of unlike pods, some bound to certain nodes. Where the room allows, pods are
 * placed. In half of them the gangs are all of one make.
 */
export function mixedClusters(): fc.Arbitrary<ClusterSnapshot> {
  const request = fc.record({
    cpu: fc.integer({ min: 0, max: 3 }),
    memory: fc.integer({ min: 0, max: 2 }),
    pods: fc.constant(1),
    gpu: fc.constant(0),
  })
  const pod = fc.record({
    kind: fc.integer({ min: 0, max: 1 }),
    wish: fc.integer({ min: -1, max: 2 }),
    state: fc.integer({ min: 0, max: 9 }),
  })
  const gang = fc.record({
    kinds: fc.tuple(request, request),
    sets: fc.tuple(fc.constantFrom(...SETS), fc.constantFrom(...SETS)),
    pods: fc.array(pod, { minLength: 1, maxLength: 4 }),
    more: fc.integer({ min: -1, max: 1 }),
  })
  const node = fc.record({
    cpu: fc.integer({ min: 1, max: 4 }),
    memory: fc.integer({ min: 0, max: 4 }),
    pods: fc.integer({ min: 1, max: 3 }),
    gpu: fc.constant(0),
  })
  return fc
    .record({
      nodes: fc.array(node, { minLength: 1, maxLength: 3 }),
      gangs: fc.array(gang, { minLength: 1, maxLength: 3 }),
      oneMake: fc.boolean(),
    })
    .map(({ nodes, gangs, oneMake }) => {
      const free: Resources[] = [...nodes]
      const make = gangs[0] as (typeof gangs)[number]
      const made = oneMake ? gangs.map((g) => ({ ...make, pods: make.pods.map((p, k) => ({ ...p, wish: g.pods[k]?.wish ?? -1 })) })) : gangs
      const placed = made.map((g, i): Gang => {
        const pods = g.pods.map((p, k): GangPod => {
          const set = g.sets[p.kind]
          const base = { name: `g${i}-${k}`, request: g.kinds[p.kind] as Resources, ...(set === undefined ? {} : { allowedNodes: set }) }
          const room = free[p.wish]
          if (room === undefined || !fits(base.request, room) || set?.has(`n${p.wish}`) === false) return { ...base, state: 'pending' }
          free[p.wish] = minus(room, base.request)
          return { ...base, node: `n${p.wish}`, state: p.state === 0 ? 'terminating' : p.state === 1 ? 'reserved' : 'held' }
        })
        return { job: `g${i}`, need: Math.max(1, g.pods.length + g.more), pods }
      })
      return { nodes: free.map((f, n): SnapshotNode => ({ name: `n${n}`, free: f })), gangs: placed }
    })
}
