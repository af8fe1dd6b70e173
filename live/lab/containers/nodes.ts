/**
 * Real nodes on one machine: for each a containerd and a kubelet, for all a bridge and a DNS server. They live in a process and
 * mount namespace of their own, so the kernel ends every container with them, however that comes about.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ExperimentError, InvariantError } from '../../../src/errors.ts'
import type { Experiment } from '../../../src/experiment/experiment.ts'
import { nodesOf } from '../../../src/experiment/nodes.ts'
import { builtPrograms, cacheFolder } from '../cache.ts'
import type { Lab } from '../lab.ts'
import { hold } from '../lock.ts'
import { freePort } from '../ports.ts'
import { Supervisor } from '../supervisor.ts'
import { BRIDGE, containerdConfig, dnsConfig, GATEWAY, kubeletConfig, networkConfig, type RealNode, realNodes } from './config.ts'
import { imageArchive, PAUSE_IMAGE, PING_IMAGE } from './image.ts'
import { checkContainers, findProgram, pluginFolder } from './needs.ts'

const run = promisify(execFile)

/** Programs of the lab that real nodes need beside the control plane. */
export const CONTAINER_PROGRAMS = ['supervisor', 'kubelet', 'coredns'] as const

/** How long all nodes together may take to be ready, ms. */
const PATIENCE = 180_000
/** Folders with fixed names that these programs write to: hidden under empty ones of the namespace, which go with it. */
const FIXED = ['/run/containerd', '/run/netns', '/var/lib/cni', '/var/log/containers'] as const

export interface RealNodesOptions {
  readonly lab: Lab
  /** its nodes are started: as many of its processors for pods as it says, and all of the machine's memory */
  readonly experiment: Experiment
  readonly signal: AbortSignal
}

export class RealNodes {
  readonly nodes: readonly RealNode[]
  /** milliseconds until all were ready */
  readonly startedIn: number
  readonly #supervisor: Supervisor
  readonly #release: () => void

  private constructor(nodes: readonly RealNode[], supervisor: Supervisor, startedIn: number, release: () => void) {
    this.#release = release
    this.nodes = nodes
    this.#supervisor = supervisor
    this.startedIn = startedIn
  }

  /**
   * Starts nodes and waits until they are ready.
   * @throws ExperimentError when this machine cannot run containers, or a program is not built; InvariantError when one ends
   */
  static async start({ lab, experiment, signal: stop }: RealNodesOptions): Promise<RealNodes> {
    checkContainers(experiment)
    const built = builtPrograms(CONTAINER_PROGRAMS)
    const release = takeBridge()
    const began = performance.now()
    const ports: number[] = []
    for (const _ of nodesOf(experiment.cluster.pools)) ports.push(await freePort())
    const nodes = realNodes(experiment, join(lab.folder, 'nodes'), ports)
    await makeBridge()
    const supervisor = new Supervisor(inNamespaces(built('supervisor')))
    const broken = new AbortController()
    supervisor.onExit = ({ name }) => broken.abort(new InvariantError(`lab: ${name} ended by itself; see ${lab.folder}/log/${name}.log`))
    const signal = AbortSignal.any([stop, lab.broken, broken.signal])
    try {
      const archives = writeImages(lab.folder)
      await startDns(lab, supervisor, built('coredns'))
      await Promise.all(nodes.map((node) => startNode({ node, lab, supervisor, archives, kubelet: built('kubelet'), signal })))
      await allReady(lab, nodes, signal)
      return new RealNodes(nodes, supervisor, Math.round(performance.now() - began), release)
    } catch (error) {
      await supervisor.stop()
      await removeBridge()
      release()
      throw signal.aborted ? signal.reason : error
    }
  }

  /** Ends every container, kubelet and containerd, and takes the bridge away. Safe to call twice. */
  async stop(): Promise<void> {
    await this.#supervisor.stop()
    await removeBridge()
    removeGroups()
    this.#release()
    for (const { folder } of this.nodes) rmSync(folder, { recursive: true, force: true })
  }
}

