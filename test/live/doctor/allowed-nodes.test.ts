import { describe, expect, test } from 'vitest'
import { AllowedNodes, admits, tolerates } from '../../../live/doctor/allowed-nodes.ts'
import type { KubePodSpec, NodeRequirement } from '../../../live/doctor/kube.ts'
import { kubeNode } from './builders.ts'

const affinity = (...matchExpressions: NodeRequirement[]): KubePodSpec => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } } },
})

describe('which nodes admit a pod', () => {
  test('a taint keeps out whoever does not tolerate it; PreferNoSchedule keeps out nobody', () => {
    const tainted = (effect: string) => kubeNode('n', '2', { spec: { taints: [{ key: 'dedicated', value: 'mpi', effect }] } })
    expect(admits(tainted('NoSchedule'), {})).toBe(false)
    expect(admits(tainted('NoExecute'), {})).toBe(false)
    expect(admits(tainted('PreferNoSchedule'), {})).toBe(true)
    expect(admits(tainted('NoSchedule'), { tolerations: [{ key: 'dedicated', value: 'mpi', effect: 'NoSchedule' }] })).toBe(true)
  })

  test.each([
    [{ operator: 'Exists' }, true],
    [{ key: 'k', operator: 'Exists' }, true],
    [{ key: 'other', operator: 'Exists' }, false],
    [{ key: 'k', value: 'v' }, true],
    [{ key: 'k', operator: 'Equal', value: 'other' }, false],
    [{ key: 'k', value: 'v', effect: 'NoExecute' }, false],
    [{ value: 'v' }, false],
  ])('%j tolerates k=v:NoSchedule: %s', (toleration, answer) => {
    expect(tolerates([toleration], { key: 'k', value: 'v', effect: 'NoSchedule' })).toBe(answer)
  })

  test('a cordoned node admits only those that tolerate being unschedulable, as daemons do', () => {
    const cordoned = kubeNode('n', '2', { spec: { unschedulable: true } })
    expect(admits(cordoned, {})).toBe(false)
    expect(admits(cordoned, { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] })).toBe(true)
  })

  test('every label of a node selector must be there', () => {
    const node = kubeNode('n', '2', { labels: { pool: 'mpi' } })
    expect(admits(node, { nodeSelector: { pool: 'mpi' } })).toBe(true)
    expect(admits(node, { nodeSelector: { pool: 'mpi', zone: 'a' } })).toBe(false)
  })

  test.each([
    [{ key: 'cores', operator: 'In', values: ['4', '8'] }, true],
    [{ key: 'cores', operator: 'NotIn', values: ['8'] }, false],
    [{ key: 'absent', operator: 'NotIn', values: ['8'] }, true],
    [{ key: 'cores', operator: 'Exists' }, true],
    [{ key: 'cores', operator: 'DoesNotExist' }, false],
    [{ key: 'cores', operator: 'Gt', values: ['7'] }, true],
    [{ key: 'cores', operator: 'Lt', values: ['8'] }, false],
    [{ key: 'absent', operator: 'Gt', values: ['7'] }, false],
    [{ key: 'cores', operator: 'Near', values: ['7'] }, false],
  ])('%j on a node with cores=8: %s', (requirement, answer) => {
    expect(admits(kubeNode('n', '2', { labels: { cores: '8' } }), affinity(requirement))).toBe(answer)
  })

  test('terms are alternatives, an empty one matches nothing, and fields name the node', () => {
    const terms = (nodeSelectorTerms: object[]): KubePodSpec => ({
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
    })
    const named = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }] }
    expect(admits(kubeNode('n'), terms([{}]))).toBe(false)
    expect(admits(kubeNode('n'), terms([{}, named]))).toBe(true)
    expect(admits(kubeNode('m'), terms([{}, named]))).toBe(false)
  })

  test('a device that the model does not count must at least be offered', () => {
    const pod: KubePodSpec = { containers: [{ resources: { requests: { 'rdma/hca': '1' } } }] }
    const node = kubeNode('n')
    expect(admits(node, pod)).toBe(false)
    expect(admits({ ...node, status: { allocatable: { ...node.status?.allocatable, 'rdma/hca': '2' } } }, pod)).toBe(true)
  })

  test('pods of one rule share one set; those that may go anywhere have none', () => {
    const allowed = new AllowedNodes([kubeNode('n0', '2', { labels: { pool: 'mpi' } }), kubeNode('n1')])
    const set = allowed.of({ nodeSelector: { pool: 'mpi' } })
    expect([...(set ?? [])]).toEqual(['n0'])
    expect(allowed.of({ nodeSelector: { pool: 'mpi' } })).toBe(set)
    expect(allowed.of({})).toBeUndefined()
  })
})
