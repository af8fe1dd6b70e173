/**
 * The few Kubernetes objects the model needs: small, flat, read-only, with Kubernetes' own names and meanings but
 * without its nesting. A run lives in one namespace, so names are enough. An update makes a new object.
 */
import type { Resources } from '../resources.ts'
import type { Duration, Time } from '../units.ts'

interface Meta {
  readonly name: string
  /** whole number, unique in a run; given by the API server at creation */
  readonly uid: number
  /** the moment of creation on the API server */
  readonly createdAt: Time
  /** the API's own stamp, on the run's clock: `createdAt` cut down to a whole second of the cluster's clock */
  readonly creationTimestamp: Time
  /** uid of the controlling owner: deleted with it (background propagation) */
  readonly owner?: number
  /** when the deletion was asked for; absent: not being deleted */
  readonly deletedAt?: Time
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

export interface Taint {
  readonly key: string
  readonly value: string
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}

export interface Toleration {
  /** absent: every key */
  readonly key?: string
  /** absent: every value (operator Exists) */
  readonly value?: string
  /** absent: every effect */
  readonly effect?: Taint['effect']
}

/** A pod-affinity term. It selects the pods whose `app` equals its own `app`. */
export interface AffinityTerm {
  readonly kind: 'affinity' | 'anti-affinity'
  readonly topologyKey: 'zone' | 'hostname'
  readonly app: string
  /** absent: required; present: preferred with this weight */
  readonly weight?: number
}

/** What a scheduler may see of a pod's wishes. Shared by all pods of a job, never by its run time. */
export interface PodTemplate {
  readonly request: Resources
  /** number of containers without a cpu (memory) request: the scores count 100m (200 MiB) for each (semantics 1.7.1) */
  readonly containersWithoutCpu: number
  readonly containersWithoutMemory: number
  readonly priority: number
  readonly schedulerName: string
  /** label `scheduling.x-k8s.io/pod-group` or `spec.schedulingGroup`: the pod group it belongs to */
  readonly podGroup?: string
  /** label `app.kubernetes.io/name`; absent on the pods of a plain Job */
  readonly app?: string
  readonly affinity?: readonly AffinityTerm[]
  readonly nodeSelector?: Readonly<Record<string, string>>
  /** preferred node affinity: label=value and weight */
  readonly nodePreferences?: readonly { readonly label: string; readonly value: string; readonly weight: number }[]
  readonly tolerations?: readonly Toleration[]
  readonly hostPorts?: readonly number[]
  /** bytes of the image; 0: not known to the nodes */
  readonly imageSize?: number
  /** termination grace period */
  readonly grace: Duration
  /** whether the pod's process ends on SIGTERM (then it does not use up the grace period) */
  readonly obeysTerm?: boolean
  /** whether there is an init container (the Flux view of a MiniCluster) */
  readonly init?: boolean
  readonly restartPolicy: 'Never' | 'OnFailure'
}

export interface Pod extends Meta, PodTemplate {
  readonly kind: 'pod'
  /** name of the Job (label `job-name`); '' for a pod without one */
  readonly job: string
  /** completion index; -1 for a pod without a Job */
  readonly index: number
  readonly phase: PodPhase
  /** set exactly from its binding on */
  readonly node?: string
  readonly initialized?: boolean
  readonly ready?: boolean
  /** text of the PodScheduled=False condition that the scheduler wrote last */
  readonly unschedulable?: string
}

export interface Node extends Meta {
  readonly kind: 'node'
  readonly allocatable: Resources
  readonly zone: string
  readonly labels?: Readonly<Record<string, string>>
  readonly taints?: readonly Taint[]
  /** spec.unschedulable (cordoned) */
  readonly cordoned?: boolean
}

/** A headless Service. Its selector is `job-name=<job>`; it gives pods names and, by selecting them, default spreading. */
export interface Service extends Meta {
  readonly kind: 'service'
  readonly selectsJob: string
}

/** An Indexed Job. completions = parallelism = size. */
export interface Job extends Meta {
  readonly kind: 'job'
  readonly size: number
  readonly template: PodTemplate
  readonly backoffLimit: number
  readonly suspended?: boolean
  /** label `kueue.x-k8s.io/queue-name` (on the template: it reaches the Job by API defaulting) */
  readonly queue?: string
  readonly active: number
  readonly ready: number
  readonly succeeded: number
  readonly failed: number
  readonly condition?: 'Complete' | 'Failed'
}

export interface MiniCluster extends Meta {
  readonly kind: 'mini-cluster'
  readonly size: number
  /** 0: not set */
  readonly minSize: number
  /** 0: not set */
  readonly maxSize: number
  readonly tasks: number
  readonly template: PodTemplate
  readonly queue?: string
  readonly cleanup?: boolean
  readonly ready?: boolean
}

/** Declares a gang. Of scheduler-plugins (coscheduling, Fluence) or native; the fields needed are the same. */
export interface PodGroup extends Meta {
  readonly kind: 'pod-group'
  readonly minMember: number
  /** spec.scheduleTimeoutSeconds */
  readonly scheduleTimeout?: Duration
  /** '' until its controller has seen it */
  readonly phase: '' | 'Pending' | 'Scheduling' | 'Scheduled' | 'Running' | 'Finished' | 'Failed'
  /** Fluence F3-F5: status.scheduleStartTime */
  readonly scheduleStartTime?: Time
  /** what its controller has counted into the status; the one of scheduler-plugins 0.28 counts no `scheduled` */
  readonly scheduled?: number
  readonly running?: number
  readonly succeeded?: number
  readonly failed?: number
}

/** Kueue's Workload: one job's claim on quota. */
export interface Workload extends Meta {
  readonly kind: 'workload'
  /** the Job it stands for */
  readonly job: string
  readonly queue: string
  readonly count: number
  /** request of one pod */
  readonly request: Resources
  readonly priority: number
  readonly active: boolean
  readonly admittedAt?: Time
  readonly podsReady?: boolean
  readonly podsReadyChangedAt?: Time
  readonly finished?: boolean
  readonly requeueCount: number
  readonly requeueAt?: Time
  readonly evictedAt?: Time
  /** pods whose quota is given back although the job goes on */
  readonly reclaimable: number
}

/** An Event: something a controller reports. Nobody reads it here, but writing it takes its turn at the client's rate limit. */
export interface Report extends Meta {
  readonly kind: 'event'
  readonly about: string
}

export type KubeObject = Pod | Node | Service | Job | MiniCluster | PodGroup | Workload | Report
export type Kind = KubeObject['kind']
export type ObjectOf<K extends Kind> = Extract<KubeObject, { kind: K }>

/** One change seen on a watch. `object` is the new state; of a deleted object the last state. */
export interface Change<O extends KubeObject = KubeObject> {
  readonly type: 'added' | 'updated' | 'deleted'
  readonly object: O
  /** the state before; absent for 'added' */
  readonly old?: O
}

/** What a client sends to create an object: the server adds uid and times. */
export type NewObject = { [K in Kind]: Omit<ObjectOf<K>, 'uid' | 'createdAt' | 'creationTimestamp' | 'deletedAt'> }[Kind]

/** A pod that has ended holds no resources and never comes back. */
export function hasEnded(pod: Pod): boolean {
  return pod.phase === 'Succeeded' || pod.phase === 'Failed'
}
