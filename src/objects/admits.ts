/** Which nodes keep a pod out by their rules, whatever room they have. */
import type { Node, PodTemplate, Taint, Toleration } from './index.ts'

/** What a pod says about nodes. */
export type PodRules = Pick<PodTemplate, 'tolerations' | 'nodeSelector'>

/**
 * Whether a pod with these tolerations may stand a taint.
 * @example tolerates([{ key: 'mpi' }], { key: 'mpi', value: 'yes', effect: 'NoSchedule' }) // true
 */
export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(
    (t) =>
      (t.key === undefined || t.key === taint.key) &&
      (t.value === undefined || t.value === taint.value) &&
      (t.effect === undefined || t.effect === taint.effect),
  )
}

/**
 * Whether a node's taints and labels admit a pod: the rules of NodeUnschedulable, TaintToleration and NodeAffinity
 * (semantics 1.6). A taint that is only preferred keeps nobody out.
 * @example admits({ labels: { disk: 'ssd' } }, { nodeSelector: { disk: 'ssd' } }) // true
 */
export function admits({ labels, taints, cordoned }: Pick<Node, 'labels' | 'taints' | 'cordoned'>, pod: PodRules): boolean {
  const tolerations = pod.tolerations ?? []
  if (cordoned && !tolerates(tolerations, { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' })) return false
  for (const taint of taints ?? []) if (taint.effect !== 'PreferNoSchedule' && !tolerates(tolerations, taint)) return false
  for (const [key, value] of Object.entries(pod.nodeSelector ?? {})) if (labels?.[key] !== value) return false
  return true
}
