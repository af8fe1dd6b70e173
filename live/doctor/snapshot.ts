/** A cluster as `src/gang` reads it, from Kubernetes JSON. */
import type { ClusterSnapshot, Gang, GangPod, SnapshotNode } from '../../src/gang/snapshot.ts'
import { requestOf } from '../../src/kube/pod-spec.ts'
import { parseQuantity } from '../../src/kube/quantity.ts'
import { minus, type Resources } from '../../src/resources.ts'
import { AllowedNodes } from './allowed-nodes.ts'
import type { ClusterObjects } from './cluster.ts'
import { isTrue, type KubeJob, type KubeNode, type KubePod, type KubeWorkload, moment } from './kube.ts'
import { type GangSource, Memberships } from './membership.ts'

/** A timer that goes off later than this is no help to those who wait now: the Flux Operator gives every Job a year. */
const SOON = 3600_000

/** A gang of the snapshot and what the snapshot has no place for. */
export interface GangFacts {
  readonly gang: Gang
  readonly namespace: string
  readonly source: GangSource
  /** when each of its pods got its node, milliseconds; by pod name */
  readonly boundAt: ReadonlyMap<string, number>
  /** priority of its pods that wait; undefined: none may put others out */
  readonly preempts?: number
}

export interface Reading {
  readonly snapshot: ClusterSnapshot
  /** same order as `snapshot.gangs` */
  readonly facts: readonly GangFacts[]
  /** the one that all gangs are in; absent: there are several, or none */
  readonly namespace?: string
  /** pods held back by a scheduling gate: not counted as waiting */
  readonly gated: number
  /** Jobs and JobSets that are suspended: they wait at a queue, not for a node */
  readonly suspended: number
  /** pods whose required affinity to other pods, spreading or host ports were not looked at */
  readonly unread: number
}

/**
 * Builds the snapshot. Gangs and pods are named as in their namespace where all gangs share one, else `namespace/name`.
 * @param now milliseconds since 1970: whether a deadline comes soon
 */
export function readCluster(objects: ClusterObjects, now: number): Reading {
  const members = membersOf(objects)
  const namespaces = new Set(members.map((m) => m.namespace))
  const allowed = new AllowedNodes(objects.nodes)
  const requests = new Requests()
  const names = new Set<string>()
  const claims = claimsOf(objects)
  const facts = members.map((m): GangFacts => {
    const prefix = namespaces.size > 1 ? `${m.namespace}/` : ''
    const job = unique(prefix + m.name, names)
    const boundAt = new Map<string, number>()
    const pods = m.pods.map((pod): GangPod => {
      const name = prefix + (pod.metadata?.name ?? '')
      const at = moment(isTrue(pod, 'PodScheduled')?.lastTransitionTime)
      if (at !== undefined) boundAt.set(name, at)
      const set = allowed.of(pod.spec ?? {})
      return { name, ...placeOf(pod), request: requests.of(pod), ...(set === undefined ? {} : { allowedNodes: set }) }
    })
    const begun = m.pods.some((p) => p.status?.phase === 'Succeeded')
    const gang = { job, need: m.need, pods, ...(begun ? { begun } : {}), ...(hasTimer(m, claims, now) ? { releasing: true } : {}) }
    const priority = preemptingPriority(m.pods)
    return { gang, namespace: m.namespace, source: m.source, boundAt, ...(priority === undefined ? {} : { preempts: priority }) }
  })
  const [only] = namespaces.size === 1 ? namespaces : []
  return {
    ...(only === undefined ? {} : { namespace: only }),
    snapshot: { nodes: nodesOf(objects, requests), gangs: facts.map((f) => f.gang) },
    facts,
    gated: objects.pods.filter(isGated).length,
    suspended: [...objects.jobs, ...objects.jobSets].filter((j) => j.spec?.suspend === true).length,
    unread: objects.pods.filter((p) => waits(p) && hasUnreadRules(p)).length,
  }
}

interface Members {
  readonly name: string
  readonly namespace: string
  readonly need: number
  readonly source: GangSource
  readonly jobs: Set<KubeJob>
  readonly pods: KubePod[]
}

function membersOf(objects: ClusterObjects): Members[] {
  const memberships = new Memberships(objects)
  const found = new Map<string, Members>()
  for (const pod of objects.pods) {
    const m = isGated(pod) ? undefined : memberships.of(pod)
    if (m === undefined) continue
    let gang = found.get(m.key)
    if (gang === undefined) {
      gang = { name: m.name, namespace: m.namespace, need: m.need, source: m.source, jobs: new Set(), pods: [] }
      found.set(m.key, gang)
    }
    if (m.job !== undefined) gang.jobs.add(m.job)
    gang.pods.push(pod)
  }
  return [...found.values()].filter((gang) => gang.pods.some((p) => placeOf(p).state !== 'ended'))
}

