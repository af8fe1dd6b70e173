/** Fetches what the checks look at. Nothing is created: SelfSubjectAccessReviews and rehearsals (dry runs) leave nothing behind. */
import type { Experiment } from '../../src/experiment/experiment.ts'
import type { ClusterClient, Json } from '../client.ts'
import { isCluster } from '../cluster-error.ts'
import type { KubeItem, KubeNode, KubePod } from '../doctor/kube.ts'
import { apiVersion, pathOf, resourceOf } from '../resources.ts'
import type { ClusterFacts, KubeQuota, Permission, Rehearsal } from './facts.ts'
import { servedKey, wantedResources, wantedRights } from './wanted.ts'

export type Asks = Pick<ClusterClient, 'get' | 'list' | 'create' | 'server'>

export interface FetchOptions {
  readonly experiment: Experiment
  readonly namespace: string
  /** what would be created, one of each kind, as `manifestOf` makes it */
  readonly samples: readonly Json[]
}

export async function fetchFacts(client: Asks, { experiment, namespace, samples }: FetchOptions): Promise<ClusterFacts> {
  const resources = wantedResources(experiment)
  const [version, served, nodes, pods, space] = await Promise.all([
    client.get('/version'),
    servedOf(client, [...new Set(resources.map(apiVersion))]),
    listed<KubeNode>(client, '/api/v1/nodes'),
    listed<KubePod>(client, '/api/v1/pods'),
    namespaceOf(client, namespace),
  ])
  const inside = (plural: string): string => `/api/v1/namespaces/${namespace}/${plural}`
  const queues = experiment.scheduler.name === 'kueue' ? queuesOf(client, namespace) : []
  const there = space.exists && !space.going
  return {
    server: client.server,
    version: String(version.gitVersion ?? 'unknown'),
    served,
    nodes: nodes ?? [],
    pods,
    permissions: await permissionsOf(client, experiment, namespace),
    namespace: { name: namespace, ...space },
    quotas: (await listed<KubeQuota>(client, inside('resourcequotas'))) ?? [],
    limitRanges: (await listed<KubeItem>(client, inside('limitranges'))) ?? [],
    queues: await queues,
    rehearsals: await Promise.all(samples.map((sample) => rehearse(client, sample, experiment, namespace, there))),
  }
}

/** Undefined: not allowed. A kind that is not served has no objects. */
async function listed<T>(client: Asks, path: string): Promise<T[] | undefined> {
  const items: T[] = []
  try {
    await client.list(path, {}, (item) => items.push(item))
    return items
  } catch (error) {
    if (isCluster(error, 'forbidden')) return undefined
    if (isCluster(error, 'not-found')) return []
    throw error
  }
}

async function servedOf(client: Asks, versions: readonly string[]): Promise<Set<string>> {
  const served = new Set<string>()
  await Promise.all(
    versions.map(async (version) => {
      try {
        const { resources = [] } = await client.get(version.includes('/') ? `/apis/${version}` : `/api/${version}`)
        for (const { name } of resources) served.add(`${version} ${name}`)
      } catch (error) {
        if (!isCluster(error, 'not-found')) throw error
      }
    }),
  )
  return served
}

async function namespaceOf(client: Asks, name: string): Promise<{ exists: boolean; going: boolean }> {
  try {
    const { metadata } = await client.get(`/api/v1/namespaces/${name}`)
    return { exists: true, going: metadata.deletionTimestamp !== undefined }
  } catch (error) {
    // whoever may not look at it learns from the rehearsals
    if (isCluster(error, 'forbidden')) return { exists: true, going: false }
    if (!isCluster(error, 'not-found')) throw error
    return { exists: false, going: false }
  }
}

async function permissionsOf(client: Asks, experiment: Experiment, namespace: string): Promise<Permission[]> {
  return Promise.all(
    wantedRights(experiment).map(async ({ verb, group, resource, namespaced }) => {
      const [plural, subresource] = resource.split('/')
      const where = namespaced ? { namespace } : {}
      const attributes = { verb, group, resource: plural, ...(subresource === undefined ? {} : { subresource }), ...where }
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: attributes } }
      const { status } = await client.create('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review)
      return { verb, group, resource, ...where, allowed: status?.allowed === true }
    }),
  )
}

async function queuesOf(client: Asks, namespace: string): Promise<string[]> {
  const { version } = resourceOf('workload', 'kueue')
  const queues = await listed<KubeItem>(client, `/apis/kueue.x-k8s.io/${version}/namespaces/${namespace}/localqueues`)
  return (queues ?? []).map((q) => q.metadata?.name ?? '')
}

async function rehearse(client: Asks, sample: Json, experiment: Experiment, namespace: string, there: boolean): Promise<Rehearsal> {
  const kind: string = sample.kind
  if (!there) return { kind, skipped: true }
  const resource = wantedResources(experiment).find((r) => r.kind === kind && apiVersion(r) === sample.apiVersion)
  if (resource === undefined)
    throw new RangeError(`rehearsal: expected a kind that the run creates, got ${servedKey({ ...sample, plural: kind })}`)
  try {
    await client.create(pathOf(resource, namespace), sample, { query: { dryRun: 'All', fieldValidation: 'Strict' } })
    return { kind }
  } catch (error) {
    // already there: admission had no objection
    if (isCluster(error, 'already-exists')) return { kind }
    if (isCluster(error, 'not-found', 'invalid', 'forbidden', 'server')) return { kind, refused: (error as Error).message }
    throw error
  }
}
