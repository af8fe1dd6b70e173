/** Is everything there: API versions, programs, queue, an admission that answers? */
import type { Experiment } from '../../src/experiment/experiment.ts'
import { needsOf } from '../../src/experiment/needs.ts'
import type { KubePod } from '../doctor/kube.ts'
import { apiVersion, type Resource } from '../resources.ts'
import { type Check, fail, ok, unknown } from './check.ts'
import type { ClusterFacts } from './facts.ts'
import { type Program, servedKey, wantedPrograms, wantedResources } from './wanted.ts'

const INSTALL: Readonly<Record<string, string>> = {
  'flux-framework.org': 'install the Flux Operator: docs/gke.md, "Flux Operator"',
  'scheduling.x-k8s.io': 'install the scheduler that brings it: docs/gke.md, "Coscheduling" or "Fluence"',
  'kueue.x-k8s.io': 'install Kueue: docs/gke.md, "Kueue"',
  'scheduling.k8s.io':
    'turn on native gang scheduling: feature gate GenericWorkload on API server, controller manager and scheduler, and\n--runtime-config scheduling.k8s.io/v1beta1=true (Kubernetes 1.36 and later; not to be had on managed clusters)',
}

export function apiChecks(experiment: Experiment, facts: ClusterFacts): Check[] {
  return wantedResources(experiment).map((resource: Resource) => {
    const name = `${apiVersion(resource)} ${resource.kind}`
    if (facts.served.has(servedKey(resource))) return ok(name, 'served')
    return fail(name, 'not served', INSTALL[resource.group] ?? `this server (${facts.version}) is none that the run can use`)
  })
}

/** Where programs run outside of the cluster (a lab), there is nothing to look at. */
export function programChecks(experiment: Experiment, facts: ClusterFacts): Check[] {
  return wantedPrograms(experiment).map((program) => programCheck(program, facts.pods))
}

function programCheck(program: Program, pods: readonly KubePod[] | undefined): Check {
  const { name, image, install } = program
  if (pods === undefined)
    return unknown(name, 'pods of other namespaces may not be listed', 'see for yourself that it runs, or ask for that right')
  const own = pods.filter((p) => p.spec?.containers?.some((c) => image.test(c.image ?? '')))
  if (own.length === 0) return fail(name, 'no pod of it on this cluster', install)
  const ready = own.filter((p) => p.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'))
  const where = `${own[0]?.metadata?.namespace}/${own[0]?.metadata?.name}`
  if (ready.length > 0) return ok(name, `${ready.length} of ${own.length} ready (${where})`)
  return fail(
    name,
    `none of ${own.length} ready: ${whyNot(own[0] as KubePod)}`,
    `kubectl -n ${own[0]?.metadata?.namespace} describe pod ${own[0]?.metadata?.name}`,
  )
}

function whyNot(pod: KubePod): string {
  const waiting = pod.status?.containerStatuses?.find((c) => c.state?.waiting !== undefined)
  return waiting === undefined ? (pod.status?.phase ?? 'no status') : `${waiting.name} ${waiting.state?.waiting?.reason ?? 'waits'}`
}

/** Creating one object of each kind without keeping it: webhooks have answered. */
export function admissionChecks(facts: ClusterFacts): Check[] {
  return facts.rehearsals.map(({ kind, refused, skipped }) => {
    const name = `creating a ${kind}`
    if (skipped)
      return unknown(name, `not tried: namespace ${facts.namespace.name} is not there`, `kubectl create namespace ${facts.namespace.name}`)
    if (refused === undefined) return ok(name, 'would be admitted')
    const webhook = /failed calling webhook "([^"]+)"/.exec(refused)?.[1]
    return fail(
      name,
      refused,
      webhook === undefined
        ? 'the message says what the server would not take'
        : `webhook ${webhook} does not answer: look at the pod of its service, or remove what installed it`,
    )
  })
}

export function queueChecks(experiment: Experiment, facts: ClusterFacts): Check[] {
  const { queue } = needsOf(experiment)
  if (queue === undefined) return []
  const name = `LocalQueue ${queue}`
  return facts.queues.includes(queue)
    ? [ok(name, `in namespace ${facts.namespace.name}`)]
    : [
        fail(
          name,
          `not in namespace ${facts.namespace.name}`,
          `kubectl apply -f live/schedulers/kueue/queues.yaml, with ${facts.namespace.name} as the namespace in it`,
        ),
      ]
}
