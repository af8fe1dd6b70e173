/** Slow twins: they try everything, on clusters small enough for that. */
import { type ClusterSnapshot, fitsOn, type Gang, type GangPod } from '../../../src/gang/snapshot.ts'
import { minus, plus, type Resources } from '../../../src/resources.ts'

/** All that can happen next: a pod is placed, a gang finishes, a pod leaves, a reservation is bound or given back, a timer fires. */
export function successors(s: ClusterSnapshot): { what: 'finish' | 'other'; to: ClusterSnapshot }[] {
  const next: { what: 'finish' | 'other'; to: ClusterSnapshot }[] = []
  s.gangs.forEach((gang, g) => {
    const held = gang.pods.filter((p) => p.state === 'held')
    if (held.length > 0 && (gang.begun || held.length >= gang.need)) {
      next.push({ what: 'finish', to: change(s, g, (p) => (p.state === 'terminating' ? p : ended(p))) })
    }
    if (held.length > 0 && gang.releasing) next.push({ what: 'other', to: change(s, g, (p) => (p.state === 'held' ? pending(p) : p)) })
    gang.pods.forEach((pod, i) => {
      const only = (f: (p: GangPod) => GangPod): void => {
        next.push({ what: 'other', to: change(s, g, (p, k) => (k === i ? f(p) : p)) })
      }
      if (pod.state === 'terminating' && pod.node !== undefined) only(ended)
      if (pod.state === 'reserved') {
        only(pending)
        only((p) => ({ ...p, state: 'held' }))
      }
      if (pod.state === 'pending') {
        for (const node of s.nodes) if (fitsOn(pod, node.name, node.free)) only((p) => ({ ...p, state: 'held', node: node.name }))
      }
    })
  })
  return next
}

function ended(pod: GangPod): GangPod {
  return { ...unplaced(pod), state: 'ended' }
}

function pending(pod: GangPod): GangPod {
  return { ...unplaced(pod), state: 'pending' }
}

function unplaced(pod: GangPod): Omit<GangPod, 'node'> {
  const { node: _, ...rest } = pod
  return rest
}

function placedOn(s: ClusterSnapshot, node: string): Resources {
  let sum = { cpu: 0, memory: 0, pods: 0, gpu: 0 }
  for (const gang of s.gangs) for (const p of gang.pods) if (p.node === node) sum = plus(sum, p.request)
  return sum
}

function change(s: ClusterSnapshot, g: number, f: (pod: GangPod, i: number) => GangPod): ClusterSnapshot {
  const gangs = s.gangs.map((gang, i): Gang => (i === g ? { ...gang, pods: gang.pods.map(f) } : gang))
  const after = { nodes: s.nodes, gangs }
  return {
    gangs,
    nodes: s.nodes.map((n) => ({ ...n, free: minus(plus(n.free, placedOn(s, n.name)), placedOn(after, n.name)) })),
  }
}

/** Pods of one gang that are alike differ in nothing that matters: how many are in which state says it all. */
function countsOf(s: ClusterSnapshot): string {
  return s.gangs
    .map((g) =>
      g.pods
        .map((p) => p.state[0])
        .sort()
        .join(''),
    )
    .join()
}

/** Visits every state that can be reached, for pods that are all alike (states that differ in names only are one). */
export function explore(start: ClusterSnapshot, visit: (s: ClusterSnapshot, next: ReturnType<typeof successors>) => void): void {
  const met = new Set([countsOf(start)])
  const open = [start]
  for (let s = open.pop(); s !== undefined; s = open.pop()) {
    const next = successors(s)
    visit(s, next)
    for (const { to } of next) {
      const key = countsOf(to)
      if (!met.has(key)) {
        met.add(key)
        open.push(to)
      }
    }
  }
}

/** The snapshot after these pods are deleted and their room, and that of terminating pods, is back; they wait anew. */
export function afterDeletion(s: ClusterSnapshot, names: ReadonlySet<string>): ClusterSnapshot {
  let after = s
  s.gangs.forEach((gang, g) => {
    if (gang.pods.some((p) => names.has(p.name) || p.state === 'terminating'))
      after = change(after, g, (p) => (names.has(p.name) ? pending(p) : p.state === 'terminating' ? ended(p) : p))
  })
  return after
}

/** Whether the gang's missing pods (any of those that wait; missing ones are like the first) find places all at once. */
export function canPlace(s: ClusterSnapshot, gang: Gang): boolean {
  const alive = gang.pods.filter((p) => p.state === 'pending' || p.state === 'held' || p.state === 'reserved')
  const waiting = alive.filter((p) => p.state === 'pending')
  const first = gang.pods[0]
  for (let n = alive.length; n < gang.need && first !== undefined; n++) waiting.push(first)
  const place = (i: number, free: readonly Resources[], lacking: number): boolean => {
    if (lacking <= 0) return true
    const pod = waiting[i]
    if (pod === undefined) return false
    if (
      free.some(
        (room, n) =>
          fitsOn(pod, s.nodes[n]?.name as string, room) &&
          place(
            i + 1,
            free.map((f, k) => (k === n ? minus(f, pod.request) : f)),
            lacking - 1,
          ),
      )
    )
      return true
    return place(i + 1, free, lacking)
  }
  return place(
    0,
    s.nodes.map((n) => n.free),
    gang.need - (alive.length - alive.filter((p) => p.state === 'pending').length),
  )
}

/** Size of the smallest set of pods whose deletion lets some gang (or this one) run, by trying all sets; null: none does. */
export function smallestByTrying(s: ClusterSnapshot, only?: string): number | null {
  const holds = (gang: Gang): number => gang.pods.filter((p) => p.state === 'held' || p.state === 'reserved').length
  const short = (gang: Gang): boolean => !gang.begun && holds(gang) < gang.need
  const victims = s.gangs
    .filter((g) => short(g) && holds(g) > 0)
    .flatMap((g) => g.pods.filter((p) => p.state === 'held' || p.state === 'reserved'))
  for (let size = 0; size <= victims.length; size++) {
    for (const set of subsets(victims, size)) {
      const after = afterDeletion(s, new Set(set.map((p) => p.name)))
      if (after.gangs.some((gang, g) => (only ?? gang.job) === gang.job && short(s.gangs[g] as Gang) && canPlace(after, gang))) return size
    }
  }
  return null
}

function* subsets<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let i = from; i <= items.length - size; i++) for (const rest of subsets(items, size - 1, i + 1)) yield [items[i] as T, ...rest]
}
