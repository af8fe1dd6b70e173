/**
 * Copies of objects. Of a pod every field is written out, in one order: all pods then have one shape in memory, which whoever
 * reads them in a hot loop is grateful for, and which is several times faster to copy than by spreading.
 */
import type { KubeObject, Pod } from '../src/objects/index.ts'

type Meta = Pick<Pod, 'uid' | 'createdAt' | 'creationTimestamp'>

/** A pod like `old`, with what `patch` says and the identity of `meta`. A patch can set a field, never take it away. */
export function podOf(old: Pod, patch: Partial<Pod>, meta: Meta): Pod {
  return {
    kind: 'pod',
    name: old.name,
    uid: meta.uid,
    createdAt: meta.createdAt,
    creationTimestamp: meta.creationTimestamp,
    owner: old.owner,
    deletedAt: patch.deletedAt ?? old.deletedAt,
    job: old.job,
    index: old.index,
    phase: patch.phase ?? old.phase,
    node: patch.node ?? old.node,
    initialized: patch.initialized ?? old.initialized,
    ready: patch.ready ?? old.ready,
    unschedulable: patch.unschedulable ?? old.unschedulable,
    request: old.request,
    containersWithoutCpu: old.containersWithoutCpu,
    containersWithoutMemory: old.containersWithoutMemory,
    priority: old.priority,
    schedulerName: old.schedulerName,
    podGroup: old.podGroup,
    app: old.app,
    affinity: old.affinity,
    nodeSelector: old.nodeSelector,
    nodePreferences: old.nodePreferences,
    tolerations: old.tolerations,
    hostPorts: old.hostPorts,
    imageSize: old.imageSize,
    grace: old.grace,
    obeysTerm: old.obeysTerm,
    init: old.init,
    restartPolicy: old.restartPolicy,
  } as Pod
}

/** A changed copy of an object. */
export function changed(old: KubeObject, patch: Partial<KubeObject>): KubeObject {
  return old.kind === 'pod' ? podOf(old, patch as Partial<Pod>, old) : ({ ...old, ...patch } as KubeObject)
}
