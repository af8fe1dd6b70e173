/** Is there room: nodes of the scenario, what is free on them, who else is there, quota? */

import type { Experiment } from '../../src/experiment/experiment.ts'
import { formatCpu, formatMemory } from '../../src/experiment/quantities.ts'
import { places } from '../../src/gang/snapshot.ts'
import { requestOf } from '../../src/kube/pod-spec.ts'
import { parseQuantity } from '../../src/kube/quantity.ts'
import { minus, type Resources } from '../../src/resources.ts'
import { admits } from '../doctor/allowed-nodes.ts'
import type { KubeNode, KubePod, KubePodSpec } from '../doctor/kube.ts'
import { allocatableOf, placeOf } from '../doctor/snapshot.ts'
import { RUN_LABEL } from '../names.ts'
import { type Check, fail, ok, warn } from './check.ts'
import type { ClusterFacts } from './facts.ts'

type Job = Experiment['workload']['jobs'][number]

function specOf(job: Job): KubePodSpec {
  const tolerations = (job.tolerations ?? []).map((t) => ({ ...t, operator: t.value === undefined ? 'Exists' : 'Equal' }))
  return { tolerations, ...(job.nodeSelector === undefined ? {} : { nodeSelector: job.nodeSelector }) }
}

export function isReady(node: KubeNode): boolean {
  return node.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true
}

/** Nodes that at least one job of the experiment may use. */
function usable(experiment: Experiment, facts: ClusterFacts): KubeNode[] {
  const specs = experiment.workload.jobs.map(specOf)
  const distinct = [...new Map(specs.map((s) => [JSON.stringify(s), s])).values()]
  return facts.nodes.filter((n) => isReady(n) && distinct.some((spec) => admits(n, spec)))
}

export function nodeChecks(experiment: Experiment, facts: ClusterFacts): Check[] {
  const checks: Check[] = []
  const wanted = experiment.cluster.pools.reduce((sum, p) => sum + p.nodes, 0)
  const nodes = usable(experiment, facts)
  const others = facts.nodes.length - nodes.length
  const found = `${nodes.length} that the jobs may use${others === 0 ? '' : `; ${others} more not ready, cordoned or tainted`}`
  const todo =
    nodes.length < wanted
      ? `the scenario has ${wanted}: add nodes, or take the scenario as it is here with --set cluster.nodes=${nodes.length}`
      : `the scenario has ${wanted}: a simulation beside the run needs --set cluster.nodes=${nodes.length}; or cordon the others`
  checks.push(
    nodes.length === wanted ? ok('nodes', found) : nodes.length < wanted ? fail('nodes', found, todo) : warn('nodes', found, todo),
  )
  const least = experiment.cluster.pools.map((p) => p.allocatable).reduce(smaller)
  const small = nodes.filter((n) => !covers(allocatableOf(n), least))
  const print = (r: Resources): string => `cpu ${formatCpu(r.cpu)}, memory ${formatMemory(r.memory)}`
  if (small.length > 0)
    checks.push(
      warn(
        'allocatable',
        `${small.length} nodes offer less than the scenario's (${print(least)}): ${small[0]?.metadata?.name} has ${print(allocatableOf(small[0] as KubeNode))}`,
        'another machine type than the scenario names: results compare with no simulation of it. Set cluster.machine to what is here',
      ),
    )
  else if (nodes.length > 0) checks.push(ok('allocatable', `every node offers ${print(least)} or more`))
  return checks
}

function smaller(a: Resources, b: Resources): Resources {
  return { cpu: Math.min(a.cpu, b.cpu), memory: Math.min(a.memory, b.memory), pods: Math.min(a.pods, b.pods), gpu: Math.min(a.gpu, b.gpu) }
}

function covers(a: Resources, b: Resources): boolean {
  return a.cpu >= b.cpu && a.memory >= b.memory && a.pods >= b.pods && a.gpu >= b.gpu
}

