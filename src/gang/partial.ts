/**
 * Partial allocation: a gang holds room for some of its pods but for fewer than it needs, so what it holds lies idle.
 * A gang whose application has begun is not partial even while its pods end one by one.
 */
import { NO_RESOURCES, plus, type Resources } from '../resources.ts'
import { type ClusterSnapshot, type Gang, type GangPod, holdsPlace } from './snapshot.ts'

/**
 * Number of its pods that hold a place, reserved or bound.
 * @example holding({ job: 'a', need: 2, pods: [] }) // 0
 */
export function holding(gang: Gang): number {
  let n = 0
  for (const pod of gang.pods) if (holdsPlace(pod)) n++
  return n
}

/**
 * Pods that must still be placed before it can run; 0 once it can, or has begun.
 * @example missing({ job: 'a', need: 3, pods: [] }) // 3
 */
export function missing(gang: Gang): number {
  return gang.begun ? 0 : Math.max(0, gang.need - holding(gang))
}

/**
 * Whether 0 < held < need.
 * @example isPartial({ job: 'a', need: 3, pods: [] }) // false
 */
export function isPartial(gang: Gang): boolean {
  return missing(gang) > 0 && holding(gang) > 0
}

/** The gangs in partial allocation, in the snapshot's order. */
export function partialGangs(snapshot: ClusterSnapshot): Gang[] {
  return snapshot.gangs.filter(isPartial)
}

export interface IdleHeld {
  readonly pods: readonly GangPod[]
  /** what they request together */
  readonly total: Resources
}

/**
 * The pods whose room lies idle: reserved or held by gangs in partial allocation. Their share of the glossary's
 * *idle-held time* grows by `total` times the time that passes. Terminating pods are not among them.
 * @example idleHeld({ nodes: [], gangs: [] }).total.cpu // 0
 */
export function idleHeld(snapshot: ClusterSnapshot): IdleHeld {
  const pods = partialGangs(snapshot).flatMap((gang) => gang.pods.filter(holdsPlace))
  return { pods, total: pods.reduce((sum, pod) => plus(sum, pod.request), NO_RESOURCES) }
}
