/** Whether a waiting pod may put others out: then what looks stuck need not stay so. */

import { Kinds } from '../../src/gang/kinds.ts'
import { mayUse } from '../../src/gang/snapshot.ts'
import { requestOf } from '../../src/kube/pod-spec.ts'
import { fits, plus, type Resources } from '../../src/resources.ts'
import type { ClusterObjects } from './cluster.ts'
import { placeOf, type Reading } from './snapshot.ts'

/**
 * Says which gang could put lower priorities out, and where; undefined: none. Disruption budgets are not looked at, so it may say
 * yes where the scheduler may not.
 */
export function mayPreempt(objects: ClusterObjects, reading: Reading): string | undefined {
  const lowest = objects.pods.reduce((low, p) => (placeOf(p).state === 'held' ? Math.min(low, p.spec?.priority ?? 0) : low), Infinity)
  const able = reading.facts.filter((f) => f.preempts !== undefined && f.preempts > lowest)
  if (able.length === 0) return undefined
  const below = new Map<number, ReadonlyMap<string, Resources>>()
  const kinds = new Kinds()
  const asked = new Set<string>()
  for (const { gang, preempts } of able) {
    const priority = preempts as number
    for (const pod of gang.pods) {
      if (pod.state !== 'pending') continue
      const key = `${priority} ${kinds.of(pod)}`
      if (asked.has(key)) continue
      asked.add(key)
      let taken = below.get(priority)
      if (taken === undefined) {
        taken = takenBelow(objects, priority)
        below.set(priority, taken)
      }
      const node = reading.snapshot.nodes.find((n) => {
        const theirs = mayUse(pod, n.name) ? taken.get(n.name) : undefined
        return theirs !== undefined && fits(pod.request, plus(n.free, theirs))
      })
      if (node !== undefined) return `${pod.name} of ${gang.job} has priority ${priority} and may put lower ones out on ${node.name}`
    }
  }
  return undefined
}

/** What pods of lower priority take on each node. */
function takenBelow(objects: ClusterObjects, priority: number): Map<string, Resources> {
  const taken = new Map<string, Resources>()
  for (const pod of objects.pods) {
    const place = placeOf(pod)
    if (place.state !== 'held' || place.node === undefined || (pod.spec?.priority ?? 0) >= priority) continue
    const request = requestOf(pod.spec ?? {}).request
    const before = taken.get(place.node)
    taken.set(place.node, before === undefined ? request : plus(before, request))
  }
  return taken
}
