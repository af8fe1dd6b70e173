/** What Fluence's sidecar sees of a cluster: each node's free whole cores, read once when it starts (semantics 5.1). */
import { hasEnded, type Node, type Pod } from '../../objects/index.ts'

/** A node of the resource graph. */
export interface GraphNode {
  readonly name: string
  /** whole cores it offers; pods of other schedulers that come later are not seen */
  readonly cores: number
}

const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']

/**
 * Whole cores left for Fluxion on a node (vector F-7).
 * @param allocatable millicores
 * @param requested millicores of the pods that run there already
 * @example wholeCores(3920, 921) // 2
 */
export function wholeCores(allocatable: number, requested: number): number {
  return Math.max(0, Math.trunc((allocatable - requested) / 1000))
}

/**
 * The graph at the sidecar's start, in the order of the API's list: by name as a string, so node-10 comes before node-2.
 * Control-plane and cordoned nodes are left out.
 * @param pods every pod of the cluster; those that have ended or are not bound hold nothing
 */
export function graphOf(nodes: Iterable<Node>, pods: Iterable<Pod>): GraphNode[] {
  const requested = new Map<string, number>()
  for (const pod of pods) {
    if (pod.node === undefined || hasEnded(pod)) continue
    requested.set(pod.node, (requested.get(pod.node) ?? 0) + pod.request.cpu)
  }
  const graph: GraphNode[] = []
  for (const node of nodes) {
    if (node.cordoned || isControlPlane(node)) continue
    graph.push({ name: node.name, cores: wholeCores(node.allocatable.cpu, requested.get(node.name) ?? 0) })
  }
  return graph.sort(byName)
}

/** Order of an API list: by bytes of the name, whatever the locale. */
export function byName(a: GraphNode, b: GraphNode): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

function isControlPlane(node: Node): boolean {
  return CONTROL_PLANE.some((key) => node.labels?.[key] !== undefined || node.taints?.some((taint) => taint.key === key))
}
