/** What a pod asks for, from its spec: of Pods, of Jobs' templates, and of MiniClusters, which say it in words of their own. */
import type { PodTemplate, Toleration } from '../src/objects/index.ts'
import { plus, type Resources } from '../src/resources.ts'
import { seconds } from '../src/units.ts'
import type { Json } from './client.ts'
import { GROUP_LABEL, type Names } from './names.ts'
import { quantity } from './quantity.ts'

/** @example requestOf({ cpu: '500m', memory: '1Ki' }) // { cpu: 500, memory: 1024, pods: 0, gpu: 0 } */
export function requestOf(resources: Json): Resources {
  return {
    cpu: quantity(resources?.cpu, 1000),
    memory: quantity(resources?.memory),
    pods: 0,
    gpu: quantity(resources?.gpu ?? resources?.['nvidia.com/gpu']),
  }
}

function most(a: Resources, b: Resources): Resources {
  return {
    cpu: Math.max(a.cpu, b.cpu),
    memory: Math.max(a.memory, b.memory),
    pods: Math.max(a.pods, b.pods),
    gpu: Math.max(a.gpu, b.gpu),
  }
}

/** Requests where there are none but limits: Kubernetes fills them in from these. */
function asked(container: Json): Resources {
  return requestOf({ ...container.resources?.limits, ...container.resources?.requests })
}

/**
 * What a pod takes of a node: all containers together with the sidecars, or the largest init container beside the sidecars
 * started before it, and the overhead.
 * @example podRequestOf({ containers: [{ resources: { requests: { cpu: '1' } } }, { resources: { requests: { cpu: '500m' } } }] }) // { cpu: 1500, memory: 0, pods: 1, gpu: 0 }
 */
export function podRequestOf(spec: Json): Resources {
  const none = requestOf({})
  let sidecars = none
  let starting = none
  for (const container of (spec.initContainers ?? []) as Json[]) {
    if (container.restartPolicy === 'Always') sidecars = plus(sidecars, asked(container))
    else starting = most(starting, plus(sidecars, asked(container)))
  }
  const running = ((spec.containers ?? []) as Json[]).reduce((sum: Resources, c) => plus(sum, asked(c)), sidecars)
  return { ...plus(most(running, starting), requestOf(spec.overhead)), pods: 1 }
}

function toleration({ key, operator, value, effect }: Json): Toleration {
  return {
    ...(key ? { key } : {}),
    ...(operator === 'Exists' || (operator === undefined && value === undefined) ? {} : { value: value ?? '' }),
    ...(effect ? { effect } : {}),
  }
}

/** The pod's wishes. Affinity is not read: no actor of ours that decides by it runs against a real API server. */
export function podTemplateOf(metadata: Json, spec: Json, names: Names): PodTemplate {
  const labels = metadata?.labels ?? {}
  const group = spec.schedulingGroup?.podGroupName ?? labels[GROUP_LABEL]
  const app = labels['app.kubernetes.io/name']
  const containers = (spec.containers ?? []) as Json[]
  const without = (resource: string): number =>
    containers.filter((c) => c.resources?.requests?.[resource] === undefined && c.resources?.limits?.[resource] === undefined).length
  const ports = containers.flatMap((c) => ((c.ports ?? []) as Json[]).flatMap((p) => (p.hostPort ? [Number(p.hostPort)] : [])))
  return {
    request: podRequestOf(spec),
    containersWithoutCpu: without('cpu'),
    containersWithoutMemory: without('memory'),
    priority: spec.priority ?? 0,
    schedulerName: spec.schedulerName ?? 'default-scheduler',
    ...(group === undefined ? {} : { podGroup: names.inward(group) }),
    ...(app === undefined ? {} : { app: names.inward(app) }),
    ...(spec.nodeSelector === undefined ? {} : { nodeSelector: spec.nodeSelector }),
    ...(spec.tolerations === undefined ? {} : { tolerations: (spec.tolerations as Json[]).map(toleration) }),
    ...(ports.length === 0 ? {} : { hostPorts: ports }),
    grace: seconds(spec.terminationGracePeriodSeconds ?? 30),
    init: (spec.initContainers ?? []).length > 0,
    restartPolicy: spec.restartPolicy === 'Never' ? 'Never' : 'OnFailure',
  }
}

/** The pods that the Flux Operator makes of a MiniCluster (semantics 4.1). */
export function miniTemplateOf(json: Json, names: Names): PodTemplate {
  const { spec, metadata } = json
  const { pod = {}, containers = [] } = spec
  const made = podTemplateOf(
    { labels: { ...pod.labels, 'app.kubernetes.io/name': metadata.name } },
    { containers, schedulerName: pod.schedulerName, nodeSelector: pod.nodeSelector, overhead: pod.resources, restartPolicy: 'OnFailure' },
    names,
  )
  return { ...made, init: true }
}
