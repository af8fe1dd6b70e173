import { describe, expect, test } from 'vitest'
import { loadScenario } from '../../../cli/scenario-files.ts'
import type { KubePod } from '../../../live/doctor/kube.ts'
import { type Check, describeChecks, passes } from '../../../live/preflight/check.ts'
import type { ClusterFacts } from '../../../live/preflight/facts.ts'
import { checksOf } from '../../../live/preflight/preflight.ts'
import { servedKey, wantedResources, wantedRights } from '../../../live/preflight/wanted.ts'
import { kubeNode, kubePod } from '../doctor/builders.ts'

/** run10 submits Indexed Jobs of 2 to 6 pods of 2 cores to 8 nodes. */
const scenario = (scheduler: string, ...sets: string[]) => loadScenario('run10', sets).experimentFor(scheduler)

const READY = { conditions: [{ type: 'Ready', status: 'True' }] }

function readyNode(name: string, cpu = '3920m', more: Parameters<typeof kubeNode>[2] = {}) {
  const node = kubeNode(name, cpu, more)
  return { ...node, status: { ...node.status, ...READY, allocatable: { cpu, memory: '29085840Ki', pods: '110' } } }
}

/** A cluster on which run10 would go, changed as a test likes. */
function facts(scheduler: string, changes: Partial<ClusterFacts> = {}): ClusterFacts {
  const experiment = scenario(scheduler)
  return {
    server: 'https://x',
    version: 'v1.29.1',
    served: new Set(wantedResources(experiment).map(servedKey)),
    nodes: Array.from({ length: 8 }, (_, i) => readyNode(`n${i}`)),
    pods: [],
    permissions: wantedRights(experiment).map((right) => ({ ...right, allowed: true })),
    namespace: { name: 'muster', exists: true, going: false },
    quotas: [],
    limitRanges: [],
    queues: [],
    rehearsals: [{ kind: 'Job' }],
    ...changes,
  }
}

function check(scheduler: string, changes: Partial<ClusterFacts> = {}, schedulerName = 'default-scheduler'): Check[] {
  return checksOf(facts(scheduler, changes), { experiment: scenario(scheduler), namespace: 'muster', schedulerName })
}

/** The checks that are not ok, as `state name: found`. */
function troubles(checks: readonly Check[]): string[] {
  return checks.filter((c) => c.state !== 'ok').map((c) => `${c.state} ${c.name}: ${c.found}`)
}

/** A pod of a program of the cluster. */
function program(image: string, ready: boolean, waiting?: string): KubePod {
  const pod = kubePod('program', { node: 'n0', cpu: '10m', meta: { namespace: 'kube-system' } })
  const statuses = waiting === undefined ? [] : [{ name: 'main', state: { waiting: { reason: waiting } } }]
  return {
    ...pod,
    spec: { ...pod.spec, containers: [{ image }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }], containerStatuses: statuses },
  }
}

