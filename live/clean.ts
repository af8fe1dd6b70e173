/** Removes what carries a run's label, and nothing else. Safe to call twice, and while the objects are going. */
import { backoff, PATIENT, sleep } from './backoff.ts'
import type { ClusterClient, Json } from './client.ts'
import { ClusterError, isCluster } from './cluster-error.ts'
import { RUN_LABEL } from './names.ts'
import { NATIVE_POD_GROUP, pathOf, type Resource, resourceOf } from './resources.ts'

/** Owners before what they own; pods last: most have gone by then. */
const KINDS: readonly Resource[] = [
  resourceOf('mini-cluster', ''),
  resourceOf('job', ''),
  resourceOf('service', ''),
  resourceOf('pod-group', ''),
  NATIVE_POD_GROUP,
  resourceOf('pod', ''),
  { group: 'scheduling.k8s.io', version: 'v1', plural: 'priorityclasses', kind: 'PriorityClass', namespaced: false },
]

export interface CleanOptions {
  readonly client: ClusterClient
  /** absent: every namespace */
  readonly namespace?: string
  /** absent: every run */
  readonly run?: string
  /** ms until it is given up that everything goes (default 3 minutes: pods may take their grace period) */
  readonly patience?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (left: number) => void
}

export interface Leftover {
  readonly group: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly run: string
  /** its deletion has been asked for already */
  readonly going: boolean
}

/** What is there of a run, or of every run. Kinds that the server does not know, or will not show, hold nothing of ours. */
export async function leftovers({ client, namespace, run }: CleanOptions): Promise<Leftover[]> {
  const found: Leftover[] = []
  const labelSelector = run === undefined ? RUN_LABEL : `${RUN_LABEL}=${run}`
  for (const resource of KINDS) {
    try {
      await client.list(pathOf(resource, namespace), { labelSelector }, ({ metadata }: Json) =>
        found.push({
          group: resource.group,
          kind: resource.plural,
          name: metadata.name,
          namespace: metadata.namespace ?? '',
          run: metadata.labels[RUN_LABEL],
          going: metadata.deletionTimestamp !== undefined,
        }),
      )
    } catch (error) {
      const hidden = isCluster(error, 'not-found') || (isCluster(error, 'forbidden') && !resource.namespaced)
      if (!hidden) throw error
    }
  }
  return found
}

async function remove(client: ClusterClient, { group, kind, name, namespace }: Leftover): Promise<void> {
  const resource = KINDS.find((one) => one.plural === kind && one.group === group) as Resource
  try {
    await client.delete(pathOf(resource, namespace, name), { propagationPolicy: 'Background' })
  } catch (error) {
    if (!isCluster(error, 'not-found')) throw error
  }
}

/**
 * Deletes it all and waits until it is gone.
 * @returns what is still there when patience ends: nothing, if all went well
 */
export async function clean(options: CleanOptions): Promise<Leftover[]> {
  const { client, signal, patience = 180_000, onProgress } = options
  const until = Date.now() + patience
  for (let failures = 0; ; ) {
    let left: Leftover[] = []
    try {
      left = await leftovers(options)
      onProgress?.(left.length)
      if (left.length === 0) return []
      // pods go with their owners: they are deleted themselves only when nothing else is left
      const others = left.filter((one) => one.kind !== 'pods')
      const next = (others.length > 0 ? others : left).filter((one) => !one.going)
      await Promise.all(next.map((one) => remove(client, one)))
      failures = 0
    } catch (error) {
      if (!(error instanceof ClusterError) || !error.passes || Date.now() > until) throw error
      failures++
    }
    if (signal?.aborted || Date.now() > until) return left
    await sleep(failures === 0 ? 250 : backoff(failures, PATIENT, Math.random()), signal)
  }
}
