/**
 * What one node can do for a gang: place so many of its pods, at the cost of so many deletions there. Only options that
 * no other beats are listed.
 *
 * Deleting pods of the gang itself can help only if its pods differ (a small one in the way of a large one, say): a pod
 * that is deleted must be placed again, and its room takes no more than one pod like it.
 */
import { minus, plus, type Resources } from '../resources.ts'
import { type Board, byCheapest, type Group, groupsOf, requestOf, type Victim } from './board.ts'
import type { Candidate, Part } from './candidate.ts'
import { type Cover, cheapestCover, type Effort } from './cover.ts'
import { Kinds } from './kinds.ts'
import { mayUse, places } from './snapshot.ts'

export interface NodeOption {
  /** pods placed less own pods deleted, for each part of the gang */
  readonly net: readonly number[]
  readonly cost: number
  readonly victims: readonly Victim[]
}

export interface NodeOptions {
  readonly options: readonly NodeOption[]
  /** every option that could matter was looked at */
  readonly exact: boolean
}

/** Steps that looking at a node counts as, beside one for each pod there. */
const NODE_COST = 10

export function nodeOptions(board: Board, n: number, candidate: Candidate, effort: Effort): NodeOptions {
  effort.left -= NODE_COST + (board.victims[n] as readonly Victim[]).length
  const search = new Search(board, n, candidate, effort)
  if (candidate.parts.length === 1) search.alike()
  else search.mixed()
  return { options: search.found, exact: search.exact }
}

class Search {
  readonly found: NodeOption[] = []
  exact = true
  readonly #candidate: Candidate
  readonly #effort: Effort
  readonly #room: Resources
  /** of other gangs */
  readonly #groups: readonly Group[]
  readonly #others: Resources
  /** own pods here by part, cheapest first */
  readonly #own: readonly (readonly Victim[])[]
  /** whether the node's rules admit pods of each part */
  readonly #admits: readonly boolean[]

  constructor(board: Board, n: number, candidate: Candidate, effort: Effort) {
    const here = board.victims[n] as readonly Victim[]
    const own = here.filter((v) => v.gang === candidate.index)
    const others = own.length === 0 ? here : here.filter((v) => v.gang !== candidate.index)
    this.#candidate = candidate
    this.#effort = effort
    this.#room = board.room[n] as Resources
    this.#groups = own.length === 0 ? (board.groups[n] as readonly Group[]) : groupsOf(others)
    this.#others = requestOf(others)
    this.#admits = candidate.parts.map((part) => mayUse(part.kind, board.names[n] as string))
    this.#own = own.length === 0 ? candidate.parts.map(() => NOBODY) : ownByPart(candidate.parts, own)
  }

  /** All pods of the gang are alike: for each number of pods the cheapest victims. */
  alike(): void {
    if (!this.#admits[0]) return
    const part = this.#candidate.parts[0] as Part
    const want = part.kind.request
    const wanted = Math.min(part.pending, this.#candidate.missing)
    const most = Math.min(wanted, places(want, plus(this.#room, this.#others)))
    let deficit = minus(NOTHING, this.#room)
    for (let x = 1; x <= most; x++) {
      deficit = plus(deficit, want)
      const cover = this.#cover(deficit)
      if (cover === undefined) return
      // as many for the same cost: the smaller number is of no use
      if (this.found.at(-1)?.cost === cover.cost) this.found.pop()
      this.found.push({ net: [x], cost: cover.cost, victims: this.#victims(cover) })
    }
  }

  /** Pods of several kinds: every choice of own pods to delete and of pods to place. */
  mixed(): void {
    const parts = this.#candidate.parts
    const deletions = parts.map(() => 0)
    const chooseDeletions = (p: number, room: Resources, cost: number): void => {
      if (p === parts.length) {
        this.#choosePlacements(deletions, room, cost)
        return
      }
      const own = this.#own[p] as readonly Victim[]
      let freed = room
      let paid = cost
      for (let o = 0; ; o++) {
        deletions[p] = o
        chooseDeletions(p + 1, freed, paid)
        const next = own[o]
        if (next === undefined) break
        freed = plus(freed, next.pod.request)
        paid += next.cost
      }
      deletions[p] = 0
    }
    chooseDeletions(0, this.#room, 0)
    this.found.splice(0, this.found.length, ...undominated(this.found))
  }

  #choosePlacements(deletions: readonly number[], room: Resources, cost: number): void {
    const { parts, missing, holding } = this.#candidate
    const net = deletions.map((o) => -o)
    const choose = (p: number, left: Resources): void => {
      if (this.#effort.left < 0) return
      const part = parts[p]
      if (part === undefined) {
        this.#add(net, minus(NOTHING, left), deletions, cost)
        return
      }
      // a pod deleted here and placed here again is wasted
      const limit = deletions[p] === 0 && this.#admits[p] ? Math.min(part.pending + part.held, missing + holding) : 0
      const most = Math.min(limit, places(part.kind.request, plus(left, this.#others)))
      let rest = left
      for (let x = 0; x <= most; x++) {
        net[p] = x - (deletions[p] as number)
        choose(p + 1, rest)
        rest = minus(rest, part.kind.request)
      }
    }
    choose(0, room)
  }

  #add(net: readonly number[], deficit: Resources, deletions: readonly number[], paid: number): void {
    if (net.every((x) => x <= 0)) return
    if (this.#effort.left-- <= 0) this.exact = false
    const cover = this.exact ? this.#cover(deficit) : undefined
    if (cover === undefined) return
    const own = deletions.flatMap((o, p) => (this.#own[p] as readonly Victim[]).slice(0, o))
    this.found.push({ net: [...net], cost: paid + cover.cost, victims: [...own, ...this.#victims(cover)] })
  }

  #cover(deficit: Resources): Cover | undefined {
    const cover = cheapestCover(this.#groups, deficit, this.#effort)
    if (cover?.exact === false) this.exact = false
    return cover
  }

  #victims(cover: Cover): Victim[] {
    return this.#groups.flatMap((group, i) => group.victims.slice(0, cover.counts[i]))
  }
}

const NOBODY: readonly Victim[] = []
const NOTHING: Resources = { cpu: 0, memory: 0, pods: 0, gpu: 0 }

function ownByPart(parts: readonly Part[], own: readonly Victim[]): Victim[][] {
  const kinds = new Kinds()
  for (const part of parts) kinds.of(part.kind)
  const lists: Victim[][] = parts.map(() => [])
  for (const victim of [...own].sort(byCheapest)) lists[kinds.of(victim.pod)]?.push(victim)
  return lists
}

/** Leaves out what costs no less than another option and places no more of any part. */
function undominated(options: readonly NodeOption[]): NodeOption[] {
  const kept: NodeOption[] = []
  for (const option of [...options].sort((a, b) => a.cost - b.cost || total(b) - total(a))) {
    if (!kept.some((k) => k.net.every((x, p) => x >= (option.net[p] as number)))) kept.push(option)
  }
  return kept
}

function total(option: NodeOption): number {
  return option.net.reduce((sum, x) => sum + x, 0)
}