/** What is free now, for the largest job. */
export function capacityChecks(experiment: Experiment, facts: ClusterFacts): Check[] {
  if (facts.pods === undefined) return []
  const free = new Map(facts.nodes.map((n) => [n.metadata?.name ?? '', allocatableOf(n)]))
  for (const pod of facts.pods) {
    const { node = '', state } = placeOf(pod)
    const room = state === 'ended' ? undefined : free.get(node)
    if (room !== undefined) free.set(node, minus(room, requestOf(pod.spec ?? {}).request))
  }
  const most = experiment.workload.jobs.reduce((a, b) => (b.need > a.need ? b : a))
  const open = facts.nodes.filter((n) => isReady(n) && admits(n, specOf(most)))
  const slots = open.reduce((sum, n) => sum + places(most.request, free.get(n.metadata?.name ?? '') as Resources), 0)
  const name = 'free capacity'
  const found = `place for ${slots} pods of ${most.name}, which needs ${most.need}`
  if (slots < most.need)
    return [fail(name, found, 'it could never run: remove what holds the nodes, or make the jobs smaller (workload.sizes, workload.cpu)')]
  return [ok(name, found)]
}

/** Whoever else places pods on these nodes does not know what our scheduler has reserved. */
export function rivalChecks(facts: ClusterFacts, schedulerName: string): Check[] {
  const checks: Check[] = []
  const others = new Map<string, number>()
  let runs = 0
  for (const pod of facts.pods ?? []) {
    const { state } = placeOf(pod)
    if (state === 'ended' || isDaemon(pod) || pod.metadata?.namespace?.startsWith('kube-') === true) continue
    if (pod.metadata?.labels?.[RUN_LABEL] !== undefined) runs++
    else if ((pod.spec?.schedulerName ?? 'default-scheduler') !== schedulerName)
      others.set(pod.spec?.schedulerName ?? 'default-scheduler', (others.get(pod.spec?.schedulerName ?? 'default-scheduler') ?? 0) + 1)
  }
  const list = [...others].map(([scheduler, pods]) => `${pods} pods of ${scheduler}`).join(', ')
  checks.push(
    others.size === 0
      ? ok('other schedulers', `no pod of another than ${schedulerName}, system pods aside`)
      : warn(
          'other schedulers',
          list,
          'two schedulers on the same nodes do not see what the other has reserved: keep theirs on other nodes',
        ),
  )
  if (runs > 0)
    checks.push(warn('earlier runs', `${runs} pods with the label ${RUN_LABEL}`, 'muster live clean --context NAME removes them'))
  return checks
}

function isDaemon(pod: KubePod): boolean {
  return pod.metadata?.ownerReferences?.some((o) => o.kind === 'DaemonSet' || o.kind === 'Node') === true
}

/** Whether the largest job, and all of them where they come at once, would fit into each quota of the namespace. */
export function quotaChecks(experiment: Experiment, facts: ClusterFacts): Check[] {
  const checks: Check[] = []
  const { jobs } = experiment.workload
  const sum = (of: (j: Job) => number): number => jobs.reduce((total, j) => total + of(j), 0)
  const wanted: Readonly<Record<string, readonly [parts: number, one: number, all: number]>> = {
    pods: [1, Math.max(...jobs.map((j) => j.size)), sum((j) => j.size)],
    'count/jobs.batch': [1, 1, jobs.length],
    'requests.cpu': [1000, Math.max(...jobs.map((j) => j.size * j.request.cpu)), sum((j) => j.size * j.request.cpu)],
    cpu: [1000, Math.max(...jobs.map((j) => j.size * j.request.cpu)), sum((j) => j.size * j.request.cpu)],
    services: [1, 1, jobs.length],
  }
  for (const quota of facts.quotas) {
    for (const [key, hard] of Object.entries(quota.status?.hard ?? quota.spec?.hard ?? {})) {
      const want = wanted[key]
      if (want === undefined) continue
      const [parts, one, all] = want
      const left = (parseQuantity(hard, parts) ?? 0) - (parseQuantity(quota.status?.used?.[key] ?? '0', parts) ?? 0)
      const name = `quota ${quota.metadata?.name} ${key}`
      const found = `${left / parts} left of ${hard}; the largest job takes ${one / parts}, all together ${all / parts}`
      if (left < one) checks.push(fail(name, found, 'raise the quota, or use another namespace (--namespace)'))
      else if (left < all)
        checks.push(
          warn(name, found, 'jobs that are refused are tried again: they start later than their scheduler decides. Raise the quota'),
        )
      else checks.push(ok(name, found))
    }
  }
  if (facts.limitRanges.length > 0)
    checks.push(
      warn(
        'limit range',
        `${facts.limitRanges.length} in namespace ${facts.namespace.name}`,
        'it may fill in requests that the scenario does not have: use a namespace without one',
      ),
    )
  return checks
}
