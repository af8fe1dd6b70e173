/** Everything that is looked at before a run, in the order in which one would mend it. */
import type { Experiment } from '../../src/experiment/experiment.ts'
import { needsOf } from '../../src/experiment/needs.ts'
import type { NewObject, PodTemplate } from '../../src/objects/index.ts'
import type { Json } from '../client.ts'
import { type ManifestContext, manifestOf, type Program } from '../manifests.ts'
import { runNames } from '../names.ts'
import type { Check } from './check.ts'
import { ok } from './check.ts'
import type { ClusterFacts } from './facts.ts'
import { type Asks, fetchFacts } from './fetch.ts'
import { admissionChecks, apiChecks, programChecks, queueChecks } from './installed.ts'
import { namespaceChecks, rightChecks } from './rights.ts'
import { capacityChecks, nodeChecks, quotaChecks, rivalChecks } from './room.ts'
import { createdKinds } from './wanted.ts'

export interface PreflightOptions {
  readonly experiment: Experiment
  readonly namespace: string
  /** `schedulerName` of the pods */
  readonly schedulerName: string
  /** what runs in the pods, for admission to look at */
  readonly program?: Program
  /** schedulers and controllers run outside of the cluster, and nodes come later: the lab */
  readonly outside?: boolean
}

/** Asks a cluster whether this experiment would run there. Creates nothing. */
export async function preflight(client: Asks, options: PreflightOptions): Promise<Check[]> {
  const samples = samplesOf(options)
  return checksOf(await fetchFacts(client, { experiment: options.experiment, namespace: options.namespace, samples }), options)
}

/** The checks themselves, from what was fetched. */
export function checksOf(facts: ClusterFacts, { experiment, schedulerName, outside = false }: PreflightOptions): Check[] {
  return [
    ok('server', `Kubernetes ${facts.version} at ${facts.server}`),
    ...apiChecks(experiment, facts),
    ...(outside ? [] : programChecks(experiment, facts)),
    ...namespaceChecks(facts),
    ...rightChecks(facts),
    ...queueChecks(experiment, facts),
    ...admissionChecks(facts),
    ...(outside ? [] : [...nodeChecks(experiment, facts), ...capacityChecks(experiment, facts)]),
    ...rivalChecks(facts, schedulerName),
    ...quotaChecks(experiment, facts),
  ]
}

const NOTHING: Program = { image: 'muster/check', command: ['true'] }

/** One object of each kind that a run creates, for its first job. */
function samplesOf({ experiment, namespace, schedulerName, program = NOTHING }: PreflightOptions): Json[] {
  const job = experiment.workload.jobs[0]
  if (job === undefined) return []
  const names = runNames('check')
  const needs = needsOf(experiment)
  const context: ManifestContext = {
    run: 'check',
    names,
    namespace,
    scheduler: experiment.scheduler.name,
    schedulerName,
    program: () => program,
    owner: () => undefined,
  }
  const template: PodTemplate = {
    request: job.request,
    containersWithoutCpu: 0,
    containersWithoutMemory: 0,
    priority: job.priority,
    schedulerName,
    grace: experiment.experimenter.grace,
    restartPolicy: 'Never',
    ...(needs.groupLabel === undefined ? {} : { podGroup: needs.groupLabel(job.name) }),
  }
  const queue = needs.queue === undefined ? {} : { queue: needs.queue }
  const { name, size, minSize, tasks } = job
  const objects: Readonly<Record<string, NewObject>> = {
    service: { kind: 'service', name, selectsJob: name },
    job: { kind: 'job', name, size, template, backoffLimit: 6, active: 0, ready: 0, succeeded: 0, failed: 0, ...queue },
    'mini-cluster': { kind: 'mini-cluster', name, size, minSize, maxSize: 0, tasks, template, ...queue },
    'pod-group': { kind: 'pod-group', name, minMember: job.minMember, phase: '' },
  }
  return createdKinds(experiment).map((kind) => manifestOf(objects[kind] as NewObject, context))
}
