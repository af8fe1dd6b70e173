/** Configuration of real nodes on one machine: each has its own containerd, kubelet and range of addresses; all share a bridge. Pure. */
import { join } from 'node:path'
import type { Experiment } from '../../../src/experiment/experiment.ts'
import { nodesOf } from '../../../src/experiment/nodes.ts'
import { formatCpu } from '../../../src/experiment/quantities.ts'
import { PAUSE_IMAGE } from './image.ts'

/** Name of the bridge, its address (which is every node's, too), and the network that pods live in. */
export const BRIDGE = 'muster0'
export const GATEWAY = '10.88.0.1'
const NETWORK = '10.88.0.0/16'

export interface RealNode {
  readonly name: string
  /** from 0 */
  readonly number: number
  readonly folder: string
  readonly port: number
  readonly labels: Readonly<Record<string, string>>
  /** processors that pods may ask for, millicores, and pods: of what the machine has, the rest is said to be the system's */
  readonly cpu: number
  readonly pods: number
}

/** The nodes of an experiment in their folders. @param ports one for each kubelet */
export function realNodes({ cluster }: Pick<Experiment, 'cluster'>, base: string, ports: readonly number[]): RealNode[] {
  return nodesOf(cluster.pools).map(({ name, pool, labels }, number) => {
    const { cpu, pods } = pool.allocatable
    return { name, number, folder: join(base, name), port: ports[number] as number, labels, cpu, pods }
  })
}

/** containerd's file. The score of the kernel's killer may not be lowered by a root without that capability, so it is not tried. */
export function containerdConfig({ folder }: RealNode, plugins: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"'
  return [
    'version = 2',
    `root = "${folder}/containerd"`,
    `state = "${folder}/state"`,
    'disabled_plugins = ["io.containerd.internal.v1.opt"]',
    '[grpc]',
    `  address = "${folder}/containerd.sock"`,
    `[${cri}]`,
    `  sandbox_image = "${PAUSE_IMAGE}"`,
    '  restrict_oom_score_adj = true',
    `[${cri}.cni]`,
    `  bin_dir = "${plugins}"`,
    `  conf_dir = "${folder}/cni"`,
    '',
  ].join('\n')
}

/** The network of a node's pods: addresses of its own on the bridge that all share. */
export function networkConfig({ folder, number }: RealNode): unknown {
  const range = {
    subnet: NETWORK,
    rangeStart: `10.88.${number + 1}.10`,
    rangeEnd: `10.88.${number + 1}.250`,
    gateway: GATEWAY,
  }
  return {
    cniVersion: '0.4.0',
    name: 'muster',
    plugins: [
      {
        type: 'bridge',
        bridge: BRIDGE,
        isGateway: true,
        ipMasq: false,
        ipam: { type: 'host-local', dataDir: `${folder}/addresses`, ranges: [[range]] },
      },
      { type: 'loopback' },
    ],
  }
}

/** The kubelet's file. What it says of control groups lets one machine hold several nodes. */
export function kubeletConfig({ folder, port, cpu, pods }: RealNode, processors: number): unknown {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
    cgroupDriver: 'cgroupfs',
    cgroupsPerQOS: false,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    localStorageCapacityIsolation: false,
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    address: GATEWAY,
    port,
    podLogsDir: `${folder}/logs`,
    readOnlyPort: 0,
    healthzPort: 0,
    clusterDNS: [GATEWAY],
    clusterDomain: 'cluster.local',
    maxPods: pods,
    systemReserved: { cpu: formatCpu(processors * 1000 - cpu) },
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%', 'nodefs.inodesFree': '1%' },
  }
}

/** CoreDNS, for the names that headless Services give to pods. */
export function dnsConfig(kubeconfig: string, context: string): string {
  return [
    '.:53 {',
    `    bind ${GATEWAY}`,
    '    errors',
    '    kubernetes cluster.local {',
    `        kubeconfig ${kubeconfig} ${context}`,
    '        pods insecure',
    '        ttl 5',
    '    }',
    '}',
    '',
  ].join('\n')
}
