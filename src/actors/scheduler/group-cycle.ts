/**
 * The pod-group scheduling cycle of Kubernetes 1.36 and later: a group is queued as one, its unscheduled pods are placed one
 * after another on one snapshot, and either at least `minCount` of them are placed and bound, or everything is taken back.
 * It stops as soon as `minCount` is out of reach. Semantics 8.
 *
 * Seen in `data/lab/attempts/gang37*.csv` (real 1.37.2): a failed group always goes to backoffQ, whatever rejected it, and
 * comes back only when its back-off, in whole seconds, is over; a pod beyond the first that finds no room is not tried.
 */
import type { Pod } from '../../objects/index.ts'

/** What a cycle needs of the scheduler around it. */
export interface GroupCycleHost {
  /** finds a node and assumes the pod there; undefined: none */
  place(pod: Pod): number | undefined
  takeBack(pod: Pod): void
}

const before = (a: Pod, b: Pod): number => b.priority - a.priority || a.createdAt - b.createdAt || a.uid - b.uid

/** Pods by priority, then age. The informer tells of them by age, so they nearly always are in order: sorting took a tenth of a run. */
function ordered(pods: readonly Pod[]): readonly Pod[] {
  for (let i = 1; i < pods.length; i++) if (before(pods[i - 1] as Pod, pods[i] as Pod) > 0) return [...pods].sort(before)
  return pods
}

export type GroupResult =
  | { readonly placed: readonly { readonly pod: Pod; readonly node: number }[]; readonly left: readonly Pod[] }
  | { readonly why: string; readonly tried: readonly Pod[] }

/**
 * Tries to place a group.
 * @param pods its unscheduled pods @param assigned how many of it are placed already
 */
export function placeGroup(host: GroupCycleHost, pods: readonly Pod[], assigned: number, minCount: number): GroupResult {
  const inOrder = ordered(pods)
  const placed: { pod: Pod; node: number }[] = []
  const left: Pod[] = []
  const tried: Pod[] = []
  for (let i = 0; i < inOrder.length; i++) {
    const pod = inOrder[i] as Pod
    tried.push(pod)
    const node = host.place(pod)
    if (node !== undefined) {
      placed.push({ pod, node })
      continue
    }
    left.push(pod)
    const remaining = inOrder.length - i - 1
    if (assigned + placed.length + remaining < minCount) {
      for (const p of placed) host.takeBack(p.pod)
      return { why: `minCount (${minCount}) cannot be satisfied: ${assigned + placed.length} scheduled, ${remaining} remaining`, tried }
    }
  }
  return { placed, left }
}
