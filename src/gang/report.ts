/** Why nothing moves, as data: the `clog` of a run's outcome. */
import type { ClogHolder, ClogReport } from '../record/events.ts'
import type { Resources } from '../resources.ts'
import type { Time } from '../units.ts'
import { Kinds } from './kinds.ts'
import { isPartial } from './partial.ts'
import { smallestRemedy } from './remedy.ts'
import { type ClusterSnapshot, type Gang, holdsPlace, mayUse, type PodKind, places } from './snapshot.ts'
import { waitFor } from './wait-for.ts'

export { type DescribeOptions, deleteCommands, describeClog } from './describe.ts'

/**
 * Builds the report of a state.
 *
 * - `slots`: places that gang pods hold, and the most that one kind of pending pod would still find (0 when clogged). For
 *   pods that are all alike these are the slots of the cluster.
 * - `holders`: gangs that hold places (reserved or bound), largest holding first, then by name.
 * - `waits`: of the gangs in partial allocation only, in the order of `holders`: those that hold nothing wait as well, but
 *   would make the report as long as the queue (`waitFor` has them). Where more than 141 gangs hold places, only as many of
 *   the first as keep the report below some 20,000 names.
 *
 * @param at when, in microseconds of the run
 * @example clogReport({ nodes: [], gangs: [] }, 'deadlock', 0).remedy // null
 */
export function clogReport(snapshot: ClusterSnapshot, kind: ClogReport['kind'], at: Time): ClogReport {
  const sorted = snapshot.gangs.map(holderOf).filter((h) => h.holder.running > 0)
  sorted.sort((a, b) => b.holder.running - a.holder.running || (a.holder.job < b.holder.job ? -1 : 1))
  const rank = new Map(sorted.map(({ gang }, i) => [gang.job, i]))
  const byRank = (a: string, b: string): number => (rank.get(a) ?? rank.size) - (rank.get(b) ?? rank.size)
  const remedy = smallestRemedy(snapshot)
  const { held, pending } = count(snapshot)
  const partial = sorted.map((h) => h.gang).filter(isPartial)
  const listed = new Set(partial.slice(0, Math.max(FEWEST_WAITS, Math.floor(MOST_NAMES / sorted.length))))
  return {
    kind,
    at,
    slots: held + placesLeft(snapshot),
    slotsHeld: held,
    partialGangs: partial.length,
    pendingPods: pending,
    holders: sorted.map((h) => h.holder),
    waits: waitFor(snapshot, (gang) => listed.has(gang))
      .map((w) => ({ ...w, for: [...w.for].sort(byRank) }))
      .sort((a, b) => byRank(a.job, b.job)),
    remedy: remedy && { delete: remedy.delete, frees: remedy.frees },
  }
}

const MOST_NAMES = 20_000
const FEWEST_WAITS = 10

function holderOf(gang: Gang): { gang: Gang; holder: ClogHolder } {
  const holds = gang.pods.filter(holdsPlace)
  const nodes = [...new Set(holds.flatMap((p) => p.node ?? []))].sort()
  return { gang, holder: { job: gang.job, running: holds.length, size: gang.need, nodes } }
}

function count(snapshot: ClusterSnapshot): { held: number; pending: number } {
  let held = 0
  let pending = 0
  for (const gang of snapshot.gangs)
    for (const pod of gang.pods) {
      if (pod.state === 'pending') pending++
      else if (holdsPlace(pod) || (pod.state === 'terminating' && pod.node !== undefined)) held++
    }
  return { held, pending }
}

/** The most pods of one pending kind that fit now. */
function placesLeft(snapshot: ClusterSnapshot): number {
  const pending = new Map<number, { kind: PodKind; pods: number }>()
  const kinds = new Kinds()
  for (const gang of snapshot.gangs)
    for (const pod of gang.pods) {
      if (pod.state !== 'pending') continue
      const k = kinds.of(pod)
      pending.set(k, { kind: pod, pods: (pending.get(k)?.pods ?? 0) + 1 })
    }
  const left = ({ kind, pods }: { kind: PodKind; pods: number }): number => {
    const room = (name: string, free: Resources): number => (mayUse(kind, name) ? places(kind.request, free) : 0)
    const sum = snapshot.nodes.reduce((s, n) => s + room(n.name, n.free), 0)
    // pods that ask for nothing find place without end
    return Number.isFinite(sum) ? sum : pods
  }
  return Math.max(0, ...[...pending.values()].map(left))
}
