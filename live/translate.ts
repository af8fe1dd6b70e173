/**
 * Kubernetes' JSON to the model's objects, and the stamps that the cluster itself gives. Pure: what comes is a value, and the
 * only thing asked of outside is which number stands for a uid. The other way is `manifests.ts`.
 */
import { requestOf } from '../src/kube/pod-spec.ts'
import type { Job, Kind, KubeObject, MiniCluster, Node, ObjectOf, Pod, PodGroup, Service, Workload } from '../src/objects/index.ts'
import type { SeenEvent } from '../src/record/events.ts'
import { SECOND, seconds, type Time } from '../src/units.ts'
import type { Json } from './client.ts'
import { type Names, QUEUE_LABEL } from './names.ts'
import { miniTemplateOf, podTemplateOf } from './translate-template.ts'

export interface Translation {
  readonly names: Names
  /** the wall clock at the run's time 0, ms since 1970 */
  readonly began: number
  /** a whole number for each uid, always the same */
  readonly uid: (text: string) => number
}

/** The cluster's own stamp of what an object's state shows, by kind of event: whole seconds, on the run's clock. */
export type Reported = Partial<Record<SeenEvent['kind'], Time>>

export interface Seen<O extends KubeObject = KubeObject> {
  readonly object: O
  readonly reported: Reported
}

/**
 * A stamp of the cluster (whole seconds) on the run's clock.
 * @example stampOf('1970-01-01T00:00:07Z', 5_500) // 1_500_000
 * @example stampOf(undefined, 0) // undefined
 */
export function stampOf(text: unknown, began: number): Time | undefined {
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.round((Math.floor(at / 1000) * 1000 - began) * 1000)
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
}

function conditionOf(json: Json, type: string): Condition | undefined {
  return (json.status?.conditions as Condition[] | undefined)?.find((c) => c.type === type)
}

/** The condition if it holds. */
function holds(json: Json, type: string): Condition | undefined {
  const condition = conditionOf(json, type)
  return condition?.status === 'True' ? condition : undefined
}

function metaOf(json: Json, { names, began, uid }: Translation) {
  const { metadata } = json
  const created = stampOf(metadata.creationTimestamp, began) ?? 0
  const owner = metadata.ownerReferences?.find((o: Json) => o.controller === true)
  const until = stampOf(metadata.deletionTimestamp, began)
  return {
    name: names.inward(metadata.name),
    uid: uid(metadata.uid),
    createdAt: created,
    creationTimestamp: created,
    ...(owner === undefined ? {} : { owner: uid(owner.uid) }),
    // the server adds the grace period to the moment at which it was asked
    ...(until === undefined ? {} : { deletedAt: until - seconds(metadata.deletionGracePeriodSeconds ?? 0) }),
  }
}

/** Without what is undefined: such a stamp is not there. */
function reportedOf(stamps: { readonly [K in SeenEvent['kind']]?: Time | undefined }): Reported {
  return Object.fromEntries(Object.entries(stamps).filter(([, at]) => at !== undefined))
}

function podPhase(phase: unknown): Pod['phase'] {
  // Unknown: its node has not been heard of, and holds it still
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' ? phase : phase === undefined ? 'Pending' : 'Running'
}

