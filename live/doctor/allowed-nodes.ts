/** Which nodes the rules (not the room) of a pod and of the nodes leave: taints, cordons, node selectors, required node affinity. */
import { requestOf } from '../../src/kube/pod-spec.ts'
import { parseQuantity } from '../../src/kube/quantity.ts'
import type { KubeNode, KubePodSpec, KubeTaint, KubeToleration, NodeRequirement, NodeTerm } from './kube.ts'

/** What a cordoned node carries, whether or not a controller has written it down yet. */
const CORDON: KubeTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/**
 * Whether a node's rules admit a pod. Resources that the model does not count must at least be offered there at all.
 * @example admits({ metadata: { name: 'n0' }, spec: { unschedulable: true } }, {}) // false
 */
export function admits(node: KubeNode, pod: KubePodSpec): boolean {
  const taints = [...(node.spec?.taints ?? []), ...(node.spec?.unschedulable === true ? [CORDON] : [])]
  const closed = taints.some((t) => (t.effect === 'NoSchedule' || t.effect === 'NoExecute') && !tolerates(pod.tolerations ?? [], t))
  if (closed) return false
  const labels = node.metadata?.labels ?? {}
  if (Object.entries(pod.nodeSelector ?? {}).some(([key, value]) => labels[key] !== value)) return false
  const terms = pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  if (terms !== undefined && !terms.some((term) => termMatches(term, node))) return false
  return requestOf(pod).others.every((name) => (parseQuantity(node.status?.allocatable?.[name], 1) ?? 0) > 0)
}

/** @example tolerates([{ operator: 'Exists' }], { key: 'dedicated', value: 'mpi', effect: 'NoSchedule' }) // true */
export function tolerates(tolerations: readonly KubeToleration[], taint: KubeTaint): boolean {
  return tolerations.some((t) => {
    if (t.effect !== undefined && t.effect !== '' && t.effect !== taint.effect) return false
    if (t.key !== undefined && t.key !== '' && t.key !== taint.key) return false
    if (t.operator === 'Exists') return true
    return t.key !== undefined && t.key !== '' && (t.value ?? '') === (taint.value ?? '')
  })
}

/** Terms are alternatives, the requirements of one must all hold; an empty term matches nothing. */
function termMatches(term: NodeTerm, node: KubeNode): boolean {
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  if (expressions.length + fields.length === 0) return false
  const labels = node.metadata?.labels ?? {}
  return (
    expressions.every((r) => requirementMatches(r, labels[r.key ?? ''])) &&
    fields.every((r) => r.key === 'metadata.name' && requirementMatches(r, node.metadata?.name))
  )
}

function requirementMatches(r: NodeRequirement, value: string | undefined): boolean {
  const values = r.values ?? []
  switch (r.operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return wholeNumber(value) > wholeNumber(values[0])
    case 'Lt':
      return wholeNumber(value) < wholeNumber(values[0])
    default:
      return false
  }
}

/** NaN, which compares with nothing, for what is no whole number. */
function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : Number.NaN
}

/** Works out the nodes of a pod once for all pods with the same rules. */
export class AllowedNodes {
  readonly #nodes: readonly KubeNode[]
  readonly #known = new Map<string, ReadonlySet<string> | undefined>()

  constructor(nodes: readonly KubeNode[]) {
    this.#nodes = nodes
  }

  /** Undefined: every node. Pods of one rule get one set. */
  of(pod: KubePodSpec): ReadonlySet<string> | undefined {
    const { others } = requestOf(pod)
    const rules = [pod.nodeSelector, pod.tolerations, pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution, others]
    const key = JSON.stringify(rules)
    if (!this.#known.has(key)) {
      const names = this.#nodes.filter((n) => admits(n, pod)).map((n) => n.metadata?.name ?? '')
      this.#known.set(key, names.length === this.#nodes.length ? undefined : new Set(names))
    }
    return this.#known.get(key)
  }
}
