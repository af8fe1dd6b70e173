/** What a pod asks for, from its spec: of Pods, of Jobs' templates, and of MiniClusters, which say it in words of their own. */
import { requestOf } from '../src/kube/pod-spec.ts'
import type { PodTemplate, Toleration } from '../src/objects/index.ts'
import { seconds } from '../src/units.ts'
import type { Json } from './client.ts'
import { GROUP_LABEL, type Names } from './names.ts'

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
  const { request, containersWithoutCpu, containersWithoutMemory } = requestOf(spec)
  const ports = containers.flatMap((c) => ((c.ports ?? []) as Json[]).flatMap((p) => (p.hostPort ? [Number(p.hostPort)] : [])))
  return {
    request,
    containersWithoutCpu,
    containersWithoutMemory,
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
