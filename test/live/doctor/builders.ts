/** Kubernetes JSON with defaults, so that a test mentions only what it is about. */
import type { ClusterObjects } from '../../../live/doctor/cluster.ts'
import { sortObjects } from '../../../live/doctor/cluster.ts'
import type { KubeItem, KubeJob, KubeMeta, KubeNode, KubePod, KubePodSpec } from '../../../live/doctor/kube.ts'

/** Noon of the day of these tests, and so many seconds later. */
export const NOON = Date.parse('2026-11-24T12:00:00Z')
export function at(seconds: number): string {
  return new Date(NOON + seconds * 1000).toISOString().replace('.000Z', 'Z')
}

/** Two cores: one pod of two, unless more are said. */
export function kubeNode(name: string, cpu = '2', more: { labels?: Record<string, string>; spec?: KubeNode['spec'] } = {}): KubeNode {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...more.labels } },
    spec: more.spec ?? {},
    status: { allocatable: { cpu, memory: '8Gi', pods: '110' } },
  }
}

export interface PodSpecs {
  readonly node?: string
  readonly phase?: string
  readonly cpu?: string
  /** seconds after noon */
  readonly boundAt?: number
  readonly deleted?: boolean
  readonly meta?: KubeMeta
  readonly spec?: KubePodSpec
}

export function kubePod(name: string, given: PodSpecs = {}): KubePod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      creationTimestamp: at(0),
      ...(given.deleted ? { deletionTimestamp: at(5) } : {}),
      ...given.meta,
    },
    spec: {
      ...(given.node === undefined ? {} : { nodeName: given.node }),
      restartPolicy: 'Never',
      containers: [{ name: 'main', resources: { requests: { cpu: given.cpu ?? '2' } } }],
      ...given.spec,
    },
    status: {
      phase: given.phase ?? (given.node === undefined ? 'Pending' : 'Running'),
      ...(given.node === undefined
        ? {}
        : { conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: at(given.boundAt ?? 1) }] }),
    },
  }
}

export interface JobSpecs {
  /** nodes of the pods that have one; the others wait */
  readonly on?: readonly string[]
  readonly boundAt?: number
  readonly meta?: KubeMeta
  readonly job?: KubeJob['spec']
  readonly status?: KubeJob['status']
  readonly pod?: KubePodSpec
  readonly podMeta?: KubeMeta
  readonly cpu?: string
}

/** An Indexed Job and its pods. */
export function kubeJob(name: string, size: number, given: JobSpecs = {}): KubeItem[] {
  const namespace = given.meta?.namespace ?? 'default'
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name, uid: `uid-${name}`, controller: true }
  const job: KubeJob = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, uid: `uid-${name}`, ...given.meta },
    spec: { completionMode: 'Indexed', completions: size, parallelism: size, ...given.job },
    status: { startTime: at(0), ...given.status },
  }
  const pods = Array.from({ length: size }, (_, i) =>
    kubePod(`${name}-${i}`, {
      ...(given.on?.[i] === undefined ? {} : { node: given.on[i] }),
      ...(given.boundAt === undefined ? {} : { boundAt: given.boundAt }),
      ...(given.cpu === undefined ? {} : { cpu: given.cpu }),
      ...(given.pod === undefined ? {} : { spec: given.pod }),
      meta: { namespace, ownerReferences: [owner], ...given.podMeta },
    }),
  )
  return [job, ...pods]
}

export function nodes(n: number): KubeNode[] {
  return Array.from({ length: n }, (_, i) => kubeNode(`n${i}`))
}

export function cluster(...items: readonly (KubeItem | readonly KubeItem[])[]): ClusterObjects {
  return sortObjects(items.flat())
}

/** As many gangs of so many pods as are asked for, one pod short each; their pods take the nodes in turn and fill them. */
export function largeCluster(nodeCount: number, gangs: number, size: number): KubeItem[] {
  const total = gangs * (size - 1)
  const slots = (i: number): number => Math.floor(total / nodeCount) + (i < total % nodeCount ? 1 : 0)
  const names = Array.from({ length: nodeCount }, (_, i) => `n${i}`)
  const held = Array.from({ length: gangs }, (_, g) =>
    kubeJob(`job-${g}`, size, { on: Array.from({ length: size - 1 }, (_, i) => names[(g * (size - 1) + i) % nodeCount] as string) }),
  )
  return [...names.map((name, i) => kubeNode(name, String(2 * slots(i)))), ...held.flat()]
}
