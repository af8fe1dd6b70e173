/**
 * The smallest set of pods whose deletion lets some gang run.
 *
 * Deleting a pod of a gang in partial allocation gives its room back; the pod is created anew and waits. The set is found for
 * each gang that can't run yet, the most promising first, and only while a smaller set is still possible:
 *
 * - for pods that are all alike the answer is the least number missing to any gang beyond the places that are free, taken
 *   from gangs that hold fewest;
 * - in general, for each node the fewest victims that make place for 1, 2, ... pods of the gang (`node-options.ts`), then
 *   the cheapest combination of nodes (`choose-nodes.ts`), both exact;
 * - beyond a limit on the effort, `greedy-remedy.ts`: then `atLeast` may be smaller than the set.
 *
 * It says what makes it *possible* for the gang to run. A scheduler that knows no gangs may give the freed places to others;
 * to be sure, keep the other pending jobs back (suspend them) until it runs.
 */
import { type Board, boardOf, byCheapest, type Victim } from './board.ts'
import { type Candidate, candidates } from './candidate.ts'
import { chooseNodes } from './choose-nodes.ts'
import { type Effort, VICTIM } from './cover.ts'
import { greedyRemedy } from './greedy-remedy.ts'
import { type NodeOptions, nodeOptions } from './node-options.ts'
import { type ClusterSnapshot, holdsPlace } from './snapshot.ts'

export interface Remedy {
  /** names of the pods to delete: by size of their gang's holding, job, name. Empty: the gang can run as things are */
  readonly delete: readonly string[]
  /** the gang that can run then */
  readonly frees: string
  /** no set smaller than this lets any gang run; equal to the length of `delete` where the search was exact */
  readonly atLeast: number
}

/** Steps of search before it turns greedy: some tens of milliseconds. */
const EFFORT = 10_000_000

/**
 * Null: no deletion of pods of gangs in partial allocation lets any gang run (each needs more than the cluster can give, or
 * none is waiting). The room of terminating pods counts as free.
 * @param effort steps of search before it turns greedy; 0: greedy at once
 * @example smallestRemedy({ nodes: [], gangs: [] }) // null
 */
export function smallestRemedy(snapshot: ClusterSnapshot, effort = EFFORT): Remedy | null {
  const board = boardOf(snapshot)
  const budget: Effort = { left: effort }
  const tables = new Map<string, NodeOptions[]>()
  let best: { victims: readonly Victim[]; frees: string } | undefined
  let unsure = Number.POSITIVE_INFINITY
  for (const candidate of candidates(snapshot, board)) {
    const below = best?.victims.length ?? Number.POSITIVE_INFINITY
    if (candidate.atLeast >= below) break
    if (budget.left <= 0 && best !== undefined) {
      unsure = Math.min(unsure, candidate.atLeast)
      break
    }
    const { victims, exact } = victimsFor(board, candidate, below, budget, tables)
    if (!exact) unsure = Math.min(unsure, candidate.atLeast)
    if (victims !== undefined && victims.length < below) best = { victims, frees: candidate.gang.job }
  }
  if (best === undefined) return null
  return {
    delete: [...best.victims].sort(byCheapest).map((v) => v.pod.name),
    frees: best.frees,
    atLeast: Math.min(unsure, best.victims.length),
  }
}

interface Found {
  /** fewer than asked for, unless not exact; undefined: none found */
  readonly victims: readonly Victim[] | undefined
  /** nothing smaller exists */
  readonly exact: boolean
}

function victimsFor(board: Board, candidate: Candidate, below: number, budget: Effort, tables: Map<string, NodeOptions[]>): Found {
  if (budget.left <= 0) return { victims: greedyRemedy(board, candidate), exact: false }
  const table = optionsOf(board, candidate, budget, tables)
  const exact = table.every((options) => options.exact)
  const choice = chooseNodes(
    candidate,
    table.map((found) => found.options),
    below * VICTIM,
    budget,
  )
  if (choice === 'none') return { victims: exact ? undefined : greedyRemedy(board, candidate), exact }
  if (choice === 'too-large') return { victims: greedyRemedy(board, candidate), exact: false }
  return { victims: choice, exact }
}

/** For each node what it can do. Gangs of one shape differ only where they hold places themselves. */
function optionsOf(board: Board, candidate: Candidate, budget: Effort, tables: Map<string, NodeOptions[]>): NodeOptions[] {
  const own = new Set(candidate.gang.pods.flatMap((p) => (holdsPlace(p) ? (p.node ?? []) : [])))
  let shared = tables.get(candidate.shape)
  if (shared === undefined) {
    shared = []
    tables.set(candidate.shape, shared)
  }
  const table = shared
  return board.names.map((name, n) => {
    if (own.has(name)) return nodeOptions(board, n, candidate, budget)
    table[n] ??= nodeOptions(board, n, candidate, budget)
    return table[n]
  })
}
