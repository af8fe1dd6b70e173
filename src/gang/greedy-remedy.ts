/**
 * A remedy for where the exact search would take too long: pod by pod, each where it costs fewest deletions. What it finds
 * works, but may be larger than needed: for k pods beyond those that fit anyway it deletes at most k times the most that
 * one of them cost, while the smallest set has at least `Candidate.atLeast` pods.
 */
import { minus, plus, type Resources } from '../resources.ts'
import { type Board, groupsOf, type Victim } from './board.ts'
import type { Candidate, Part } from './candidate.ts'
import { cheapestCover } from './cover.ts'
import { mayUse } from './snapshot.ts'

interface Offer {
  readonly cost: number
  readonly victims: readonly Victim[]
}

/** Pods of other gangs to delete so that the candidate's missing pods fit; undefined: it found no way. */
export function greedyRemedy(board: Board, candidate: Candidate): Victim[] | undefined {
  const room = [...board.room]
  const left = board.victims.map((list) => list.filter((v) => v.gang !== candidate.index))
  const pending = candidate.parts.map((p) => p.pending)
  const offer = (n: number, part: Part): Offer | undefined => {
    if (!mayUse(part.kind, board.names[n] as string)) return undefined
    const groups = groupsOf(left[n] as readonly Victim[])
    const cover = cheapestCover(groups, minus(part.kind.request, room[n] as Resources), { left: 0 })
    return cover && { cost: cover.cost, victims: groups.flatMap((g, i) => g.victims.slice(0, cover.counts[i])) }
  }
  const offers = board.names.map((_, n) => candidate.parts.map((part) => offer(n, part)))
  const deleted: Victim[] = []
  for (let k = 0; k < candidate.missing; k++) {
    let best: { offer: Offer; n: number; p: number } | undefined
    offers.forEach((byPart, n) => {
      byPart.forEach((o, p) => {
        if (o !== undefined && (pending[p] as number) > 0 && o.cost < (best?.offer.cost ?? Number.POSITIVE_INFINITY))
          best = { offer: o, n, p }
      })
    })
    if (best === undefined) return undefined
    const { n, p, offer: taken } = best
    const gone = new Set(taken.victims)
    deleted.push(...taken.victims)
    left[n] = (left[n] as readonly Victim[]).filter((v) => !gone.has(v))
    room[n] = taken.victims.reduce((r, v) => plus(r, v.pod.request), minus(room[n] as Resources, (candidate.parts[p] as Part).kind.request))
    pending[p] = (pending[p] as number) - 1
    offers[n] = candidate.parts.map((part) => offer(n, part))
  }
  return deleted
}
