/** Cycles of the wait-for graph. */
import type { Wait } from './wait-for.ts'

/**
 * Sets of gangs that wait for each other in a circle, directly or through others (the strongly connected components of two
 * and more), largest first. Members in the order of `waits`.
 * @example circularWaits([{ job: 'a', missing: 1, for: ['b'] }, { job: 'b', missing: 1, for: ['a', 'c'] }, { job: 'c', missing: 1, for: [] }]) // [['a', 'b']]
 */
export function circularWaits(waits: readonly Wait[]): string[][] {
  const next = edges(waits)
  const component = stronglyConnected(next)
  const members = new Map<number, string[]>()
  waits.forEach((wait, i) => {
    const c = component[i] as number
    const list = members.get(c)
    if (list === undefined) members.set(c, [wait.job])
    else list.push(wait.job)
  })
  return [...members.values()].filter((m) => m.length > 1).sort((a, b) => b.length - a.length)
}

/**
 * One circle of fewest gangs, for a person to read: each waits for the next, the last for the first. Undefined: there is none.
 * @example shortestCycle([{ job: 'a', missing: 1, for: ['b'] }, { job: 'b', missing: 1, for: ['c'] }, { job: 'c', missing: 1, for: ['a'] }]) // ['a', 'b', 'c']
 */
export function shortestCycle(waits: readonly Wait[]): string[] | undefined {
  const next = edges(waits)
  let best: number[] | undefined
  for (let start = 0; start < next.length && best?.length !== 2; start++) {
    const cycle = cycleThrough(next, start, best?.length ?? Number.POSITIVE_INFINITY)
    if (cycle !== undefined) best = cycle
  }
  return best?.map((i) => (waits[i] as Wait).job)
}

/** Edges by position in `waits`; jobs that do not wait themselves are left out: no cycle leads through them. */
function edges(waits: readonly Wait[]): number[][] {
  const index = new Map(waits.map((w, i) => [w.job, i]))
  return waits.map((w) => w.for.flatMap((job) => index.get(job) ?? []))
}

/** Breadth first from `start` back to it, in fewer than `limit` steps. */
function cycleThrough(next: readonly (readonly number[])[], start: number, limit: number): number[] | undefined {
  const from = new Map<number, number>()
  let ring = [start]
  for (let length = 1; ring.length > 0 && length < limit; length++) {
    const further: number[] = []
    for (const i of ring)
      for (const j of next[i] as readonly number[]) {
        if (j === start) return path(from, start, i)
        if (!from.has(j)) {
          from.set(j, i)
          further.push(j)
        }
      }
    ring = further
  }
  return undefined
}

function path(from: ReadonlyMap<number, number>, start: number, end: number): number[] {
  const cycle = [end]
  for (let i = end; i !== start; ) {
    i = from.get(i) as number
    cycle.unshift(i)
  }
  return cycle
}

/** Tarjan's algorithm without recursion (a cluster may have thousands of gangs in one circle): component of each vertex. */
function stronglyConnected(next: readonly (readonly number[])[]): number[] {
  const order = new Array<number>(next.length).fill(-1)
  const low = new Array<number>(next.length).fill(0)
  const component = new Array<number>(next.length).fill(-1)
  const open: number[] = []
  let met = 0
  let components = 0
  for (let root = 0; root < next.length; root++) {
    if (order[root] !== -1) continue
    const calls = [{ vertex: root, edge: 0 }]
    order[root] = low[root] = met++
    open.push(root)
    while (calls.length > 0) {
      const call = calls[calls.length - 1] as { vertex: number; edge: number }
      const v = call.vertex
      const w = (next[v] as readonly number[])[call.edge++]
      if (w !== undefined) {
        if (order[w] === -1) {
          order[w] = low[w] = met++
          open.push(w)
          calls.push({ vertex: w, edge: 0 })
        } else if (component[w] === -1) low[v] = Math.min(low[v] as number, order[w] as number)
        continue
      }
      calls.pop()
      const parent = calls.at(-1)?.vertex
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[v] as number)
      if (low[v] !== order[v]) continue
      for (let w2 = open.pop(); w2 !== undefined; w2 = open.pop()) {
        component[w2] = components
        if (w2 === v) break
      }
      components++
    }
  }
  return component
}
