/** Where each kind of object lives on a real API server. */
import type { Kind } from '../src/objects/index.ts'

export interface Resource {
  /** '' for the core group */
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
}

type LiveKind = Exclude<Kind, 'event'>

const RESOURCES: Readonly<Record<LiveKind, Resource>> = {
  pod: { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true },
  node: { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false },
  service: { group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true },
  job: { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true },
  'mini-cluster': { group: 'flux-framework.org', version: 'v1alpha2', plural: 'miniclusters', kind: 'MiniCluster', namespaced: true },
  'pod-group': { group: 'scheduling.x-k8s.io', version: 'v1alpha1', plural: 'podgroups', kind: 'PodGroup', namespaced: true },
  workload: { group: 'kueue.x-k8s.io', version: 'v1beta1', plural: 'workloads', kind: 'Workload', namespaced: true },
}

/** The PodGroup of native gang scheduling. */
export const NATIVE_POD_GROUP: Resource = {
  group: 'scheduling.k8s.io',
  version: 'v1beta1',
  plural: 'podgroups',
  kind: 'PodGroup',
  namespaced: true,
}

/** Of a kind under a scheduler: coscheduling and Fluence have a PodGroup of their own, native gang scheduling another. */
export function resourceOf(kind: Kind, scheduler: string): Resource {
  if (kind === 'pod-group' && scheduler === 'gang') return NATIVE_POD_GROUP
  if (kind === 'event') throw new RangeError('resource: expected a kind that lives on a real API server, got event')
  return RESOURCES[kind]
}

/**
 * @example apiVersion(NATIVE_POD_GROUP) // 'scheduling.k8s.io/v1beta1'
 */
export function apiVersion({ group, version }: Resource): string {
  return group === '' ? version : `${group}/${version}`
}

/**
 * The path of a collection, or of one object in it. Without a namespace: of every namespace.
 * @example pathOf(resourceOf('pod', 'default'), 'muster', 'a-0') // '/api/v1/namespaces/muster/pods/a-0'
 * @example pathOf(resourceOf('mini-cluster', 'default'), 'muster') // '/apis/flux-framework.org/v1alpha2/namespaces/muster/miniclusters'
 */
export function pathOf(resource: Resource, namespace?: string, name?: string): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`
  const space = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''
  return `${root}${space}/${resource.plural}${name === undefined ? '' : `/${name}`}`
}
