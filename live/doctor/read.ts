/** Reads a cluster for the doctor: what is there, in which version, and what could not be read. Never writes. */
import { ExperimentError } from '../../src/errors.ts'
import type { ClusterClient } from '../client.ts'
import { isCluster } from '../cluster-error.ts'
import { type ClusterObjects, sortObjects } from './cluster.ts'
import type { KubeItem } from './kube.ts'

export type Reads = Pick<ClusterClient, 'get' | 'list'>

interface Wanted {
  /** '' is the core group */
  readonly group: string
  readonly plural: string
  readonly kind: string
  /** the doctor is blind without it */
  readonly needed?: true
}

const WANTED: readonly Wanted[] = [
  { group: '', plural: 'nodes', kind: 'Node', needed: true },
  { group: '', plural: 'pods', kind: 'Pod', needed: true },
  { group: 'batch', plural: 'jobs', kind: 'Job' },
  { group: 'flux-framework.org', plural: 'miniclusters', kind: 'MiniCluster' },
  { group: 'jobset.x-k8s.io', plural: 'jobsets', kind: 'JobSet' },
  { group: 'scheduling.x-k8s.io', plural: 'podgroups', kind: 'PodGroup' },
  { group: 'scheduling.volcano.sh', plural: 'podgroups', kind: 'PodGroup' },
  { group: 'scheduling.k8s.io', plural: 'podgroups', kind: 'PodGroup' },
  { group: 'kueue.x-k8s.io', plural: 'workloads', kind: 'Workload' },
]

export interface ClusterReading {
  readonly objects: ClusterObjects
  /** what could not be read, and what that means */
  readonly notes: readonly string[]
}

/**
 * Reads all that the doctor looks at, of every namespace: the room on a node is everybody's.
 * @throws ExperimentError where nodes or pods may not be read
 */
export async function readObjects(client: Reads): Promise<ClusterReading> {
  const versions = await servedVersions(client)
  const items: KubeItem[] = []
  const notes: string[] = []
  await Promise.all(
    WANTED.map(async (wanted) => {
      const apiVersion = versions.get(`${wanted.group}/${wanted.plural}`)
      if (apiVersion === undefined) return
      const add = (item: KubeItem): void => void items.push({ ...item, apiVersion, kind: wanted.kind })
      try {
        await client.list(`${rootOf(apiVersion)}/${wanted.plural}`, {}, add)
      } catch (error) {
        if (!isCluster(error, 'forbidden', 'not-found')) throw error
        if (wanted.needed) throw forbidden(wanted)
        notes.push(`${wanted.plural} of ${wanted.group} could not be read (forbidden): gangs that only they declare are not seen`)
      }
    }),
  )
  const events = await readEvents(client, items)
  if (!events) notes.push('events could not be read (forbidden): places that are taken and given back show only with --watch')
  return { objects: sortObjects(items, events), notes: notes.sort() }
}

/** Only the two kinds of event that tell of places given back: a busy cluster has very many others. */
async function readEvents(client: Reads, items: KubeItem[]): Promise<boolean> {
  const add = (item: KubeItem): void => void items.push({ ...item, apiVersion: 'v1', kind: 'Event' })
  try {
    await client.list('/api/v1/events', { fieldSelector: 'reason=FailedScheduling' }, add)
    await client.list('/api/v1/events', { fieldSelector: 'involvedObject.kind=Workload' }, add)
    return true
  } catch (error) {
    if (!isCluster(error, 'forbidden')) throw error
    return false
  }
}

/** `group/plural` to the version in which the server offers it. */
async function servedVersions(client: Reads): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const groups = ((await client.get('/apis')).groups ?? []) as { name: string; versions: { groupVersion: string }[] }[]
  for (const { group, plural } of WANTED) if (group === '') found.set(`/${plural}`, 'v1')
  await Promise.all(
    WANTED.map(async ({ group, plural }) => {
      const served = groups.find((g) => g.name === group)
      for (const { groupVersion } of served?.versions ?? []) {
        const resources = ((await client.get(`/apis/${groupVersion}`)).resources ?? []) as { name: string }[]
        if (!resources.some((r) => r.name === plural)) continue
        found.set(`${group}/${plural}`, groupVersion)
        return
      }
    }),
  )
  return found
}

/** Path below which the objects of an API version are. */
export function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

function forbidden(wanted: Wanted): ExperimentError {
  return new ExperimentError([
    {
      where: 'doctor',
      expected: `to be allowed to list the ${wanted.plural} of the whole cluster`,
      got: 'forbidden',
      todo: 'ask for the read-only role in live/schedulers/rbac/doctor.yaml, or let someone who may write them to a file and use --file',
    },
  ])
}
