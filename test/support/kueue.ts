/** Builders for tests of Kueue. A test mentions only what it is about. */
import type { KueueOptions } from '../../src/actors/kueue/kueue.ts'
import type { Job, NewObject, PodTemplate, Workload } from '../../src/objects/index.ts'
import { SECOND } from '../../src/units.ts'

/** As in the recorded experiments. */
export const OPTIONS: KueueOptions = {
  quotaCpu: 40_000,
  quotaPods: 1000,
  queueingStrategy: 'BestEffortFIFO',
  blockAdmission: true,
  podsReadyTimeout: 600 * SECOND,
  requeueLimit: 5,
}

export function aTemplate(cpu = 2000, priority = 0): PodTemplate {
  return {
    request: { cpu, memory: 0, pods: 1, gpu: 0 },
    containersWithoutCpu: 0,
    containersWithoutMemory: 1,
    priority,
    schedulerName: 'default-scheduler',
    grace: 30 * SECOND,
    restartPolicy: 'Never',
  }
}

/** A suspended Job in a queue, as an experimenter creates it. */
export function newJob(name: string, size: number, more: { cpu?: number; priority?: number; suspended?: boolean } = {}): NewObject {
  return {
    kind: 'job',
    name,
    size,
    template: aTemplate(more.cpu, more.priority),
    backoffLimit: 6,
    suspended: more.suspended ?? true,
    queue: 'user-queue',
    active: 0,
    ready: 0,
    succeeded: 0,
    failed: 0,
  }
}

export function aWorkload(name: string, more: Partial<Workload> & { cpu?: number } = {}): Workload {
  const { cpu = 2000, ...fields } = more
  return {
    kind: 'workload',
    name,
    uid: 1,
    createdAt: 0,
    creationTimestamp: 0,
    job: name,
    queue: 'user-queue',
    count: 1,
    request: aTemplate(cpu).request,
    priority: 0,
    active: true,
    requeueCount: 0,
    reclaimable: 0,
    ...fields,
  }
}

/** What the Job controller writes when all pods of a Job are ready. */
export function allReady(job: Job): Partial<Job> {
  return { active: job.size, ready: job.size }
}
