/** Kubernetes JSON, as far as the doctor and the checks read it: everything may be absent, for it was written by others. */

export interface KubeMeta {
  readonly name?: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly ownerReferences?: readonly KubeOwner[]
}

export interface KubeOwner {
  readonly apiVersion?: string
  readonly kind?: string
  readonly name?: string
  readonly uid?: string
  readonly controller?: boolean
}

export interface KubeCondition {
  readonly type?: string
  readonly status?: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
}

export interface KubeItem<Spec = object, Status = object> {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata?: KubeMeta
  readonly spec?: Spec
  readonly status?: Status & { readonly conditions?: readonly KubeCondition[] }
}

export type Quantities = Readonly<Record<string, string | number>>

export interface KubeContainer {
  readonly name?: string
  readonly image?: string
  readonly restartPolicy?: string
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities }
}

export interface KubeTaint {
  readonly key?: string
  readonly value?: string
  readonly effect?: string
}

export interface KubeToleration {
  readonly key?: string
  readonly operator?: string
  readonly value?: string
  readonly effect?: string
}

export interface NodeRequirement {
  readonly key?: string
  readonly operator?: string
  readonly values?: readonly string[]
}

export interface NodeTerm {
  readonly matchExpressions?: readonly NodeRequirement[]
  readonly matchFields?: readonly NodeRequirement[]
}

export interface KubePodSpec {
  readonly nodeName?: string
  readonly schedulerName?: string
  readonly priority?: number
  readonly preemptionPolicy?: string
  readonly restartPolicy?: string
  readonly activeDeadlineSeconds?: number
  readonly containers?: readonly KubeContainer[]
  readonly initContainers?: readonly KubeContainer[]
  readonly overhead?: Quantities
  readonly resources?: { readonly requests?: Quantities }
  readonly nodeSelector?: Readonly<Record<string, string>>
  readonly tolerations?: readonly KubeToleration[]
  readonly schedulingGates?: readonly object[]
  readonly schedulingGroup?: { readonly podGroupName?: string }
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms?: readonly NodeTerm[] }
    }
    readonly podAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly object[] }
    readonly podAntiAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly object[] }
  }
  readonly topologySpreadConstraints?: readonly { readonly whenUnsatisfiable?: string }[]
}

export interface KubeContainerStatus {
  readonly name?: string
  readonly image?: string
  readonly imageID?: string
  readonly ready?: boolean
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string }
    readonly terminated?: { readonly finishedAt?: string }
  }
}

export type KubePod = KubeItem<
  KubePodSpec,
  {
    readonly phase?: string
    readonly startTime?: string
    readonly containerStatuses?: readonly KubeContainerStatus[]
    readonly initContainerStatuses?: readonly KubeContainerStatus[]
  }
>

export type KubeNode = KubeItem<
  { readonly unschedulable?: boolean; readonly taints?: readonly KubeTaint[] },
  { readonly allocatable?: Quantities; readonly nodeInfo?: Readonly<Record<string, string>> }
>

export type KubeJob = KubeItem<
  {
    readonly parallelism?: number
    readonly completions?: number
    readonly completionMode?: string
    readonly suspend?: boolean
    readonly activeDeadlineSeconds?: number
  },
  { readonly succeeded?: number; readonly startTime?: string; readonly completionTime?: string }
>

export type KubeMiniCluster = KubeItem<{ readonly size?: number; readonly minSize?: number; readonly tasks?: number }>

export type KubeJobSet = KubeItem<{
  readonly suspend?: boolean
  readonly replicatedJobs?: readonly {
    readonly replicas?: number
    readonly template?: { readonly spec?: NonNullable<KubeJob['spec']> }
  }[]
}>

/** Of scheduler-plugins and Volcano (`minMember`) or native (`schedulingPolicy.gang.minCount`; before 1.36 `podGroups` of a Workload). */
export type KubePodGroup = KubeItem<{
  readonly minMember?: number
  readonly schedulingPolicy?: { readonly gang?: { readonly minCount?: number } }
}>

/** Kueue's. */
export type KubeWorkload = KubeItem<{ readonly active?: boolean }>

export interface KubeEvent extends KubeItem {
  readonly reason?: string
  readonly message?: string
  readonly count?: number
  readonly firstTimestamp?: string | null
  readonly lastTimestamp?: string | null
  readonly eventTime?: string | null
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string } | null
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly namespace?: string; readonly uid?: string }
}

/** `namespace/name`, the name of an object within a cluster. */
export function keyOf(item: KubeItem): string {
  return `${item.metadata?.namespace ?? 'default'}/${item.metadata?.name ?? ''}`
}

/** The condition of that type whose status is True. */
export function isTrue(item: KubeItem, type: string): KubeCondition | undefined {
  return item.status?.conditions?.find((c) => c.type === type && c.status === 'True')
}

/** The owner that controls it. */
export function controllerOf(item: KubeItem): KubeOwner | undefined {
  return item.metadata?.ownerReferences?.find((o) => o.controller === true)
}

/** An API time as milliseconds; undefined where there is none. */
export function moment(text: string | null | undefined): number | undefined {
  const ms = text == null ? Number.NaN : Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}
