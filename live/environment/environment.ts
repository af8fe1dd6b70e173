/**
 * What a reader needs to repeat a run: server, node types, kubelets, images with digests, scheduler and its configuration, CRDs, our
 * commit. Only fields named here are taken over, so that a new one of Kubernetes cannot carry something out; no node, context,
 * namespace or user is named.
 */
import { parse } from 'yaml'
import { formatCpu, formatMemory } from '../../src/experiment/quantities.ts'
import type { KubeItem, KubeNode, KubePod } from '../doctor/kube.ts'
import { allocatableOf } from '../doctor/snapshot.ts'
import type { Program } from '../preflight/wanted.ts'
import { publicImage, redact } from './redact.ts'

export interface Environment {
  readonly muster: { readonly version: string; readonly commit?: string }
  readonly server: { readonly version: string; readonly commit?: string; readonly platform?: string }
  /** nodes that are alike, most first */
  readonly nodes: readonly NodeType[]
  readonly scheduler: {
    /** name@version of the experiment */
    readonly name: string
    /** `schedulerName` of the pods */
    readonly schedulerName: string
    /** of scheduler, sidecar, operator and controllers that the experiment rests on */
    readonly programs: readonly RunningProgram[]
    /** what their ConfigMaps say */
    readonly configuration: readonly unknown[]
  }
  /** of the run's own pods */
  readonly images: readonly ImageUsed[]
  /** name and served versions; absent: they may not be listed */
  readonly definitions?: readonly { readonly name: string; readonly versions: readonly string[]; readonly generator?: string }[]
}

export interface NodeType {
  readonly count: number
  readonly type?: string
  readonly architecture?: string
  readonly system?: string
  readonly kernel?: string
  readonly runtime?: string
  readonly kubelet?: string
  readonly zones: readonly string[]
  readonly allocatable: { readonly cpu: string; readonly memory: string; readonly pods: number; readonly gpu: number }
}

export interface ImageUsed {
  readonly image: string
  /** sha256:...; absent: the node did not say */
  readonly digest?: string
}

export interface RunningProgram extends ImageUsed {
  readonly name: string
}

export interface EnvironmentFacts {
  readonly muster: Environment['muster']
  /** what /version says */
  readonly version: Readonly<Record<string, unknown>>
  readonly nodes: readonly KubeNode[]
  /** of the run */
  readonly pods: readonly KubePod[]
  /** of everybody */
  readonly allPods: readonly KubePod[]
  readonly programs: readonly Program[]
  readonly configMaps: readonly (KubeItem & { readonly data?: Readonly<Record<string, string>> })[]
  readonly definitions?: readonly KubeItem<{ readonly versions?: readonly { readonly name?: string; readonly served?: boolean }[] }>[]
  readonly scheduler: { readonly name: string; readonly schedulerName: string }
  /** of programs that run outside of the cluster (a lab) */
  readonly configuration?: readonly unknown[]
}

/** Puts it together. */
export function environmentOf(facts: EnvironmentFacts): Environment {
  const { muster, version, scheduler, definitions } = facts
  const text = (key: string): string | undefined => (typeof version[key] === 'string' ? (version[key] as string) : undefined)
  return {
    muster,
    server: { version: text('gitVersion') ?? 'unknown', ...some('commit', text('gitCommit')), ...some('platform', text('platform')) },
    nodes: nodeTypes(facts.nodes),
    scheduler: {
      ...scheduler,
      programs: facts.programs.flatMap((program) =>
        imagesOf(facts.allPods, (image) => program.image.test(image)).map((used) => ({ name: program.name, ...used })),
      ),
      configuration: [...facts.configMaps.flatMap(configurationOf), ...(facts.configuration ?? [])].map(redact),
    },
    images: imagesOf(facts.pods, () => true),
    ...(definitions === undefined ? {} : { definitions: definitions.map(definitionOf).sort((a, b) => (a.name < b.name ? -1 : 1)) }),
  }
}

/** Nothing for what is not known: absent, empty, or a mark that a build did not fill in. */
function some<K extends string>(key: K, value: string | undefined): { readonly [key in K]?: string } {
  return value === undefined || value === '' || value.startsWith('$Format') ? {} : ({ [key]: value } as { [key in K]: string })
}

function nodeTypes(nodes: readonly KubeNode[]): NodeType[] {
  const types = new Map<string, { type: Omit<NodeType, 'count' | 'zones'>; count: number; zones: Set<string> }>()
  for (const node of nodes) {
    const labels = node.metadata?.labels ?? {}
    const info = node.status?.nodeInfo ?? {}
    const { cpu, memory, pods, gpu } = allocatableOf(node)
    const type = {
      ...some('type', labels['node.kubernetes.io/instance-type']),
      ...some('architecture', info.architecture ?? labels['kubernetes.io/arch']),
      ...some('system', info.osImage),
      ...some('kernel', info.kernelVersion),
      ...some('runtime', info.containerRuntimeVersion),
      ...some('kubelet', info.kubeletVersion),
      allocatable: { cpu: formatCpu(cpu), memory: formatMemory(memory), pods, gpu },
    }
    const key = JSON.stringify(type)
    const known = types.get(key) ?? { type, count: 0, zones: new Set() }
    known.count++
    const zone = labels['topology.kubernetes.io/zone']
    if (zone !== undefined) known.zones.add(zone)
    types.set(key, known)
  }
  const list = [...types.values()].map(({ type, count, zones }) => ({ count, ...type, zones: [...zones].sort() }))
  return list.sort((a, b) => b.count - a.count)
}

/** Each image of these pods once, with the digest that a node reported. */
function imagesOf(pods: readonly KubePod[], wanted: (image: string) => boolean): ImageUsed[] {
  const found = new Map<string, ImageUsed>()
  for (const pod of pods) {
    for (const container of [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]) {
      if (container.image === undefined || !wanted(container.image)) continue
      const image = publicImage(container.image)
      const status = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find(
        (s) => s.name === container.name,
      )
      const digest = /sha256:[0-9a-f]{64}/.exec(status?.imageID ?? '')?.[0]
      const key = `${image} ${digest ?? ''}`
      if (!found.has(key)) found.set(key, { image, ...some('digest', digest) })
    }
  }
  const list = [...found.values()]
  // the one without a digest says nothing where another has it
  return list.filter((one) => one.digest !== undefined || !list.some((other) => other.image === one.image && other.digest !== undefined))
}

const CONFIGURATIONS = ['KubeSchedulerConfiguration', 'Configuration']

/** The configurations of schedulers and of Kueue in a ConfigMap; everything else in it stays where it is. */
function configurationOf(map: { readonly data?: Readonly<Record<string, string>> }): unknown[] {
  return Object.values(map.data ?? {}).flatMap((text) => {
    try {
      const value: unknown = parse(text)
      const { kind, apiVersion } = (value ?? {}) as { kind?: unknown; apiVersion?: unknown }
      const known = CONFIGURATIONS.includes(String(kind)) && /kubescheduler|kueue/.test(String(apiVersion))
      return known ? [value] : []
    } catch {
      return []
    }
  })
}

function definitionOf(crd: NonNullable<EnvironmentFacts['definitions']>[number]): NonNullable<Environment['definitions']>[number] {
  const versions = (crd.spec?.versions ?? []).filter((v) => v.served !== false).map((v) => v.name ?? '')
  const generator = crd.metadata?.annotations?.['controller-gen.kubebuilder.io/version']
  return { name: crd.metadata?.name ?? '', versions, ...some('generator', generator) }
}
