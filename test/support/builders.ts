/** Objects with defaults, so that a test mentions only what it is about. */
import type { Distribution } from '../../src/experiment/distribution.ts'
import type { Controllers, SchedulerSpec } from '../../src/experiment/experiment.ts'
import type { Job, NewObject, Node, Pod, PodGroup, PodTemplate } from '../../src/objects/index.ts'
import type { Resources } from '../../src/resources.ts'
import { SECOND, seconds } from '../../src/units.ts'

export const KI = 1024
export const GI = 1024 ** 3

let uids = 1_000_000

type NewNode = Extract<NewObject, { kind: 'node' }>
type NewJob = Extract<NewObject, { kind: 'job' }>
type NewGroup = Extract<NewObject, { kind: 'pod-group' }>
export type NewPod = Extract<NewObject, { kind: 'pod' }>

/** Resources: one pod of the given cpu and nothing else unless said. */
export function asks(cpu: number, more: Partial<Resources> = {}): Resources {
  return { cpu, memory: 0, pods: 1, gpu: 0, ...more }
}

/** A pod template: 2 cores, no memory request, equal priority. */
export function aTemplate(given: Partial<PodTemplate> = {}): PodTemplate {
  const request = given.request ?? asks(2000)
  return {
    request,
    containersWithoutCpu: request.cpu === 0 ? 1 : 0,
    containersWithoutMemory: request.memory === 0 ? 1 : 0,
    priority: 0,
    schedulerName: 'default-scheduler',
    grace: 30 * SECOND,
    restartPolicy: 'Never',
    ...given,
  }
}

/** A pod to create; `j-0` unless named, of job `j`. */
export function newPod(given: Partial<NewPod> = {}): NewPod {
  return { kind: 'pod', name: 'j-0', job: 'j', index: 0, phase: 'Pending', ...aTemplate(given), ...given }
}

/** A pod as the API shows it, with a uid of its own. */
export function aPod(given: Partial<Pod> = {}): Pod {
  return { ...newPod(given), uid: given.uid ?? ++uids, createdAt: 0, creationTimestamp: 0, ...given }
}

/** A node to create: 4 cores, 16 GiB, 110 pods, one zone, nothing on it. */
export function newNode(given: Partial<NewNode> = {}): NewNode {
  return { kind: 'node', name: 'n0', allocatable: { cpu: 4000, memory: 16 * GI, pods: 110, gpu: 0 }, zone: 'z', ...given }
}

export function aNode(given: Partial<Node> = {}): Node {
  return { ...newNode(given), uid: given.uid ?? ++uids, createdAt: 0, creationTimestamp: 0, ...given }
}

/** An Indexed Job to create: two pods, not suspended. */
export function newJob(given: Partial<NewJob> = {}): NewJob {
  return { kind: 'job', name: 'j', size: 2, template: aTemplate(), backoffLimit: 6, active: 0, ready: 0, succeeded: 0, failed: 0, ...given }
}

export function aJob(given: Partial<Job> = {}): Job {
  return { ...newJob(given), uid: given.uid ?? ++uids, createdAt: 0, creationTimestamp: 0, ...given }
}

export function newGroup(given: Partial<NewGroup> = {}): NewGroup {
  return { kind: 'pod-group', name: 'g', minMember: 2, phase: '', ...given }
}

export function aGroup(given: Partial<PodGroup> = {}): PodGroup {
  return { ...newGroup(given), uid: given.uid ?? ++uids, createdAt: 0, creationTimestamp: 0, ...given }
}

/** Always this many seconds. */
export function always(s: number): Distribution {
  return [{ kind: 'fixed', value: seconds(s) }]
}

/** The default scheduler 1.28, whose cycles take no time. */
export function aScheduler(given: Partial<SchedulerSpec> = {}): SchedulerSpec {
  return {
    name: 'default',
    version: '1.28',
    qps: 50,
    burst: 100,
    cycleFailing: always(0),
    cyclePlacing: always(0),
    bind: always(0),
    initialBackoff: SECOND,
    maxBackoff: 10 * SECOND,
    percentageOfNodesToScore: 0,
    backgroundEvents: 0,
    ...given,
  }
}

/** kube-controller-manager with its own defaults (semantics 2). */
export function someControllers(given: Partial<Controllers> = {}): Controllers {
  return {
    qps: 20,
    burst: 30,
    syncs: 5,
    podEventBatch: SECOND,
    backoff: 10 * SECOND,
    backoffCap: 600 * SECOND,
    backoffLimit: 6,
    ...given,
  }
}