function podOf(json: Json, t: Translation): Seen<Pod> {
  const { metadata, spec, status } = json
  const labels = metadata.labels ?? {}
  const job = labels['batch.kubernetes.io/job-name'] ?? labels['job-name']
  const index = labels['batch.kubernetes.io/job-completion-index'] ?? metadata.annotations?.['batch.kubernetes.io/job-completion-index']
  const meta = metaOf(json, t)
  const waiting = conditionOf(json, 'PodScheduled')
  const object: Pod = {
    kind: 'pod',
    ...meta,
    name: metadata.name,
    ...podTemplateOf(metadata, spec, t.names),
    job: job === undefined ? '' : t.names.inward(job),
    index: index === undefined ? -1 : Number(index),
    phase: podPhase(status?.phase),
    ...(spec.nodeName ? { node: spec.nodeName } : {}),
    initialized: holds(json, 'Initialized') !== undefined,
    ready: holds(json, 'Ready') !== undefined,
    ...(waiting?.status === 'False' && waiting.reason === 'Unschedulable' ? { unschedulable: waiting.message ?? '' } : {}),
  }
  const stamp = (text: unknown): Time | undefined => stampOf(text, t.began)
  const states = ((status?.containerStatuses ?? []) as Json[]).map((c) => c.state ?? {})
  const times = (from: (state: Json) => unknown): Time[] => states.flatMap((s) => stamp(from(s)) ?? [])
  const started = times((s) => s.running?.startedAt ?? s.terminated?.startedAt)
  const finished = times((s) => s.terminated?.finishedAt)
  return {
    object,
    reported: reportedOf({
      'pod-created': meta.creationTimestamp,
      unschedulable: waiting?.status === 'False' ? stamp(waiting.lastTransitionTime) : undefined,
      bound: waiting?.status === 'True' ? stamp(waiting.lastTransitionTime) : undefined,
      initialized: stamp(holds(json, 'Initialized')?.lastTransitionTime),
      // a pod runs when its last container has started, and has ended when its last one has
      running: started.length === 0 ? undefined : Math.max(...started),
      ready: stamp(holds(json, 'Ready')?.lastTransitionTime),
      ended: finished.length === 0 ? undefined : Math.max(...finished),
      deleting: meta.deletedAt,
    }),
  }
}

const ZONE = 'topology.kubernetes.io/zone'

function nodeOf(json: Json, t: Translation): Seen<Node> {
  const { metadata, spec, status } = json
  const offers = status?.allocatable ?? {}
  const taints = ((spec?.taints ?? []) as Json[]).map(({ key, value, effect }) => ({ key, value: value ?? '', effect }))
  return {
    object: {
      kind: 'node',
      ...metaOf(json, t),
      name: metadata.name,
      allocatable: { ...requestOf({ resources: { requests: offers } }).request, pods: Number(offers.pods ?? 0) },
      zone: metadata.labels?.[ZONE] ?? '',
      labels: metadata.labels ?? {},
      taints,
      ...(spec?.unschedulable === true ? { cordoned: true } : {}),
    },
    reported: {},
  }
}

function serviceOf(json: Json, t: Translation): Seen<Service> {
  const selector = json.spec?.selector ?? {}
  const job = selector['job-name'] ?? selector['batch.kubernetes.io/job-name'] ?? ''
  return { object: { kind: 'service', ...metaOf(json, t), selectsJob: t.names.inward(job) }, reported: {} }
}

function jobOf(json: Json, t: Translation): Seen<Job> {
  const { metadata, spec, status } = json
  const condition = holds(json, 'Complete') ?? holds(json, 'Failed')
  const meta = metaOf(json, t)
  const queue = metadata.labels?.[QUEUE_LABEL]
  return {
    object: {
      kind: 'job',
      ...meta,
      size: spec.completions ?? spec.parallelism ?? 1,
      template: podTemplateOf(spec.template.metadata ?? {}, spec.template.spec, t.names),
      backoffLimit: spec.backoffLimit ?? 6,
      ...(spec.suspend === undefined ? {} : { suspended: spec.suspend }),
      ...(queue === undefined ? {} : { queue }),
      active: status?.active ?? 0,
      ready: status?.ready ?? 0,
      succeeded: status?.succeeded ?? 0,
      failed: status?.failed ?? 0,
      ...(condition === undefined ? {} : { condition: condition.type as 'Complete' | 'Failed' }),
    },
    reported: { 'job-created': meta.creationTimestamp },
  }
}

