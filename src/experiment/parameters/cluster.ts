/** The cluster: nodes, what they offer, what system pods take. */
import { type Parameter, recordOf } from '../parameter.ts'
import { cpu, decimalNumber, listOf, memory, objectName, text, wholeNumber } from '../value-types.ts'

const nodes: Parameter<number> = {
  path: 'cluster.nodes',
  type: wholeNumber({ min: 1, max: 100_000 }),
  default: '8',
  help: 'number of nodes',
  source: 'semantics 0.1: the recorded clusters, but run6, had 8',
}

const machine: Parameter<string> = {
  path: 'cluster.machine',
  type: objectName(),
  default: 'c2d-standard-8-one-thread',
  help: 'machine type of data/machines.yaml: says what a node offers to pods',
  source: 'semantics 0.1',
}

const allocatableCpu: Parameter<number> = {
  path: 'cluster.allocatable.cpu',
  type: cpu({ min: 1 }),
  default: null,
  unset: 'as the machine type',
  help: 'cpu a node offers to pods',
  source: 'data/machines.yaml',
}

const allocatableMemory: Parameter<number> = {
  path: 'cluster.allocatable.memory',
  type: memory(),
  default: null,
  unset: 'as the machine type',
  help: 'memory a node offers to pods',
  source: 'data/machines.yaml',
}

const allocatablePods: Parameter<number> = {
  path: 'cluster.allocatable.pods',
  type: wholeNumber({ min: 1, max: 1000 }),
  default: null,
  unset: 'as the machine type',
  help: 'pods a node takes',
  source: 'data/machines.yaml',
}

const allocatableGpu: Parameter<number> = {
  path: 'cluster.allocatable.gpu',
  type: wholeNumber({ max: 64 }),
  default: null,
  unset: 'as the machine type',
  help: 'devices a node offers to pods',
  source: 'data/machines.yaml',
}

const systemCpu: Parameter<number> = {
  path: 'cluster.system.cpu',
  type: cpu(),
  default: '600m',
  help: 'cpu that system pods request on each node',
  source: 'base case of data/lab; semantics 0.1: on the recorded nodes at most 920m',
}

const systemMemory: Parameter<number> = {
  path: 'cluster.system.memory',
  type: memory(),
  default: '400Mi',
  help: 'memory that system pods request on each node',
  source: 'base case of data/lab; semantics 11.2: 434 to 800 MB were seen',
}

const systemPods: Parameter<number> = {
  path: 'cluster.system.pods',
  type: wholeNumber({ max: 1000 }),
  default: '1',
  help: 'system pods on each node',
  source: 'base case of data/lab',
}

const zones: Parameter<readonly string[]> = {
  path: 'cluster.zones',
  type: listOf(objectName(), 1),
  default: '[zone-a]',
  help: 'zones the nodes are spread over, in turn',
  source: 'semantics 0.1: one zone',
}

const taints: Parameter<readonly string[]> = {
  path: 'cluster.taints',
  type: listOf(
    text(
      /^[^=:\s]+(=[^:\s]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/,
      'a taint key=value:Effect',
      'the effect is NoSchedule, PreferNoSchedule or NoExecute',
    ),
  ),
  default: '[]',
  help: 'taints on each node, as key=value:Effect',
  source: 'semantics 0.1: none',
}

const labels: Parameter<readonly string[]> = {
  path: 'cluster.labels',
  type: listOf(text(/^[^=\s]+=[^\s]*$/, 'a label key=value', 'write it without spaces')),
  default: '[]',
  help: 'labels of each node, as key=value',
  source: 'none',
}

const price: Parameter<number> = {
  path: 'cluster.price',
  type: decimalNumber(),
  default: null,
  unset: 'unknown',
  help: 'price of one node-hour, in any currency',
  source: 'yours',
}

const POOL_FIELDS = {
  name: {
    path: 'cluster.pools[].name',
    type: objectName(),
    default: null,
    unset: 'pool-0, pool-1, ...',
    help: 'name of the pool; its nodes are named after it',
    source: 'yours',
  },
  names: {
    path: 'cluster.pools[].names',
    type: listOf(objectName(), 1),
    default: null,
    unset: 'numbered after the pool',
    help: 'names of its nodes, one by one; their number is then that of the nodes',
    source: 'yours',
  } as Parameter<readonly string[]>,
  nodes: { ...nodes, path: 'cluster.pools[].nodes', default: null, unset: 'as cluster.nodes' },
  machine: { ...machine, path: 'cluster.pools[].machine', default: null, unset: 'as cluster.machine' },
  cpu: { ...allocatableCpu, path: 'cluster.pools[].cpu', unset: 'as cluster.allocatable.cpu, else the machine type' },
  memory: { ...allocatableMemory, path: 'cluster.pools[].memory', unset: 'as cluster.allocatable.memory, else the machine type' },
  pods: { ...allocatablePods, path: 'cluster.pools[].pods', unset: 'as cluster.allocatable.pods, else the machine type' },
  gpu: { ...allocatableGpu, path: 'cluster.pools[].gpu', unset: 'as cluster.allocatable.gpu, else the machine type' },
  systemCpu: { ...systemCpu, path: 'cluster.pools[].systemCpu', default: null, unset: 'as cluster.system.cpu' },
  systemMemory: { ...systemMemory, path: 'cluster.pools[].systemMemory', default: null, unset: 'as cluster.system.memory' },
  systemPods: { ...systemPods, path: 'cluster.pools[].systemPods', default: null, unset: 'as cluster.system.pods' },
  zones: { ...zones, path: 'cluster.pools[].zones', default: null, unset: 'as cluster.zones' },
  taints: { ...taints, path: 'cluster.pools[].taints', default: null, unset: 'as cluster.taints' },
  labels: { ...labels, path: 'cluster.pools[].labels', default: null, unset: 'as cluster.labels' },
  price: { ...price, path: 'cluster.pools[].price', default: null, unset: 'as cluster.price' },
}

const pools = {
  path: 'cluster.pools',
  type: listOf(recordOf('node pool', POOL_FIELDS), 1),
  default: null,
  unset: 'one pool of cluster.nodes nodes',
  help: 'nodes of several kinds; what a pool does not say is as in cluster.*',
  source: 'yours',
}

export const CLUSTER = {
  nodes,
  machine,
  allocatableCpu,
  allocatableMemory,
  allocatablePods,
  allocatableGpu,
  systemCpu,
  systemMemory,
  systemPods,
  zones,
  taints,
  labels,
  price,
  pools,
}
export { POOL_FIELDS }
