import { describe, expect, it } from 'vitest'
import { graphOf, wholeCores } from '../../../../src/actors/fluxion/graph.ts'
import type { Node, Pod } from '../../../../src/objects/index.ts'
import { NO_RESOURCES } from '../../../../src/resources.ts'

function aNode(name: string, more: Partial<Node> = {}): Node {
  const allocatable = { cpu: 3920, memory: 2 ** 34, pods: 110, gpu: 0 }
  return { kind: 'node', name, uid: 1, createdAt: 0, creationTimestamp: 0, allocatable, zone: 'a', ...more }
}

function aPod(node: string | undefined, cpu: number, more: Partial<Pod> = {}): Pod {
  return {
    kind: 'pod',
    name: `pod-${node}-${cpu}`,
    uid: 2,
    createdAt: 0,
    creationTimestamp: 0,
    request: { ...NO_RESOURCES, cpu },
    containersWithoutCpu: 0,
    containersWithoutMemory: 0,
    priority: 0,
    schedulerName: 'system',
    grace: 0,
    restartPolicy: 'Never',
    job: '',
    index: -1,
    phase: 'Running',
    ...(node === undefined ? {} : { node }),
    ...more,
  }
}

describe('the graph at the start of the sidecar', () => {
  it.each([
    [303, 3],
    [921, 2],
    [85, 3],
  ])('F-7: of 3920m with %dm requested it keeps %d cores', (requested, cores) => {
    expect(wholeCores(3920, requested)).toBe(cores)
    expect(graphOf([aNode('n')], [aPod('n', requested)])).toEqual([{ name: 'n', cores }])
  })

  it('has no cores, rather than fewer than none, on a node requested beyond what it has', () => {
    expect(wholeCores(3920, 5920)).toBe(0)
  })

  it('adds up the pods of each node and leaves out those that ended or are not bound', () => {
    const pods = [aPod('n0', 600), aPod('n0', 400), aPod('n1', 2000, { phase: 'Succeeded' }), aPod(undefined, 3000)]
    expect(graphOf([aNode('n0'), aNode('n1')], pods)).toEqual([
      { name: 'n0', cores: 2 },
      { name: 'n1', cores: 3 },
    ])
  })

  it('lists nodes by name as strings', () => {
    const nodes = ['node-2', 'node-10', 'node-0', 'node-1'].map((name) => aNode(name))
    expect(graphOf(nodes, []).map((n) => n.name)).toEqual(['node-0', 'node-1', 'node-10', 'node-2'])
  })

  it('leaves out cordoned and control-plane nodes', () => {
    const label = { 'node-role.kubernetes.io/control-plane': '' }
    const taint = { key: 'node-role.kubernetes.io/control-plane', value: '', effect: 'NoSchedule' } as const
    const nodes = [aNode('a', { cordoned: true }), aNode('b', { labels: label }), aNode('c', { taints: [taint] }), aNode('d')]
    expect(graphOf(nodes, []).map((n) => n.name)).toEqual(['d'])
  })
})
