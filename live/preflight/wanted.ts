/** What an experiment wants of a cluster: APIs, permissions, programs. Pure. */
import type { Experiment } from '../../src/experiment/experiment.ts'
import { needsOf } from '../../src/experiment/needs.ts'
import type { Kind } from '../../src/objects/index.ts'
import { apiVersion, type Resource, resourceOf } from '../resources.ts'

/** Kinds that a run creates, in the order in which it does. */
export function createdKinds(experiment: Experiment): Exclude<Kind, 'event'>[] {
  const group = needsOf(experiment).podGroup === undefined ? [] : (['pod-group'] as const)
  return experiment.workload.kind === 'mini-cluster' ? [...group, 'mini-cluster'] : [...group, 'service', 'job']
}

/** Kinds that it watches besides. */
function watchedKinds(experiment: Experiment): Exclude<Kind, 'event'>[] {
  return ['node', 'pod', ...(experiment.workload.kind === 'mini-cluster' ? (['job'] as const) : []), ...kueueKinds(experiment)]
}

function kueueKinds(experiment: Experiment): 'workload'[] {
  return experiment.scheduler.name === 'kueue' ? ['workload'] : []
}

/** The resources that must be served, each once. */
export function wantedResources(experiment: Experiment): Resource[] {
  const kinds = [...createdKinds(experiment), ...watchedKinds(experiment)]
  return [...new Set(kinds)].map((kind) => resourceOf(kind, experiment.scheduler.name))
}

/** As `facts.served` spells it. @example servedKey({ group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true }) // 'batch/v1 jobs' */
export function servedKey(resource: Resource): string {
  return `${apiVersion(resource)} ${resource.plural}`
}

export interface Right {
  readonly verb: string
  readonly group: string
  readonly resource: string
  /** of the run's namespace only */
  readonly namespaced: boolean
}

/** Everything a run asks of the API. */
export function wantedRights(experiment: Experiment): Right[] {
  const scheduler = experiment.scheduler.name
  const rights: Right[] = []
  const add = (resource: Resource, verbs: readonly string[], sub = ''): void => {
    for (const verb of verbs)
      rights.push({ verb, group: resource.group, resource: `${resource.plural}${sub}`, namespaced: resource.namespaced })
  }
  for (const kind of createdKinds(experiment)) add(resourceOf(kind, scheduler), ['create', 'get', 'list', 'watch', 'delete'])
  for (const kind of watchedKinds(experiment)) add(resourceOf(kind, scheduler), ['list', 'watch'])
  // images are pulled by a pod on each node, before the first job
  add(resourceOf('pod', scheduler), ['create', 'delete'])
  add(resourceOf('pod', scheduler), ['get'], '/log')
  return rights
}

/** A program of the cluster without which the experiment would wait for ever. */
export interface Program {
  readonly name: string
  /** of an image of one of its pods */
  readonly image: RegExp
  /** what to do when it is not there */
  readonly install: string
}

const STEP = 'install it: docs/gke.md'

const FLUX_OPERATOR: Program = { name: 'Flux Operator', image: /flux-operator/, install: `${STEP}, "Flux Operator"` }
const CERT_MANAGER: readonly Program[] = ['controller', 'webhook', 'cainjector'].map((part) => ({
  name: `cert-manager ${part}`,
  image: new RegExp(`cert-manager-${part}[:@]`),
  install: `${STEP}, "cert-manager"`,
}))

const BY_SCHEDULER: Readonly<Record<string, readonly Program[]>> = {
  coscheduling: [
    { name: 'scheduler-plugins scheduler', image: /scheduler-plugins\/kube-scheduler[:@]/, install: `${STEP}, "Coscheduling"` },
    { name: 'scheduler-plugins controller', image: /scheduler-plugins\/controller[:@]/, install: `${STEP}, "Coscheduling"` },
  ],
  fluence: [
    { name: 'Fluence scheduler', image: /\/fluence[:@]/, install: `${STEP}, "Fluence"` },
    { name: 'Fluxion sidecar', image: /\/fluence-sidecar[:@]/, install: `${STEP}, "Fluence"` },
    { name: 'Fluence controller', image: /\/fluence-controller[:@]/, install: `${STEP}, "Fluence"` },
    ...CERT_MANAGER,
  ],
  kueue: [{ name: 'Kueue', image: /\/kueue[:@]/, install: `${STEP}, "Kueue"` }],
}

/** @example wantedPrograms({ scheduler: { name: 'kueue' }, workload: { kind: 'job' } }).map((p) => p.name) // ['Kueue'] */
export function wantedPrograms(experiment: { scheduler: { name: string }; workload: { kind: string } }): Program[] {
  const operator = experiment.workload.kind === 'mini-cluster' ? [FLUX_OPERATOR] : []
  return [...operator, ...(BY_SCHEDULER[experiment.scheduler.name] ?? [])]
}

/**
 * What pods call a scheduler where docs/gke.md installs it.
 * @example schedulerNameOf('coscheduling') // 'scheduler-plugins-scheduler'
 * @example schedulerNameOf('kueue') // 'default-scheduler'
 */
export function schedulerNameOf(scheduler: string): string {
  if (scheduler === 'coscheduling') return 'scheduler-plugins-scheduler'
  return scheduler === 'fluence' ? 'fluence' : 'default-scheduler'
}