/** The supervisor as process 1 of its own world: when it ends, the kernel ends all the others there. */
function inNamespaces(supervisor: string): string[] {
  const hide = FIXED.map((folder) => `mkdir -p ${folder} && mount -t tmpfs muster ${folder}`).join(' && ')
  return ['unshare', '--pid', '--mount', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', `${hide} && exec "$0"`, supervisor]
}

/** There is one bridge, with one range of addresses. @throws ExperimentError when another process has it */
function takeBridge(): () => void {
  const release = hold(join(cacheFolder(), 'containers.lock'))
  if (typeof release !== 'number') return release
  const todo = 'wait until it has ended: all of them would share one bridge and its addresses'
  throw new ExperimentError([{ where: '--lab containers', expected: 'one at a time', got: `process ${release}, at it`, todo }])
}

async function makeBridge(): Promise<void> {
  await removeBridge()
  await run('ip', ['link', 'add', BRIDGE, 'type', 'bridge'])
  await run('ip', ['address', 'add', `${GATEWAY}/16`, 'dev', BRIDGE])
  await run('ip', ['link', 'set', BRIDGE, 'up'])
}

/** Also one that a killed lab left behind. */
async function removeBridge(): Promise<void> {
  await run('ip', ['link', 'delete', BRIDGE]).catch(() => {})
}

function writeImages(folder: string): string[] {
  const busybox = readFileSync(findProgram('busybox') as string)
  const images = [
    { file: 'ping.tar', name: PING_IMAGE, command: ['sh'] },
    { file: 'pause.tar', name: PAUSE_IMAGE, command: ['/bin/sleep', '2147483647'] },
  ]
  return images.map(({ file, name, command }) => {
    const path = join(folder, file)
    writeFileSync(path, imageArchive(name, command, busybox))
    return path
  })
}

async function startDns(lab: Lab, supervisor: Supervisor, coredns: string): Promise<void> {
  const config = join(lab.folder, 'Corefile')
  writeFileSync(config, dnsConfig(lab.kubeconfig, lab.context))
  await supervisor.start('coredns', { args: [coredns, '-conf', config], log: join(lab.folder, 'log', 'coredns.log') })
}

interface NodeStart {
  readonly node: RealNode
  readonly lab: Lab
  readonly supervisor: Supervisor
  readonly archives: readonly string[]
  readonly kubelet: string
  readonly signal: AbortSignal
}

async function startNode({ node, lab, supervisor, archives, kubelet, signal }: NodeStart): Promise<void> {
  const { folder, name } = node
  mkdirSync(join(folder, 'cni'), { recursive: true })
  mkdirSync(join(folder, 'logs'), { recursive: true })
  const file = (part: string, content: string): string => {
    const path = join(folder, part)
    writeFileSync(path, content)
    return path
  }
  file('cni/10-muster.conflist', JSON.stringify(networkConfig(node)))
  const config = file('containerd.toml', containerdConfig(node, pluginFolder() as string))
  const log = (part: string): string => join(lab.folder, 'log', `${part}.log`)
  await supervisor.start(`${name}-containerd`, {
    args: [findProgram('containerd') as string, '-c', config],
    log: log(`${name}-containerd`),
  })
  const socket = join(folder, 'containerd.sock')
  while (!existsSync(socket)) await sleep(50, undefined, { signal })
  for (const archive of archives) await run('ctr', ['-a', socket, '-n', 'k8s.io', 'images', 'import', archive], { signal })
  const words = [
    ...['--config', file('kubelet.json', JSON.stringify(kubeletConfig(node, cpus().length), null, 2)), '--kubeconfig', lab.kubeconfig],
    ...['--root-dir', join(folder, 'kubelet'), '--cert-dir', join(folder, 'certs')],
    ...['--hostname-override', name, '--node-ip', GATEWAY],
    ...[
      '--node-labels',
      Object.entries(node.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
    ],
  ]
  await supervisor.start(`${name}-kubelet`, { args: [kubelet, ...words], log: log(`${name}-kubelet`) })
}

async function allReady(lab: Lab, nodes: readonly RealNode[], signal: AbortSignal): Promise<void> {
  const end = performance.now() + PATIENCE
  for (const { name } of nodes) {
    while (!(await isReady(lab, name))) {
      if (performance.now() > end) throw new InvariantError(`lab: ${name} is not ready after ${PATIENCE / 1000} s; see ${lab.folder}/log`)
      await sleep(100, undefined, { signal })
    }
  }
}

interface NodeStatus {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

async function isReady(lab: Lab, name: string): Promise<boolean> {
  const node = (await lab.read(`/api/v1/nodes/${name}`)) as NodeStatus | undefined
  return node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
}

/** containerd's control group, where nothing is in it: what is not empty may be another's. */
function removeGroups(): void {
  for (const folder of ['', ...readdirSync('/sys/fs/cgroup')]) {
    try {
      rmdirSync(join('/sys/fs/cgroup', folder, 'k8s.io'))
    } catch {
      // not there, or not empty
    }
  }
}