function miniClusterOf(json: Json, t: Translation): Seen<MiniCluster> {
  const { spec } = json
  const queue = spec.jobLabels?.[QUEUE_LABEL]
  return {
    object: {
      kind: 'mini-cluster',
      ...metaOf(json, t),
      size: spec.size ?? 1,
      minSize: spec.minSize ?? 0,
      maxSize: spec.maxSize ?? 0,
      tasks: spec.tasks ?? 0,
      template: miniTemplateOf(json, t.names),
      ...(queue === undefined ? {} : { queue }),
      ...(spec.cleanup === true ? { cleanup: true } : {}),
      ready: holds(json, 'JobMiniClusterReady') !== undefined,
    },
    reported: {},
  }
}

function podGroupOf(json: Json, t: Translation): Seen<PodGroup> {
  const { spec, status } = json
  const timeout = spec.scheduleTimeoutSeconds
  return {
    object: {
      kind: 'pod-group',
      ...metaOf(json, t),
      minMember: spec.minMember ?? spec.schedulingPolicy?.gang?.minCount ?? 1,
      phase: status?.phase ?? '',
      ...(timeout === undefined ? {} : { scheduleTimeout: seconds(timeout) }),
      ...(status?.scheduled === undefined ? {} : { scheduled: status.scheduled }),
    },
    reported: {},
  }
}

function workloadOf(json: Json, t: Translation): Seen<Workload> {
  const { metadata, spec, status } = json
  const [set] = (spec.podSets ?? []) as Json[]
  const owner = metadata.ownerReferences?.[0]?.name
  const admitted = holds(json, 'Admitted')
  const ready = conditionOf(json, 'PodsReady')
  const evicted = holds(json, 'Evicted')
  const stamp = (condition: Condition | undefined): Time | undefined => stampOf(condition?.lastTransitionTime, t.began)
  const [admittedAt, evictedAt, readyAt] = [stamp(admitted), stamp(evicted), stamp(ready)]
  const requeueAt = stampOf(status?.requeueState?.requeueAt, t.began)
  return {
    object: {
      kind: 'workload',
      ...metaOf(json, t),
      job: owner === undefined ? '' : t.names.inward(owner),
      queue: spec.queueName ?? '',
      count: set?.count ?? 1,
      request: set === undefined ? { cpu: 0, memory: 0, pods: 1, gpu: 0 } : podTemplateOf({}, set.template.spec, t.names).request,
      priority: spec.priority ?? 0,
      active: spec.active ?? true,
      ...(admittedAt === undefined ? {} : { admittedAt }),
      podsReady: ready?.status === 'True',
      ...(readyAt === undefined ? {} : { podsReadyChangedAt: readyAt }),
      finished: holds(json, 'Finished') !== undefined,
      requeueCount: status?.requeueState?.count ?? 0,
      ...(requeueAt === undefined ? {} : { requeueAt }),
      ...(evictedAt === undefined ? {} : { evictedAt }),
      reclaimable: status?.reclaimablePods?.[0]?.count ?? 0,
    },
    reported: reportedOf({ admitted: admittedAt, evicted: evictedAt }),
  }
}

const OF: { readonly [K in Exclude<Kind, 'event'>]: (json: Json, t: Translation) => Seen<ObjectOf<K>> } = {
  pod: podOf,
  node: nodeOf,
  service: serviceOf,
  job: jobOf,
  'mini-cluster': miniClusterOf,
  'pod-group': podGroupOf,
  workload: workloadOf,
}

/** An object of a real API server as the model knows it. */
export function seenOf<K extends Exclude<Kind, 'event'>>(kind: K, json: Json, translation: Translation): Seen<ObjectOf<K>> {
  return (OF[kind] as (json: Json, t: Translation) => Seen<ObjectOf<K>>)(json, translation)
}

/** Whole seconds by which the cluster's clock is ahead of the run's, in microseconds: see `Host.clockPhase`. */
export function clockPhaseOf(began: number): number {
  return Math.floor((began % 1000) * 1000) % SECOND
}
