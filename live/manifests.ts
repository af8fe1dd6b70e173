/** The model's objects to Kubernetes' JSON. Pure; the other way is `translate.ts`. */

import { formatCpu, formatMemory } from '../src/experiment/quantities.ts'
import type { NewObject, PodTemplate, Toleration } from '../src/objects/index.ts'
import { inSeconds } from '../src/units.ts'
import type { Json } from './client.ts'
import { GROUP_LABEL, JOB_LABEL, type Names, QUEUE_LABEL, RUN_LABEL } from './names.ts'
import { apiVersion, resourceOf } from './resources.ts'

/** What runs in the pods of a job. */
export interface Program {
  readonly image: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly workingDir?: string
  /** image that carries Flux itself (MiniCluster); absent: the operator's own choice */
  readonly view?: string
}

export interface ManifestContext {
  readonly run: string
  readonly names: Names
  readonly namespace: string
  /** the experiment's scheduler: it decides which PodGroup is meant and how a pod names its group */
  readonly scheduler: string
  /** `schedulerName` of the pods */
  readonly schedulerName: string
  readonly program: (job: string) => Program
  /** the reference to an owner by our number for it */
  readonly owner: (uid: number) => Json | undefined
}

/** Name of the one container of a pod. */
export const CONTAINER = 'app'

/** Seconds in whole numbers, as Kubernetes wants them. */
function wholeSeconds(time: number): number {
  return Math.ceil(inSeconds(time))
}

function labelsOf(c: ManifestContext, job: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { [RUN_LABEL]: c.run, ...(job === '' ? {} : { [JOB_LABEL]: job }), ...more }
}

function groupLabels(c: ManifestContext, template: PodTemplate): Record<string, string> {
  return template.podGroup === undefined || c.scheduler === 'gang' ? {} : { [GROUP_LABEL]: c.names.outward(template.podGroup) }
}

function resourcesOf({ request: { cpu, memory, gpu } }: PodTemplate): Json {
  const devices = gpu > 0 ? { 'nvidia.com/gpu': String(gpu) } : {}
  const requests = { ...(cpu > 0 ? { cpu: formatCpu(cpu) } : {}), ...(memory > 0 ? { memory: formatMemory(memory) } : {}), ...devices }
  return { ...(Object.keys(requests).length > 0 ? { requests } : {}), ...(gpu > 0 ? { limits: devices } : {}) }
}

function containerOf(template: PodTemplate, program: Program): Json {
  const env = Object.entries(program.env ?? {}).map(([name, value]) => ({ name, value }))
  return {
    name: CONTAINER,
    image: program.image,
    command: program.command,
    ...(program.workingDir === undefined ? {} : { workingDir: program.workingDir }),
    ...(env.length === 0 ? {} : { env }),
    resources: resourcesOf(template),
  }
}

function tolerationOf({ key, value, effect }: Toleration): Json {
  const rule = value === undefined ? { operator: 'Exists' } : { operator: 'Equal', value }
  return { ...(key === undefined ? {} : { key }), ...rule, ...(effect === undefined ? {} : { effect }) }
}

/**
 * Name of the class that stands for a priority: a pod may only have the priority of a class.
 * @example priorityClassName('r7', -5) // 'r7-priority-minus-5'
 */
export function priorityClassName(run: string, priority: number): string {
  return `${run}-priority-${priority < 0 ? 'minus-' : ''}${Math.abs(priority)}`
}

/** The classes of the priorities that the jobs of a run have. */
export function priorityClasses(run: string, priorities: Iterable<number>): Json[] {
  return [...new Set(priorities)]
    .filter((value) => value !== 0)
    .map((value) => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: priorityClassName(run, value), labels: { [RUN_LABEL]: run } },
      value,
      description: 'made for a run of muster',
    }))
}

function affinityOf(c: ManifestContext, template: PodTemplate): Json {
  const KEYS = { zone: 'topology.kubernetes.io/zone', hostname: 'kubernetes.io/hostname' } as const
  const affinity: Json = {}
  for (const { kind, topologyKey, app, weight } of template.affinity ?? []) {
    const of = kind === 'affinity' ? 'podAffinity' : 'podAntiAffinity'
    const rule = weight === undefined ? 'requiredDuringSchedulingIgnoredDuringExecution' : 'preferredDuringSchedulingIgnoredDuringExecution'
    const term = {
      labelSelector: { matchLabels: { 'app.kubernetes.io/name': c.names.outward(app) } },
      topologyKey: KEYS[topologyKey],
    }
    affinity[of] ??= {}
    affinity[of][rule] ??= []
    affinity[of][rule].push(weight === undefined ? term : { weight, podAffinityTerm: term })
  }
  return Object.keys(affinity).length === 0 ? {} : { affinity }
}

/** The spec of a pod. An init container stands for the Flux view where the template has one. */
function podSpec(c: ManifestContext, template: PodTemplate, job: string): Json {
  const program = c.program(job)
  const group = template.podGroup
  return {
    ...(c.schedulerName === 'default-scheduler' ? {} : { schedulerName: c.schedulerName }),
    ...(group !== undefined && c.scheduler === 'gang' ? { schedulingGroup: { podGroupName: c.names.outward(group) } } : {}),
    ...(job === '' ? {} : { subdomain: c.names.outward(job) }),
    restartPolicy: template.restartPolicy,
    terminationGracePeriodSeconds: wholeSeconds(template.grace),
    ...(template.nodeSelector === undefined ? {} : { nodeSelector: template.nodeSelector }),
    ...(template.tolerations === undefined ? {} : { tolerations: template.tolerations.map(tolerationOf) }),
    ...(template.priority === 0 ? {} : { priorityClassName: priorityClassName(c.run, template.priority) }),
    ...affinityOf(c, template),
    ...(template.init === true ? { initContainers: [{ name: 'flux-view', image: program.view ?? program.image, command: ['true'] }] } : {}),
    containers: [containerOf(template, program)],
  }
}