describe('before a run', () => {
  test('a cluster that is as the scenario has it passes', () => {
    expect(troubles(check('default'))).toEqual([])
    expect(passes(check('default'))).toBe(true)
  })

  test('every failure says what to do', () => {
    const checks = check('kueue', { served: new Set(), nodes: [], namespace: { name: 'muster', exists: false, going: false } })
    expect(passes(checks)).toBe(false)
    for (const c of checks) if (c.state !== 'ok') expect(c.todo).toMatch(/\w{3}/)
    expect(describeChecks(checks)).toContain('FAIL  namespace muster: not there\n      kubectl create namespace muster\n')
  })

  test('an API that is not served names what brings it', () => {
    const checks = check('coscheduling', { served: new Set(['v1 nodes', 'v1 pods', 'v1 services', 'batch/v1 jobs']) })
    expect(checks.find((c) => c.name === 'scheduling.x-k8s.io/v1alpha1 PodGroup')).toEqual({
      state: 'fail',
      name: 'scheduling.x-k8s.io/v1alpha1 PodGroup',
      found: 'not served',
      todo: 'install the scheduler that brings it: docs/gke.md, "Coscheduling" or "Fluence"',
    })
  })

  test("a scheduler's programs must be there and ready; why not is said", () => {
    const ready = program('registry/scheduler-plugins/kube-scheduler:v0.28.9', true)
    const broken = program('registry/scheduler-plugins/controller:v0.28.9', false, 'ImagePullBackOff')
    expect(troubles(check('coscheduling', { pods: [ready, broken] }))).toEqual([
      'fail scheduler-plugins controller: none of 1 ready: main ImagePullBackOff',
    ])
    expect(troubles(check('coscheduling', { pods: [] }))).toEqual([
      'fail scheduler-plugins scheduler: no pod of it on this cluster',
      'fail scheduler-plugins controller: no pod of it on this cluster',
    ])
    expect(troubles(check('coscheduling', { pods: undefined })).map((t) => t.split(' ')[0])).toEqual(['unknown', 'unknown'])
  })

  test('Fluence wants its sidecar and all of cert-manager', () => {
    expect(troubles(check('fluence', { pods: [] })).map((t) => t.replace(/:.*/, ''))).toEqual([
      'fail Fluence scheduler',
      'fail Fluxion sidecar',
      'fail Fluence controller',
      'fail cert-manager controller',
      'fail cert-manager webhook',
      'fail cert-manager cainjector',
    ])
  })

  test('Kueue wants its queue', () => {
    const pods = [program('registry/kueue/kueue:v0.6.2', true)]
    expect(troubles(check('kueue', { pods }))).toEqual(['fail LocalQueue user-queue: not in namespace muster'])
    expect(troubles(check('kueue', { pods, queues: ['user-queue'] }))).toEqual([])
  })

  test('a webhook that does not answer is named', () => {
    const refused = 'POST /x: 500 Internal error: failed calling webhook "mjob.kb.io": no endpoints available'
    expect(check('default', { rehearsals: [{ kind: 'Job', refused }] }).find((c) => c.state === 'fail')).toMatchObject({
      name: 'creating a Job',
      todo: 'webhook mjob.kb.io does not answer: look at the pod of its service, or remove what installed it',
    })
  })

  test.each([
    ['too few', [readyNode('a'), readyNode('b')], 'fail nodes: 2 that the jobs may use'],
    [
      'cordoned and tainted ones do not count',
      [
        ...facts('default').nodes.slice(1),
        readyNode('c', '3920m', { spec: { unschedulable: true } }),
        readyNode('t', '3920m', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } }),
      ],
      'fail nodes: 7 that the jobs may use; 2 more not ready, cordoned or tainted',
    ],
    ['too many are only a warning', [...facts('default').nodes, readyNode('more')], 'warn nodes: 9 that the jobs may use'],
    [
      'another machine type is only a warning',
      [...facts('default').nodes.slice(1), readyNode('small', '3000m')],
      "warn allocatable: 1 nodes offer less than the scenario's (cpu 3920m, memory 29085840Ki): small has cpu 3, memory 29085840Ki",
    ],
  ])('nodes: %s', (_, nodes, trouble) => {
    expect(troubles(check('default', { nodes }))).toContain(trouble)
  })

  test('what is free now must take the largest job', () => {
    const busy = Array.from({ length: 3 }, (_, i) => kubePod(`busy-${i}`, { node: `n${i}` }))
    expect(troubles(check('default', { pods: busy }))).toEqual(['fail free capacity: place for 5 pods of job-0-0-size-6, which needs 6'])
    expect(troubles(check('default', { pods: busy.slice(1) }))).toEqual([])
  })

  test('pods of another scheduler on these nodes are a warning, system pods and daemons are not', () => {
    const other = kubePod('o', { node: 'n0', cpu: '1', spec: { schedulerName: 'other', containers: [] } })
    const system = kubePod('s', {
      node: 'n0',
      cpu: '10m',
      meta: { namespace: 'kube-system' },
      spec: { schedulerName: 'other', containers: [] },
    })
    expect(troubles(check('default', { pods: [other, system] }))).toEqual(['warn other schedulers: 1 pods of other'])
    expect(troubles(check('default', { pods: [other] }, 'other'))).toEqual([])
  })

  test('what an earlier run left is named', () => {
    const left = kubePod('p', { node: 'n0', cpu: '10m', meta: { namespace: 'muster', labels: { 'muster.run': 'm1' } } })
    expect(troubles(check('default', { pods: [left] }))).toEqual(['warn earlier runs: 1 pods with the label muster.run'])
  })

  test('rights that are missing are named by resource and verb', () => {
    const permissions = facts('default').permissions.map((p) => ({ ...p, allowed: p.resource !== 'jobs' || p.verb === 'list' }))
    expect(troubles(check('default', { permissions }))).toEqual(['fail permission on jobs.batch: not allowed: create, get, watch, delete'])
  })

  test('a quota below the largest job fails, below all of them warns', () => {
    const quota = (hard: object, used: object = {}) => [{ metadata: { name: 'q' }, status: { hard, used } }] as ClusterFacts['quotas']
    expect(troubles(check('default', { quotas: quota({ pods: '10' }, { pods: '5' }) }))).toEqual([
      'fail quota q pods: 5 left of 10; the largest job takes 6, all together 200',
    ])
    expect(troubles(check('default', { quotas: quota({ 'requests.cpu': '40' }) }))).toEqual([
      'warn quota q requests.cpu: 40 left of 40; the largest job takes 12, all together 400',
    ])
    expect(troubles(check('default', { quotas: quota({ pods: '200', secrets: '1' }) }))).toEqual([])
  })

  test('a namespace that is going is no place for a run', () => {
    expect(troubles(check('default', { namespace: { name: 'muster', exists: true, going: true } }))).toEqual([
      'fail namespace muster: is being deleted',
    ])
  })
})
