/** A gang that a remedy could let run: what it still has to place, and the least that this can cost. */
import { fits, NO_RESOURCES, type Resources } from '../resources.ts'
import type { Board } from './board.ts'
import { Kinds } from './kinds.ts'
import { holding, missing } from './partial.ts'
import { type ClusterSnapshot, type Gang, holdsPlace, mayUse, type PodKind, places } from './snapshot.ts'

/** Pods of one kind within a gang. */
export interface Part {
  readonly kind: PodKind
  /** that can be placed: pending ones and those still to be created */
  pending: number
  /** that hold a place */
  held: number
}

export interface Candidate {
  readonly gang: Gang
  /** position in the snapshot */
  readonly index: number
  readonly missing: number
  readonly holding: number
  readonly parts: readonly Part[]
  /** equal for gangs that miss and hold equally many pods of the same kinds */
  readonly shape: string
  /** no fewer deletions than this let it run; Infinity: none do */
  readonly atLeast: number
}

/**
 * The gangs that can't run yet, most promising first: by least number of deletions, pods missing, pods held (most first),
 * position. Of gangs that hold nothing and miss equally many pods of the same kind only the first is listed.
 */
export function candidates(snapshot: ClusterSnapshot, board: Board): Candidate[] {
  const kinds = new Kinds()
  const bounds: { places: number; gain: number }[] = []
  const boundsOf = (k: number): { places: number; gain: number } => {
    bounds[k] ??= { places: placesNow(board, kinds.list[k] as PodKind), gain: largestGain(board, kinds.list[k] as PodKind) }
    return bounds[k]
  }
  const alike = new Set<string>()
  const list: Candidate[] = []
  snapshot.gangs.forEach((gang, index) => {
    const lacks = missing(gang)
    if (lacks === 0) return
    const parts = partsOf(gang)
    if (parts.reduce((sum, p) => sum + p.pending, 0) < lacks) return
    const numbers = parts.map((p) => kinds.of(p.kind))
    const holds = holding(gang)
    const shape = `${lacks}:${parts.map((p, i) => `${numbers[i]}*${p.pending}/${p.held}`).join()}`
    if (holds === 0) {
      if (alike.has(shape)) return
      alike.add(shape)
    }
    let extra = lacks
    let gain = 0
    for (const k of numbers) {
      extra -= boundsOf(k).places
      gain += boundsOf(k).gain
    }
    const atLeast = extra <= 0 ? 0 : Math.max(1, Math.ceil(extra / gain))
    list.push({ gang, index, missing: lacks, holding: holds, parts, shape, atLeast })
  })
  return list.sort((a, b) => order(a.atLeast, b.atLeast) || a.missing - b.missing || b.holding - a.holding || a.index - b.index)
}

/** Infinity - Infinity is no number to sort by. */
function order(a: number, b: number): number {
  return a === b ? 0 : a - b
}

/** The gang's kinds of pod. Pods up to `need` that do not exist yet are taken to be like the first. */
function partsOf(gang: Gang): Part[] {
  const kinds = new Kinds()
  const parts: Part[] = []
  let alive = 0
  for (const pod of gang.pods) {
    if (pod.state !== 'pending' && !holdsPlace(pod)) continue
    const k = kinds.of(pod)
    parts[k] ??= { kind: pod, pending: 0, held: 0 }
    if (pod.state === 'pending') parts[k].pending++
    else parts[k].held++
    alive++
  }
  const first = gang.pods[0]
  if (first !== undefined && alive < gang.need) {
    const k = kinds.of(first)
    parts[k] ??= { kind: first, pending: 0, held: 0 }
    parts[k].pending += gang.need - alive
  }
  return parts
}

/** Pods of this kind that find a place without any deletion. */
function placesNow(board: Board, kind: PodKind): number {
  return board.names.reduce((sum, name, n) => sum + (mayUse(kind, name) ? places(kind.request, board.room[n] as Resources) : 0), 0)
}

/**
 * No victim makes place for more pods of this kind than this. On a node where resource r is what limits them, a victim adds
 * at most its own request of r, rounded up to whole pods. (Not so where a node is over-committed: one pod less may then
 * open all of it.)
 */
function largestGain(board: Board, kind: PodKind): number {
  const of = (one: number, wanted: number): number => (wanted === 0 ? 0 : Math.ceil(one / wanted))
  const want = kind.request
  if (board.room.some((r) => !fits(NO_RESOURCES, r))) return Number.POSITIVE_INFINITY
  return board.requests.reduce(
    (most, r) => Math.max(most, of(r.cpu, want.cpu), of(r.memory, want.memory), of(r.pods, want.pods), of(r.gpu, want.gpu)),
    0,
  )
}
