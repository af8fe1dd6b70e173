/**
 * Which nodes could take a pod: the default profile's filters, in their order (semantics 1.6). Only those that can
 * matter for a pod run (PreFilter Skip); for most pods that is NodeResourcesFit alone.
 */
import { tolerates } from '../../../objects/admits.ts'
import type { Pod, Taint } from '../../../objects/index.ts'
import type { NodeCache } from '../cache.ts'
import { PluginBit } from '../framework.ts'

/** 0: the node passes; otherwise the bit of the plugin that rejects it. */
export type NodeFilter = (cache: NodeCache, pod: Pod, node: number) => number

const nodeUnschedulable: NodeFilter = (cache, pod, node) => {
  if (!cache.nodes[node]?.cordoned) return 0
  const taint: Taint = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' }
  return tolerates(pod.tolerations ?? [], taint) ? 0 : PluginBit.NodeUnschedulable
}

const taintToleration: NodeFilter = (cache, pod, node) => {
  for (const taint of cache.nodes[node]?.taints ?? []) {
    if (taint.effect !== 'PreferNoSchedule' && !tolerates(pod.tolerations ?? [], taint)) return PluginBit.TaintToleration
  }
  return 0
}

const nodeAffinity: NodeFilter = (cache, pod, node) => {
  const labels = cache.nodes[node]?.labels ?? {}
  for (const [key, value] of Object.entries(pod.nodeSelector ?? {})) {
    if (labels[key] !== value) return PluginBit.NodeAffinity
  }
  return 0
}

const nodePorts: NodeFilter = (cache, pod, node) => {
  const used = cache.portsInUse.get(node)
  return used !== undefined && pod.hostPorts?.some((p) => (used.get(p) ?? 0) > 0) ? PluginBit.NodePorts : 0
}

/** Equality fits; a pod that asks for nothing passes the resource tests, but not the count of pods. */
export const nodeResourcesFit: NodeFilter = (cache, pod, node) => {
  const r = pod.request
  return (cache.usedPods[node] as number) + 1 > (cache.allocPods[node] as number) ||
    (r.cpu > 0 && r.cpu > (cache.allocCpu[node] as number) - (cache.usedCpu[node] as number)) ||
    (r.memory > 0 && r.memory > (cache.allocMemory[node] as number) - (cache.usedMemory[node] as number)) ||
    (r.gpu > 0 && r.gpu > (cache.allocGpu[node] as number) - (cache.usedGpu[node] as number))
    ? PluginBit.NodeResourcesFit
    : 0
}

/** Required terms; they select the pods of the pod's own job. */
const interPodAffinity: NodeFilter = (cache, pod, node) => {
  const placement = cache.placement(pod.job)?.all
  for (const term of pod.affinity ?? []) {
    if (term.weight !== undefined) continue
    const here = term.topologyKey === 'hostname' ? placement?.byNode.get(node) : placement?.byZone.get(cache.zone[node] as number)
    const any = placement !== undefined
    // the first pod of a group that wants to be with itself may go anywhere
    if (term.kind === 'affinity' && any && (here ?? 0) === 0) return PluginBit.InterPodAffinity
    if (term.kind === 'anti-affinity' && (here ?? 0) > 0) return PluginBit.InterPodAffinity
  }
  return 0
}

const ROOM_ALONE: readonly NodeFilter[] = [nodeResourcesFit]

/** The filters that can reject this pod somewhere in this cluster. */
export function filtersFor(cache: NodeCache, pod: Pod): readonly NodeFilter[] {
  const plain = pod.nodeSelector === undefined && pod.hostPorts === undefined && pod.affinity === undefined
  if (plain && !cache.cordoned && !cache.tainted) return ROOM_ALONE
  const filters: NodeFilter[] = []
  if (cache.cordoned) filters.push(nodeUnschedulable)
  if (cache.tainted) filters.push(taintToleration)
  if (pod.nodeSelector !== undefined) filters.push(nodeAffinity)
  if (pod.hostPorts !== undefined) filters.push(nodePorts)
  filters.push(nodeResourcesFit)
  if (pod.affinity?.some((t) => t.weight === undefined)) filters.push(interPodAffinity)
  return filters
}

/** Whether the only thing that can reject the pod is room: then a scan that found none holds until room is freed. */
export function onlyRoomMatters(filters: readonly NodeFilter[]): boolean {
  return filters.length === 1 && filters[0] === nodeResourcesFit
}

/** What Kubernetes says of a node that a plugin rejected; for the pod's condition. */
export function reasonOf(bit: number, cache: NodeCache, pod: Pod, node: number): string {
  switch (bit) {
    case PluginBit.NodeUnschedulable:
      return 'node(s) were unschedulable'
    case PluginBit.TaintToleration:
      return 'node(s) had untolerated taint'
    case PluginBit.NodeAffinity:
      return "node(s) didn't match Pod's node affinity/selector"
    case PluginBit.NodePorts:
      return "node(s) didn't have free ports for the requested pod ports"
    case PluginBit.InterPodAffinity:
      return "node(s) didn't match pod affinity rules"
    default:
      if ((cache.usedPods[node] as number) + 1 > (cache.allocPods[node] as number)) return 'Too many pods'
      if (pod.request.cpu > (cache.allocCpu[node] as number) - (cache.usedCpu[node] as number)) return 'Insufficient cpu'
      if (pod.request.memory > (cache.allocMemory[node] as number) - (cache.usedMemory[node] as number)) return 'Insufficient memory'
      return 'Insufficient gpu'
  }
}
