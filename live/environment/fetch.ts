/** Fetches what `environmentOf` needs. What may not be read is left out. */
import type { Experiment } from '../../src/experiment/experiment.ts'
import { formatScheduler } from '../../src/experiment/schedulers.ts'
import type { ClusterClient } from '../client.ts'
import { isCluster } from '../cluster-error.ts'
import type { KubeItem, KubeNode, KubePod } from '../doctor/kube.ts'
import { RUN_LABEL } from '../names.ts'
import { wantedPrograms } from '../preflight/wanted.ts'
import { type Environment, type EnvironmentFacts, environmentOf } from './environment.ts'

export interface EnvironmentOptions {
  readonly client: Pick<ClusterClient, 'get' | 'list'>
  readonly experiment: Experiment
  readonly schedulerName: string
  /** id of the run whose pods' images are meant */
  readonly run: string
  readonly muster: Environment['muster']
  /** of programs that run outside of the cluster */
  readonly configuration?: readonly unknown[]
}

/** To be called while the run's pods are there: nodes report digests of images only with them. */
export async function environment({
  client,
  experiment,
  schedulerName,
  run,
  muster,
  configuration,
}: EnvironmentOptions): Promise<Environment> {
  const programs = wantedPrograms(experiment)
  const [version, nodes, pods, definitions] = await Promise.all([
    client.get('/version'),
    listed<KubeNode>(client, '/api/v1/nodes'),
    listed<KubePod>(client, '/api/v1/pods'),
    listed<NonNullable<EnvironmentFacts['definitions']>[number]>(client, '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'),
  ])
  const allPods = pods ?? []
  const theirs = allPods.filter((p) => p.spec?.containers?.some((c) => programs.some((one) => one.image.test(c.image ?? ''))))
  const namespaces = [...new Set(theirs.flatMap((p) => p.metadata?.namespace ?? []))]
  const configMaps = await Promise.all(namespaces.map((n) => listed<KubeItem>(client, `/api/v1/namespaces/${n}/configmaps`)))
  return environmentOf({
    muster,
    version,
    nodes: nodes ?? [],
    pods: allPods.filter((p) => p.metadata?.labels?.[RUN_LABEL] === run),
    allPods,
    programs,
    configMaps: configMaps.flatMap((maps) => maps ?? []),
    ...(definitions === undefined ? {} : { definitions }),
    scheduler: { name: formatScheduler(experiment.scheduler), schedulerName },
    ...(configuration === undefined ? {} : { configuration }),
  })
}

async function listed<T>(client: EnvironmentOptions['client'], path: string): Promise<T[] | undefined> {
  const items: T[] = []
  try {
    await client.list(path, {}, (item) => items.push(item))
    return items
  } catch (error) {
    if (isCluster(error, 'forbidden', 'not-found')) return undefined
    throw error
  }
}
