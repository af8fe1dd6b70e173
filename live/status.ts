/** A patch of the model to a patch of Kubernetes: what our own kubelet and controllers write into a status. Pure. */
import type { KubeObject, Pod, PodGroup } from '../src/objects/index.ts'
import type { Json, PatchKind } from './client.ts'
import { CONTAINER } from './manifests.ts'

export interface StatusPatch {
  readonly body: Json
  readonly kind: PatchKind
  /** written to the status, not to the object */
  readonly status: boolean
}

/** Whole seconds, as Kubernetes writes them. */
export function stampText(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`
}

function container(phase: Pod['phase'], ready: boolean, at: string): Json {
  const state =
    phase === 'Running'
      ? { running: { startedAt: at } }
      : { terminated: { exitCode: phase === 'Succeeded' ? 0 : 1, reason: phase === 'Succeeded' ? 'Completed' : 'Error', finishedAt: at } }
  return { name: CONTAINER, image: '', imageID: '', ready, restartCount: 0, started: phase === 'Running', state }
}

/**
 * What a kubelet writes.
 * @param now wall clock, ms since 1970
 */
function podPatch({ phase, initialized, ready }: Partial<Pod>, now: number): StatusPatch {
  const at = stampText(now)
  const condition = (type: string, holds: boolean, reason?: string): Json => ({
    type,
    status: holds ? 'True' : 'False',
    lastTransitionTime: at,
    ...(reason === undefined ? {} : { reason }),
  })
  const ended = phase === 'Succeeded' || phase === 'Failed'
  const said = ready !== undefined || ended
  const conditions = [
    ...(initialized === undefined ? [] : [condition('Initialized', initialized)]),
    ...(said ? ['Ready', 'ContainersReady'].map((type) => condition(type, ready === true, ended ? 'PodCompleted' : undefined)) : []),
  ]
  const status: Json = {
    ...(phase === undefined ? {} : { phase }),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(phase === undefined || phase === 'Pending' ? {} : { containerStatuses: [container(phase, ready === true, at)] }),
  }
  return { body: { status }, kind: 'strategic', status: true }
}

function podGroupPatch({ phase, scheduled, running, succeeded, failed }: Partial<PodGroup>): StatusPatch {
  const given = { phase, scheduled, running, succeeded, failed }
  const status = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Json
  return { body: { status }, kind: 'merge', status: true }
}

/**
 * The patch for an update that an actor asks.
 * @throws RangeError for one that no actor beside a real API server asks
 */
export function patchOf(kind: KubeObject['kind'], patch: Partial<KubeObject>, now: number): StatusPatch {
  if (kind === 'pod') return podPatch(patch as Partial<Pod>, now)
  if (kind === 'pod-group') return podGroupPatch(patch as Partial<PodGroup>)
  if (kind === 'job' && 'suspended' in patch) return { body: { spec: { suspend: patch.suspended } }, kind: 'merge', status: false }
  throw new RangeError(`update: expected one of a pod, a pod group or a job's suspension, got ${kind} ${Object.keys(patch).join(', ')}`)
}
