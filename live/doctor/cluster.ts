/** The objects of a cluster, sorted by kind, from whatever `kubectl get -o json` or the API gave. */
import { ExperimentError } from '../../src/errors.ts'
import type { KubeEvent, KubeItem, KubeJob, KubeJobSet, KubeMiniCluster, KubeNode, KubePod, KubePodGroup, KubeWorkload } from './kube.ts'

export interface ClusterObjects {
  readonly nodes: readonly KubeNode[]
  readonly pods: readonly KubePod[]
  readonly jobs: readonly KubeJob[]
  readonly miniClusters: readonly KubeMiniCluster[]
  readonly jobSets: readonly KubeJobSet[]
  /** of scheduler-plugins, Volcano and Kubernetes itself */
  readonly podGroups: readonly KubePodGroup[]
  /** Kueue's */
  readonly workloads: readonly KubeWorkload[]
  /** absent: they could not be read or were not given */
  readonly events?: readonly KubeEvent[]
}

/** API groups of each kind; their versions do not differ in what is read here. */
const GROUPS: Readonly<Record<string, Exclude<keyof ClusterObjects, 'events'>>> = {
  '/Node': 'nodes',
  '/Pod': 'pods',
  'batch/Job': 'jobs',
  'flux-framework.org/MiniCluster': 'miniClusters',
  'jobset.x-k8s.io/JobSet': 'jobSets',
  'scheduling.x-k8s.io/PodGroup': 'podGroups',
  'scheduling.volcano.sh/PodGroup': 'podGroups',
  'scheduling.k8s.io/PodGroup': 'podGroups',
  'kueue.x-k8s.io/Workload': 'workloads',
}

/**
 * The API group of an object; '' is the core group.
 * @example groupOf({ apiVersion: 'batch/v1' }) // 'batch'
 */
export function groupOf(item: { readonly apiVersion?: string }): string {
  const version = item.apiVersion ?? ''
  return version.includes('/') ? (version.split('/')[0] as string) : ''
}

/**
 * Sorts objects by kind. Other kinds are left out, and an object given twice is taken once.
 * @param events whether events were asked for: then none is an answer, too
 * @example sortObjects([{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n0' } }]).nodes.length // 1
 */
export function sortObjects(items: readonly KubeItem[], events = false): ClusterObjects {
  const sorted = { nodes: [], pods: [], jobs: [], miniClusters: [], jobSets: [], podGroups: [], workloads: [] } as Record<
    Exclude<keyof ClusterObjects, 'events'>,
    KubeItem[]
  >
  const told: KubeEvent[] = []
  const met = new Set<string>()
  for (const item of items) {
    const kind = `${groupOf(item)}/${item.kind ?? ''}`
    const key = `${kind} ${item.metadata?.namespace ?? ''}/${item.metadata?.name ?? ''}`
    if (met.has(key)) continue
    met.add(key)
    const list = GROUPS[kind]
    if (list !== undefined) sorted[list].push(item)
    else if (kind === '/Event') told.push(item)
  }
  return { ...sorted, ...(events || told.length > 0 ? { events: told } : {}) }
}

/**
 * The items of what `kubectl get ... -o json` printed: a List, a list of one kind (PodList), or a single object.
 * @param where the file, for the message
 * @throws ExperimentError where the text is none of these
 */
export function itemsOf(text: string, where: string): KubeItem[] {
  const problem = (got: string): ExperimentError =>
    new ExperimentError([
      {
        where,
        expected: 'what kubectl get nodes,pods,jobs,... -A -o json prints',
        got,
        todo: 'write the objects with that command: docs/doctor.md has the whole line',
      },
    ])
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw problem(`no JSON (${(error as Error).message})`)
  }
  if (typeof document !== 'object' || document === null) throw problem(document === null ? 'null' : `a ${typeof document}`)
  const { kind, apiVersion, items } = document as { kind?: unknown; apiVersion?: string; items?: unknown }
  if (typeof kind !== 'string') throw problem('an object without a kind')
  if (items === undefined) return [document as KubeItem]
  if (!Array.isArray(items) || items.some((i) => typeof i !== 'object' || i === null)) throw problem('items that are no objects')
  const own = kind.replace(/List$/, '')
  return items.map((item: KubeItem) => (item.kind === undefined ? { ...item, kind: own, ...(apiVersion && { apiVersion }) } : item))
}

/**
 * The latest time that objects mention, in milliseconds: when they were written, as near as they tell.
 * @example latestMoment([{ metadata: { creationTimestamp: '1970-01-01T00:00:05Z' } }]) // 5000
 */
export function latestMoment(items: readonly KubeItem[]): number {
  let latest = 0
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      if (STAMP.test(value)) latest = Math.max(latest, Date.parse(value) || 0)
    } else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) visit(inner)
  }
  for (const { metadata, status, ...rest } of items) visit([metadata?.creationTimestamp, status, rest.kind === 'Event' ? rest : undefined])
  return latest
}

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