/** Two gangs of one name (a Job and a MiniCluster, say) are told apart by a number. */
function unique(name: string, names: Set<string>): string {
  let free = name
  for (let n = 2; names.has(free); n++) free = `${name}#${n}`
  names.add(free)
  return free
}

/** Where a pod stands. */
export function placeOf(pod: KubePod): Pick<GangPod, 'state' | 'node'> {
  const node = pod.spec?.nodeName
  const on = node === undefined || node === '' ? {} : { node }
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return { state: 'ended' }
  if (pod.metadata?.deletionTimestamp !== undefined) return { state: 'terminating', ...on }
  return 'node' in on ? { state: 'held', ...on } : { state: 'pending' }
}

function isGated(pod: KubePod): boolean {
  return pod.spec?.nodeName === undefined && (pod.spec?.schedulingGates?.length ?? 0) > 0
}

function waits(pod: KubePod): boolean {
  return placeOf(pod).state === 'pending' && !isGated(pod)
}

function hasUnreadRules(pod: KubePod): boolean {
  const { affinity, topologySpreadConstraints = [], containers = [] } = pod.spec ?? {}
  const required = 'requiredDuringSchedulingIgnoredDuringExecution'
  const others = (affinity?.podAffinity?.[required]?.length ?? 0) + (affinity?.podAntiAffinity?.[required]?.length ?? 0)
  const spread = topologySpreadConstraints.some((c) => c.whenUnsatisfiable !== 'ScheduleAnyway')
  const ports = containers.some((c) => 'ports' in c && Array.isArray(c.ports) && c.ports.some((p: object) => 'hostPort' in p))
  return others > 0 || spread || ports
}

/** Whether its places will be given back soon without its running: a deadline, or Kueue's limit on becoming ready. */
function hasTimer(m: Members, claims: ReadonlyMap<string, KubeWorkload>, now: number): boolean {
  const soon = (start: string | undefined, limit: number | undefined): boolean => {
    const begun = moment(start)
    return begun !== undefined && limit !== undefined && begun + limit * 1000 - now <= SOON
  }
  if (m.pods.some((p) => soon(p.status?.startTime, p.spec?.activeDeadlineSeconds))) return true
  for (const job of m.jobs) {
    if (soon(job.status?.startTime, job.spec?.activeDeadlineSeconds)) return true
    const claim = claims.get(job.metadata?.uid ?? '')
    const ready = claim?.status?.conditions?.find((c) => c.type === 'PodsReady')
    if (claim !== undefined && isTrue(claim, 'Admitted') !== undefined && ready?.status === 'False') return true
  }
  return false
}

/** Kueue's Workloads by the uid of the Job they stand for. */
function claimsOf(objects: ClusterObjects): Map<string, KubeWorkload> {
  return new Map(objects.workloads.flatMap((w) => (w.metadata?.ownerReferences ?? []).map((o) => [o.uid ?? '-', w] as const)))
}

function preemptingPriority(pods: readonly KubePod[]): number | undefined {
  const can = pods.filter((p) => waits(p) && p.spec?.preemptionPolicy !== 'Never').map((p) => p.spec?.priority ?? 0)
  return can.length === 0 ? undefined : Math.max(...can)
}

/**
 * What a node offers to pods; what cannot be read counts as nothing.
 * @example allocatableOf({ status: { allocatable: { cpu: '3920m', memory: '1Gi', pods: '110' } } }) // { cpu: 3920, memory: 1_073_741_824, pods: 110, gpu: 0 }
 */
export function allocatableOf(node: KubeNode): Resources {
  const list = node.status?.allocatable ?? {}
  const { cpu, memory, gpu } = requestOf({ resources: { requests: list } }).request
  return { cpu, memory, pods: parseQuantity(list.pods, 1) ?? 0, gpu }
}

function nodesOf(objects: ClusterObjects, requests: Requests): SnapshotNode[] {
  const free = new Map<string, Resources>(objects.nodes.map((n) => [n.metadata?.name ?? '', allocatableOf(n)]))
  for (const pod of objects.pods) {
    const place = placeOf(pod)
    const room = place.state === 'ended' || place.node === undefined ? undefined : free.get(place.node)
    if (room !== undefined) free.set(place.node as string, minus(room, requests.of(pod)))
  }
  return [...free].map(([name, room]) => ({ name, free: room }))
}

/** Equal requests are one object, so that pods of one make are seen to be. */
class Requests {
  readonly #known = new Map<string, Resources>()

  of(pod: KubePod): Resources {
    const r = requestOf(pod.spec ?? {}).request
    const key = `${r.cpu},${r.memory},${r.gpu}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#known.set(key, r)
    return r
  }
}
