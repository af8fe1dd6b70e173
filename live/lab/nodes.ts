/** The nodes of an experiment on a lab, each with a pod that stands for what the system takes of it. Pure. */
import type { Experiment, NodePool } from '../../src/experiment/experiment.ts'
import { type NamedNode, nodesOf } from '../../src/experiment/nodes.ts'
import { formatCpu, formatMemory } from '../../src/experiment/quantities.ts'
import { stampText } from '../status.ts'
import type { Manifest } from './rest.ts'

/** Where the system's pods live. */
export const SYSTEM_NAMESPACE = 'kube-system'

/** A kubelet's word that all is well. Nobody asks for more: the controller that looks for silent nodes does not run in a lab. */
function nodeManifest({ name, pool, labels }: NamedNode, now: number): Manifest {
  const { cpu, memory, pods, gpu } = pool.allocatable
  const room = {
    cpu: formatCpu(cpu),
    memory: formatMemory(memory),
    pods: String(pods),
    ...(gpu > 0 ? { 'nvidia.com/gpu': String(gpu) } : {}),
  }
  const at = stampText(now)
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'played by muster',
    lastHeartbeatTime: at,
    lastTransitionTime: at,
  }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { ...labels, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' } },
    ...(pool.taints.length === 0 ? {} : { spec: { taints: pool.taints } }),
    status: { allocatable: room, capacity: room, conditions: [ready], nodeInfo: NODE_INFO },
  }
}

/** Fields that the API wants and nobody reads. */
const NODE_INFO = {
  architecture: 'amd64',
  bootID: '',
  containerRuntimeVersion: 'muster',
  kernelVersion: '',
  kubeProxyVersion: '',
  kubeletVersion: 'muster',
  machineID: '',
  operatingSystem: 'linux',
  osImage: '',
  systemUUID: '',
}

function takesAnything({ system }: NodePool): boolean {
  return system.cpu > 0 || system.memory > 0 || system.pods > 0
}

function systemPod({ name, pool }: NamedNode): Manifest {
  const { cpu, memory } = pool.system
  const requests = { ...(cpu > 0 ? { cpu: formatCpu(cpu) } : {}), ...(memory > 0 ? { memory: formatMemory(memory) } : {}) }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `system-${name}`, namespace: SYSTEM_NAMESPACE },
    spec: {
      nodeName: name,
      automountServiceAccountToken: false,
      tolerations: [{ operator: 'Exists' }],
      containers: [{ name: 'system', image: 'none', resources: { requests } }],
    },
  }
}

/**
 * What is created before a run: every node, then what the system takes of it.
 * @param now wall clock, ms since 1970
 */
export function nodeManifests({ cluster }: Pick<Experiment, 'cluster'>, now: number): Manifest[] {
  const nodes = nodesOf(cluster.pools)
  return [...nodes.map((node) => nodeManifest(node, now)), ...nodes.filter(({ pool }) => takesAnything(pool)).map(systemPod)]
}
