/** What is fetched of a cluster before a run: the checks are functions of this and of the experiment. */
import type { KubeItem, KubeNode, KubePod, Quantities } from '../doctor/kube.ts'

/** One question to SelfSubjectAccessReview and its answer. */
export interface Permission {
  readonly verb: string
  readonly group: string
  /** plural, with its subresource: `pods/log` */
  readonly resource: string
  /** absent: of the whole cluster */
  readonly namespace?: string
  readonly allowed: boolean
}

export type KubeQuota = KubeItem<
  { readonly hard?: Quantities; readonly scopes?: readonly string[] },
  { readonly hard?: Quantities; readonly used?: Quantities }
>

/** Creating one object without keeping it: admission, webhooks included, has answered. */
export interface Rehearsal {
  readonly kind: string
  /** absent: it would be created */
  readonly refused?: string
  /** nobody could be asked: the namespace is not there yet */
  readonly skipped?: true
}

export interface ClusterFacts {
  readonly server: string
  /** gitVersion */
  readonly version: string
  /** `group/version plural` of everything that was asked for and is served */
  readonly served: ReadonlySet<string>
  readonly nodes: readonly KubeNode[]
  /** of every namespace; undefined: they may not be listed */
  readonly pods: readonly KubePod[] | undefined
  readonly permissions: readonly Permission[]
  readonly namespace: { readonly name: string; readonly exists: boolean; readonly going: boolean }
  readonly quotas: readonly KubeQuota[]
  readonly limitRanges: readonly KubeItem[]
  /** Kueue's: names of the queues in the namespace */
  readonly queues: readonly string[]
  readonly rehearsals: readonly Rehearsal[]
}
