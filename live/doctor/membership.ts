/** To which gang a pod belongs, and what says so. */
import type { ClusterObjects } from './cluster.ts'
import { groupOf } from './cluster.ts'
import { controllerOf, type KubeItem, type KubeJob, type KubeJobSet, type KubeMiniCluster, type KubePod, keyOf } from './kube.ts'

/** What made the doctor take these pods for a gang. `alone`: it did not; each of them is useful by itself. */
export type GangSource = 'pod group' | 'group size' | 'job set' | 'mini-cluster' | 'indexed job' | 'alone'

export interface Membership {
  /** unique within a cluster */
  readonly key: string
  readonly namespace: string
  /** of the object a person knows it by */
  readonly name: string
  /** pods that must run at once */
  readonly need: number
  readonly source: GangSource
  /** the Job of the pod */
  readonly job?: KubeJob
}

/** Labels and annotations by which a pod names its group, and the API group of the object they name. */
const NATIVE = 'scheduling.k8s.io'
const VOLCANO = { annotation: 'scheduling.k8s.io/group-name', group: 'scheduling.volcano.sh' }
const PLUGINS = { label: 'scheduling.x-k8s.io/pod-group', group: 'scheduling.x-k8s.io' }
/** Fluence before it had an object of its own */
const FLUENCE = { label: 'fluence.pod-group', size: 'fluence.group-size' }
const JOB_SET = 'jobset.sigs.k8s.io/jobset-name'

/** Answers for each pod of a cluster. */
export class Memberships {
  readonly #jobs: ReadonlyMap<string, KubeJob>
  readonly #jobSets: ReadonlyMap<string, KubeJobSet>
  readonly #miniClusters: ReadonlyMap<string, KubeMiniCluster>
  readonly #groupNeeds = new Map<string, number>()

  constructor(objects: ClusterObjects) {
    this.#jobs = byKey(objects.jobs)
    this.#jobSets = byKey(objects.jobSets)
    this.#miniClusters = byKey(objects.miniClusters)
    for (const group of objects.podGroups) {
      const need = group.spec?.schedulingPolicy?.gang?.minCount ?? group.spec?.minMember
      if (need !== undefined) this.#groupNeeds.set(`${groupOf(group)} ${keyOf(group)}`, need)
    }
  }

  /** Undefined: of no gang, and nothing that ends by itself (services, daemons, what a node runs on its own). */
  of(pod: KubePod): Membership | undefined {
    const namespace = pod.metadata?.namespace ?? 'default'
    const owner = controllerOf(pod)
    const job = owner?.kind === 'Job' ? this.#jobs.get(`${namespace}/${owner.name}`) : undefined
    const own = this.#byOwner(pod, job)
    const group = this.#byGroup(pod, namespace)
    if (group === undefined) return own
    return { ...group, name: own === undefined || own.source === 'alone' ? group.name : own.name, ...(job === undefined ? {} : { job }) }
  }

  /** A group that no object declares is none: the schedulers then treat its pods as ordinary ones. */
  #byGroup(pod: KubePod, namespace: string): Membership | undefined {
    const { labels = {}, annotations = {} } = pod.metadata ?? {}
    const named = [
      [NATIVE, pod.spec?.schedulingGroup?.podGroupName],
      [VOLCANO.group, annotations[VOLCANO.annotation]],
      [PLUGINS.group, labels[PLUGINS.label]],
    ] as const
    for (const [group, name] of named) {
      const need = name === undefined ? undefined : this.#groupNeeds.get(`${group} ${namespace}/${name}`)
      if (name !== undefined && need !== undefined)
        return { key: `${group} ${namespace}/${name}`, namespace, name, need, source: 'pod group' }
    }
    const name = labels[FLUENCE.label] ?? labels[PLUGINS.label]
    const need = Number(labels[FLUENCE.size])
    if (name === undefined || !Number.isInteger(need) || need < 1) return undefined
    return { key: `fluence ${namespace}/${name}`, namespace, name, need, source: 'group size' }
  }

  #byOwner(pod: KubePod, job: KubeJob | undefined): Membership | undefined {
    const namespace = pod.metadata?.namespace ?? 'default'
    const named = (key: string, name: string, need: number, source: GangSource): Membership => ({
      key: `${key} ${namespace}/${name}`,
      namespace,
      name,
      need,
      source,
      ...(job === undefined ? {} : { job }),
    })
    const set = pod.metadata?.labels?.[JOB_SET]
    const jobSet = set === undefined ? undefined : this.#jobSets.get(`${namespace}/${set}`)
    if (set !== undefined && jobSet !== undefined) return named('jobset', set, needOfJobSet(jobSet), 'job set')
    if (job !== undefined) {
      const name = job.metadata?.name ?? ''
      const above = controllerOf(job)
      const cluster = above?.kind === 'MiniCluster' ? this.#miniClusters.get(`${namespace}/${above.name}`) : undefined
      if (cluster !== undefined) return named('minicluster', above?.name ?? name, needOfMiniCluster(cluster), 'mini-cluster')
      const need = needOfJob(job)
      return named('job', name, need, need > 1 ? 'indexed job' : 'alone')
    }
    const owner = controllerOf(pod)
    if (pod.spec?.restartPolicy === undefined || pod.spec.restartPolicy === 'Always') return undefined
    if (owner?.kind === 'Node' || owner?.kind === 'DaemonSet') return undefined
    return named(owner === undefined ? 'pod' : (owner.kind ?? ''), owner?.name ?? pod.metadata?.name ?? '', 1, 'alone')
  }
}

function byKey<T extends KubeItem>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [keyOf(item), item]))
}

/**
 * An Indexed Job all of whose pods run at once is taken for a gang; any other Job for a list of independent tasks.
 * @example needOfJob({ spec: { completionMode: 'Indexed', completions: 4, parallelism: 4 } }) // 4
 * @example needOfJob({ spec: { completionMode: 'Indexed', completions: 100, parallelism: 10 } }) // 1
 */
export function needOfJob(job: KubeJob): number {
  const { completionMode, completions, parallelism = 1 } = job.spec ?? {}
  return completionMode === 'Indexed' && completions !== undefined && completions <= parallelism ? Math.max(1, completions) : 1
}

/**
 * Flux starts its application on all pods of a MiniCluster, unless that has fewer tasks than pods: then on its quorum.
 * @example needOfMiniCluster({ spec: { size: 4, minSize: 2, tasks: 16 } }) // 4
 * @example needOfMiniCluster({ spec: { size: 4, minSize: 2, tasks: 2 } }) // 2
 */
export function needOfMiniCluster(cluster: KubeMiniCluster): number {
  const { size = 1, minSize = 0, tasks = 0 } = cluster.spec ?? {}
  return tasks > 0 && tasks < size && minSize > 0 ? Math.min(minSize, size) : size
}

/**
 * The pods of all its Jobs together.
 * @example needOfJobSet({ spec: { replicatedJobs: [{ replicas: 2, template: { spec: { parallelism: 3 } } }] } }) // 6
 */
export function needOfJobSet(set: KubeJobSet): number {
  return (set.spec?.replicatedJobs ?? []).reduce((sum, r) => sum + (r.replicas ?? 1) * (r.template?.spec?.parallelism ?? 1), 0)
}
