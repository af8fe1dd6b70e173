/**
 * Images before the first job: on every node a pod of each image is run once and removed, so that no job's time holds a download. Named
 * for their nodes, not scheduled: what a scheduler under test does is not touched.
 */

import { sleep } from './backoff.ts'
import type { ClusterClient, Json } from './client.ts'
import { isCluster } from './cluster-error.ts'
import { RUN_LABEL } from './names.ts'
import { pathOf, resourceOf } from './resources.ts'

export interface PullOptions {
  readonly client: ClusterClient
  readonly run: string
  readonly namespace: string
  readonly images: readonly string[]
  readonly signal: AbortSignal
  readonly say: (text: string) => void
  /** ms until it is gone on without (default: 15 minutes) */
  readonly patience?: number
}

/** Label of the pods that pull: the run's own watches must not take them for a job's. */
export const PULL_LABEL = 'muster.pull'

/** A pod that needs each image on a node, and nothing else of it. */
export function pullPod({ run, namespace, images }: Pick<PullOptions, 'run' | 'namespace' | 'images'>, node: string, number: number): Json {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${run}-pull-${number}`, namespace, labels: { [RUN_LABEL]: run, [PULL_LABEL]: 'true' } },
    spec: {
      nodeName: node,
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      tolerations: [{ operator: 'Exists' }],
      containers: images.map((image, i) => ({ name: `image-${i}`, image, command: ['sh', '-c', 'true'] })),
    },
  }
}

/** Whether a node may hold pods of jobs. */
function takesPods({ spec, status }: Json): boolean {
  const ready = (status?.conditions as Json[] | undefined)?.find((c) => c.type === 'Ready')?.status === 'True'
  return ready && spec?.unschedulable !== true
}

/** Pods that have not pulled all they need, by node, with what they wait for. */
export function pulling(pods: readonly Json[]): { readonly node: string; readonly why: string }[] {
  return pods.flatMap(({ spec, status }) => {
    const states = (status?.containerStatuses ?? []) as Json[]
    // whatever became of it after: a container that was started, or failed to, had its image
    const has = (state: Json): boolean => state.terminated !== undefined || state.running !== undefined
    if (states.length > 0 && states.every((one) => has(one.state ?? {}))) return []
    const waiting = states.map((one) => one.state?.waiting).find((w) => w !== undefined)
    return [{ node: String(spec.nodeName), why: waiting?.message ?? waiting?.reason ?? 'not started' }]
  })
}

/**
 * Pulls every image to every node that may hold pods, and removes the pods again. What cannot be pulled in time is said, and not waited
 * for any longer.
 */
export async function pullImages(options: PullOptions): Promise<void> {
  const { client, run, namespace, images, signal, say, patience = 15 * 60_000 } = options
  const path = pathOf(resourceOf('pod', ''), namespace)
  const query = { labelSelector: `${RUN_LABEL}=${run},${PULL_LABEL}` }
  const nodes: string[] = []
  await client.list(pathOf(resourceOf('node', '')), {}, (node) => {
    if (takesPods(node)) nodes.push(node.metadata.name)
  })
  say(`pulling ${images.join(', ')} to ${nodes.length} nodes`)
  const began = Date.now()
  try {
    for (const [number, node] of nodes.entries()) await unless('already-exists', client.create(path, pullPod(options, node, number)))
    for (;;) {
      const pods: Json[] = []
      await client.list(path, query, (pod) => pods.push(pod))
      const left = pulling(pods)
      if (left.length === 0 || signal.aborted) break
      if (Date.now() - began > patience) {
        say(`not pulled to ${left.length} of ${nodes.length} nodes: ${left[0]?.node}: ${left[0]?.why}`)
        break
      }
      await sleep(1000, signal)
    }
  } finally {
    for (const [number] of nodes.entries()) {
      await unless('not-found', client.delete(`${path}/${run}-pull-${number}`, { gracePeriodSeconds: 0 }))
    }
  }
  say(`pulled in ${Math.round((Date.now() - began) / 1000)} s`)
}

/** Waits for a call that may find its work done. */
async function unless(reason: 'already-exists' | 'not-found', call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!isCluster(error, reason)) throw error
  }
}
