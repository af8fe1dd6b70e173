/**
 * The scheduling framework's extension points, as far as the modelled plugins use them. Node filters and scores of the
 * default profile are in `plugins/filters.ts` and `plugins/scores.ts`; a *group plugin* (coscheduling, Fluence, native gang)
 * adds queue sort, pre-enqueue, pre-filter, post-filter, permit and unreserve. Plugins import this file, never the
 * queue or the cycle.
 */
import type { Change, Pod } from '../../objects/index.ts'
import type { Duration } from '../../units.ts'
import type { Host } from '../actor.ts'
import type { PluginSet, QueuedPod } from './queued-pod.ts'

/** One bit for each plugin that can reject a pod. */
export const PluginBit = {
  NodeUnschedulable: 1,
  NodeName: 2,
  TaintToleration: 4,
  NodeAffinity: 8,
  NodePorts: 16,
  NodeResourcesFit: 32,
  PodTopologySpread: 64,
  InterPodAffinity: 128,
  Coscheduling: 256,
  Fluence: 512,
  GangScheduling: 1024,
} as const
export type PluginName = keyof typeof PluginBit

/** Names of the plugins in a set, in the order of the bits. */
export function pluginNames(set: PluginSet): PluginName[] {
  return (Object.keys(PluginBit) as PluginName[]).filter((name) => (set & PluginBit[name]) !== 0)
}

/** Something that may make a rejected pod schedulable. */
export type QueueEvent =
  | 'pod-delete'
  | 'pod-add'
  | 'pod-update'
  | 'pod-create'
  | 'node-add'
  | 'node-update'
  | 'pod-group-add'
  | 'pod-group-update'
  | 'timeout'

/** A pod that holds its place in the scheduler's memory and waits at Permit. */
export interface WaitingPod {
  readonly q: QueuedPod
  readonly node: number
  readonly group: string
}

/** What a scheduler offers its plugins. */
export interface Handle {
  readonly host: Host
  /** pods at Permit, in order of arrival */
  waiting(): Iterable<WaitingPod>
  reject(pod: WaitingPod, plugin: PluginName, cause: string): void
  allow(pod: WaitingPod): void
  /** pods of a group that have a node in the cycle's snapshot, bound or assumed, not ended */
  assigned(group: string): number
  /** pods of a group that the informers know, in any phase but ended (the pod lister) */
  members(group: string): readonly Pod[]
  nodeName(node: number): string
  nodeNamed(name: string): number | undefined
  /** makes uncached reads (none for n = 0), then goes on */
  read(n: number, then: () => void): void
}

/** `ok` may restrict the nodes to one; a rejection ends the cycle. `error`: a failure, blamed on nobody. */
export type PreFilterResult =
  | { readonly ok: true; readonly node?: number }
  | { readonly ok: false; readonly why: string; readonly error?: boolean }

export type PermitResult =
  | { readonly kind: 'allow' }
  | { readonly kind: 'wait'; readonly timeout: Duration; readonly activate: readonly Pod[] }
  | { readonly kind: 'reject'; readonly why: string }

/** A plugin that schedules pods as groups. Reads of the API that a step costs are asked for before the step is taken. */
export interface GroupPlugin {
  readonly name: PluginName
  /** the group of a pod; undefined: it is scheduled alone */
  groupOf(pod: Pod): string | undefined
  /** queue sort; `reads` adds up what the comparisons cost */
  less?(a: QueuedPod, b: QueuedPod): boolean
  /** reads spent by `less` since it was last asked, and forgotten by asking */
  takeReads?(): number
  /** pods of a group that must be placed together (the group cycle) */
  minCount?(group: string): number
  /** PreEnqueue: whether the pod may not enter activeQ yet */
  gated?(pod: Pod): boolean
  preFilter?(q: QueuedPod, then: (result: PreFilterResult) => void): void
  /** after no node was found; waiting siblings may be rejected */
  postFilter?(q: QueuedPod, then: () => void): void
  permit?(q: QueuedPod, node: number, then: (result: PermitResult) => void): void
  unreserve?(q: QueuedPod, then: () => void): void
  /** whether the plugin asked to hear of this event for pods it rejected */
  listensTo(event: QueueEvent, pod: Pod): boolean
  /** 1.34+: it looks at no event more closely (it has no queueing hints), so one about a group wakes the pods of all groups */
  readonly withoutHints?: boolean
  /** an object changed, as the plugin's own informers tell it */
  observe?(change: Change): void
  /** whether `observe` looks at pods, not at PodGroups alone */
  readonly watchesPods?: boolean
  /** the plugin decides on node scores itself: the default ones are off */
  readonly disablesScores?: boolean
}
