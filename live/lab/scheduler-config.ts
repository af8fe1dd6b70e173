/** Configuration files of the real schedulers, from the same parameters that their models read. Files are JSON, which is YAML. */
import type { SchedulerSpec } from '../../src/experiment/experiment.ts'
import { SECOND } from '../../src/units.ts'
import type { Manifest } from './rest.ts'
import type { LabScheduler } from './schedulers.ts'

/** What is said of a scheduler; what is absent keeps the scheduler's own default. */
export type SchedulerSettings = Partial<Omit<SchedulerSpec, 'name' | 'version'>>

/** Names under which pods may ask for the lab's one scheduler: the usual one, and those of the charts and manuals. */
export const SCHEDULER_NAMES = ['default-scheduler', 'scheduler-plugins-scheduler', 'coscheduler'] as const

const KUEUE = 'kueue.x-k8s.io/v1beta1'
export const CLUSTER_QUEUE = 'cluster-queue'

const seconds = (duration: number): number => duration / SECOND

/** Fields whose value is given. */
function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function inSeconds(duration: number | undefined): number | undefined {
  return duration === undefined ? undefined : seconds(duration)
}

/** KubeSchedulerConfiguration. */
export function kubeSchedulerConfig(scheduler: LabScheduler, settings: SchedulerSettings, kubeconfig: string): unknown {
  const plugin = {
    plugins: {
      multiPoint: { enabled: [{ name: 'Coscheduling' }] },
      queueSort: { disabled: [{ name: '*' }], enabled: [{ name: 'Coscheduling' }] },
    },
    pluginConfig: [
      {
        name: 'Coscheduling',
        args: given({
          permitWaitingTimeSeconds: inSeconds(settings.permitWaitingTime),
          podGroupBackoffSeconds: inSeconds(settings.podGroupBackoff),
        }),
      },
    ],
  }
  return {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    leaderElection: { leaderElect: false },
    clientConnection: { kubeconfig, qps: settings.qps ?? 50, burst: settings.burst ?? 100 },
    ...given({
      podInitialBackoffSeconds: inSeconds(settings.initialBackoff),
      podMaxBackoffSeconds: inSeconds(settings.maxBackoff),
      percentageOfNodesToScore: settings.percentageOfNodesToScore || undefined,
    }),
    profiles: SCHEDULER_NAMES.map((schedulerName) => ({ schedulerName, ...(scheduler.name === 'coscheduling' ? plugin : {}) })),
  }
}

/** Kueue's Configuration: batch Jobs only; one job at a time waits for its pods, unless that is turned off. */
export function kueueConfig(settings: SchedulerSettings, certificates: string, port: number): unknown {
  return {
    apiVersion: 'config.kueue.x-k8s.io/v1beta1',
    kind: 'Configuration',
    namespace: 'kueue-system',
    health: { healthProbeBindAddress: '127.0.0.1:0' },
    metrics: { bindAddress: '0' },
    webhook: { host: '127.0.0.1', port, certDir: certificates },
    leaderElection: { leaderElect: false },
    internalCertManagement: { enable: false },
    clientConnection: { qps: 50, burst: 100 },
    controller: {
      groupKindConcurrency: {
        'Job.batch': 5,
        'Workload.kueue.x-k8s.io': 5,
        'LocalQueue.kueue.x-k8s.io': 1,
        'ClusterQueue.kueue.x-k8s.io': 1,
        'ResourceFlavor.kueue.x-k8s.io': 1,
      },
    },
    integrations: { frameworks: ['batch/job'] },
    waitForPodsReady: {
      enable: true,
      blockAdmission: settings.blockAdmission ?? true,
      timeout: `${seconds(settings.podsReadyTimeout ?? 600 * SECOND)}s`,
      requeuingStrategy: { timestamp: 'Creation', backoffLimitCount: settings.requeueLimit ?? 5 },
    },
  }
}

/** What stands before the first job: one flavour and one ClusterQueue with the given quota. A LocalQueue leads to it from each namespace. */
export function kueueQueues(settings: SchedulerSettings): Manifest[] {
  const resources = [
    { name: 'cpu', nominalQuota: `${settings.quotaCpu ?? 40_000}m` },
    { name: 'memory', nominalQuota: '100Ti' },
    { name: 'pods', nominalQuota: String(settings.quotaPods ?? 1000) },
  ]
  const covered = { coveredResources: resources.map(({ name }) => name), flavors: [{ name: 'default-flavor', resources }] }
  const queueingStrategy = settings.queueingStrategy ?? 'BestEffortFIFO'
  return [
    { apiVersion: KUEUE, kind: 'ResourceFlavor', metadata: { name: 'default-flavor' } },
    {
      apiVersion: KUEUE,
      kind: 'ClusterQueue',
      metadata: { name: CLUSTER_QUEUE },
      spec: { namespaceSelector: {}, queueingStrategy, resourceGroups: [covered] },
    },
  ]
}

/** The queue by which jobs of a namespace reach the ClusterQueue. */
export function localQueue(namespace: string, name: string): Manifest {
  return { apiVersion: KUEUE, kind: 'LocalQueue', metadata: { name, namespace }, spec: { clusterQueue: CLUSTER_QUEUE } }
}

/** Volcano's scheduler: gangs, and nodes by what they hold. */
export function volcanoConfig(): string {
  return [
    'actions: "enqueue, allocate, backfill"',
    'tiers:',
    '- plugins: [{name: priority}, {name: gang}]',
    '- plugins: [{name: predicates}, {name: proportion}, {name: nodeorder}]',
    '',
  ].join('\n')
}
