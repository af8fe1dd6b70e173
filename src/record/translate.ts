/** From a change on a watch to lines of the record: the same for a simulated and a real API. */
import { type Change, hasEnded, type Pod } from '../objects/index.ts'
import type { SeenEvent } from './events.ts'

/**
 * What a change shows, in order. Pods without a job (system pods) show nothing.
 * @example const kinds = []; eventsOf({ type: 'added', object: aPod() }, (e) => kinds.push(e.kind)); kinds // ['pod-created']
 */
export function eventsOf(change: Change, emit: (event: SeenEvent) => void): void {
  const { object, type } = change
  switch (object.kind) {
    case 'pod':
      if (object.job !== '') podEvents(type, object, change.old as Pod | undefined, emit)
      return
    case 'job':
      if (type === 'added') emit({ kind: 'job-created', job: object.name })
      else if (type === 'deleted' && object.owner === undefined) emit({ kind: 'job-gone', job: object.name })
      return
    case 'mini-cluster':
      if (type === 'deleted') emit({ kind: 'job-gone', job: object.name })
      return
    case 'workload': {
      const old = change.old?.kind === 'workload' ? change.old : undefined
      if (type === 'deleted') return
      if (object.admittedAt !== undefined && old?.admittedAt === undefined) emit({ kind: 'admitted', job: object.job })
      if (object.admittedAt === undefined && old?.admittedAt !== undefined) emit({ kind: 'evicted', job: object.job })
      return
    }
    default:
  }
}

function podEvents(type: Change['type'], pod: Pod, old: Pod | undefined, emit: (event: SeenEvent) => void): void {
  const { name, job, index } = pod
  if (type === 'added') emit({ kind: 'pod-created', pod: name, job, index, cpu: pod.request.cpu, memory: pod.request.memory })
  if (pod.unschedulable !== undefined && old?.unschedulable === undefined && pod.node === undefined) {
    emit({ kind: 'unschedulable', pod: name, job, message: pod.unschedulable })
  }
  if (pod.node !== undefined && old?.node === undefined) emit({ kind: 'bound', pod: name, job, index, node: pod.node })
  if (pod.init === true && pod.initialized === true && old?.initialized !== true) emit({ kind: 'initialized', pod: name, job })
  if (pod.phase === 'Running' && old?.phase !== 'Running') emit({ kind: 'running', pod: name, job })
  if (pod.ready === true && old?.ready !== true) emit({ kind: 'ready', pod: name, job })
  if (hasEnded(pod) && (old === undefined || !hasEnded(old))) {
    emit({ kind: 'ended', pod: name, job, phase: pod.phase === 'Succeeded' ? 'Succeeded' : 'Failed' })
  }
  if (type !== 'deleted' && pod.deletedAt !== undefined && old?.deletedAt === undefined) emit({ kind: 'deleting', pod: name, job })
  if (type === 'deleted') emit({ kind: 'gone', pod: name, job })
}