function podMeta(c: ManifestContext, template: PodTemplate, job: string): Json {
  const app = template.app === undefined ? {} : { 'app.kubernetes.io/name': c.names.outward(template.app) }
  return { labels: labelsOf(c, job, { ...groupLabels(c, template), ...app }) }
}

type Of<K extends NewObject['kind']> = Extract<NewObject, { kind: K }>

function jobBody(object: Of<'job'>, c: ManifestContext): Json {
  const { name, size, template, backoffLimit, suspended } = object
  return {
    spec: {
      completionMode: 'Indexed',
      completions: size,
      parallelism: size,
      backoffLimit,
      ...(suspended === undefined ? {} : { suspend: suspended }),
      template: { metadata: podMeta(c, template, name), spec: podSpec(c, template, name) },
    },
  }
}

function miniClusterBody(object: Of<'mini-cluster'>, c: ManifestContext): Json {
  const { name, size, minSize, maxSize, tasks, template, queue, cleanup } = object
  const { env, view, ...program } = c.program(name)
  return {
    spec: {
      size,
      ...(minSize > 0 ? { minSize } : {}),
      ...(maxSize > 0 ? { maxSize } : {}),
      ...(tasks > 0 ? { tasks } : {}),
      ...(cleanup ? { cleanup } : {}),
      network: { headlessName: c.names.outward(name) },
      jobLabels: { ...labelsOf(c, name), ...(queue === undefined ? {} : { [QUEUE_LABEL]: queue }) },
      pod: {
        labels: labelsOf(c, name, groupLabels(c, template)),
        ...(c.schedulerName === 'default-scheduler' ? {} : { schedulerName: c.schedulerName }),
        ...(template.nodeSelector === undefined ? {} : { nodeSelector: template.nodeSelector }),
      },
      ...(view === undefined ? {} : { flux: { container: { image: view } } }),
      containers: [
        {
          image: program.image,
          command: program.command.join(' '),
          ...(program.workingDir === undefined ? {} : { workingDir: program.workingDir }),
          ...(env === undefined ? {} : { environment: env }),
          resources: resourcesOf(template),
        },
      ],
    },
  }
}

function podGroupBody({ minMember, scheduleTimeout }: Of<'pod-group'>, c: ManifestContext): Json {
  if (c.scheduler === 'gang') return { spec: { schedulingPolicy: { gang: { minCount: minMember } } } }
  return { spec: { minMember, ...(scheduleTimeout === undefined ? {} : { scheduleTimeoutSeconds: wholeSeconds(scheduleTimeout) }) } }
}

function nodeBody({ allocatable, name, taints }: Of<'node'>): Json {
  const { cpu, memory, pods, gpu } = allocatable
  const room = {
    cpu: formatCpu(cpu),
    memory: formatMemory(memory),
    pods: String(pods),
    ...(gpu > 0 ? { 'nvidia.com/gpu': String(gpu) } : {}),
  }
  return {
    ...(taints === undefined || taints.length === 0 ? {} : { spec: { taints } }),
    status: {
      allocatable: room,
      capacity: room,
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: `${name} is played by muster` }],
    },
  }
}

function podBody(object: Of<'pod'>, c: ManifestContext): Json {
  return { spec: { ...podSpec(c, object, object.job), ...(object.node === undefined ? {} : { nodeName: object.node }) } }
}

function bodyOf(object: NewObject, c: ManifestContext): Json {
  switch (object.kind) {
    case 'job':
      return jobBody(object, c)
    case 'mini-cluster':
      return miniClusterBody(object, c)
    case 'pod-group':
      return podGroupBody(object, c)
    case 'service':
      return { spec: { clusterIP: 'None', selector: { 'job-name': c.names.outward(object.selectsJob) } } }
    case 'node':
      return nodeBody(object)
    case 'pod':
      return podBody(object, c)
    default:
      throw new RangeError(`manifest: expected an object that is created on a cluster, got ${object.kind} ${object.name}`)
  }
}

/** Labels of an object's own metadata, beside the run's. */
function ownLabels(object: NewObject, c: ManifestContext): Record<string, string> {
  switch (object.kind) {
    case 'job':
      return labelsOf(c, object.name, object.queue === undefined ? {} : { [QUEUE_LABEL]: object.queue })
    case 'mini-cluster':
    case 'service':
      return labelsOf(c, object.name)
    case 'node': {
      const zone = object.zone === '' ? {} : { 'topology.kubernetes.io/zone': object.zone }
      // a node outlives the run
      return { ...object.labels, ...zone, 'kubernetes.io/hostname': object.name }
    }
    case 'pod':
      return podMeta(c, object, object.job).labels
    default:
      return labelsOf(c, '')
  }
}

/** What is sent to create an object. */
export function manifestOf(object: NewObject, c: ManifestContext): Json {
  const resource = resourceOf(object.kind, c.scheduler)
  const owner = 'owner' in object && object.owner !== undefined ? c.owner(object.owner) : undefined
  return {
    apiVersion: apiVersion(resource),
    kind: resource.kind,
    metadata: {
      // nodes and pods go by their own names
      name: object.kind === 'node' || object.kind === 'pod' ? object.name : c.names.outward(object.name),
      ...(resource.namespaced ? { namespace: c.namespace } : {}),
      labels: ownLabels(object, c),
      ...(owner === undefined ? {} : { ownerReferences: [owner] }),
    },
    ...bodyOf(object, c),
  }
}
