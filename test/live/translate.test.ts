/** What a real API server says, shortened by what nobody reads, and what the model makes of it. */
import { describe, expect, it } from 'vitest'
import { runNames } from '../../live/names.ts'
import { patchOf } from '../../live/status.ts'
import { seenOf, type Translation } from '../../live/translate.ts'

const T0 = Date.parse('2026-11-24T10:00:00.400Z')
const translation: Translation = { names: runNames('m1'), began: T0, uid: (text) => Number(text.slice(1)) }

const POD = {
  metadata: {
    name: 'm1-a-2-x7k2p',
    uid: 'u7',
    creationTimestamp: '2026-11-24T10:00:01Z',
    labels: {
      'muster.run': 'm1',
      'batch.kubernetes.io/job-name': 'm1-a',
      'job-name': 'm1-a',
      'batch.kubernetes.io/job-completion-index': '2',
      'scheduling.x-k8s.io/pod-group': 'm1-a',
    },
    annotations: { 'batch.kubernetes.io/job-completion-index': '2' },
    ownerReferences: [{ kind: 'Job', name: 'm1-a', uid: 'u3', controller: true }],
    deletionTimestamp: '2026-11-24T10:01:40Z',
    deletionGracePeriodSeconds: 30,
  },
  spec: {
    nodeName: 'node-3',
    schedulerName: 'coscheduler',
    priority: 0,
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 30,
    tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
    containers: [{ name: 'app', image: 'busybox', resources: { requests: { cpu: '1500m', memory: '64Mi' } } }],
  },
  status: {
    phase: 'Running',
    conditions: [
      { type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-11-24T10:00:05Z' },
      { type: 'Initialized', status: 'True', lastTransitionTime: '2026-11-24T10:00:05Z' },
      { type: 'Ready', status: 'True', lastTransitionTime: '2026-11-24T10:00:09Z' },
    ],
    containerStatuses: [{ name: 'app', state: { running: { startedAt: '2026-11-24T10:00:08Z' } } }],
  },
}

describe('what a real API server says', () => {
  it('of a pod: the model of it, and the stamps of the cluster on our clock', () => {
    const { object, reported } = seenOf('pod', POD, translation)
    expect(object).toEqual({
      kind: 'pod',
      name: 'm1-a-2-x7k2p',
      uid: 7,
      createdAt: 600_000,
      creationTimestamp: 600_000,
      owner: 3,
      // asked for at 10:01:10; the server adds the grace period
      deletedAt: 69_600_000,
      job: 'a',
      index: 2,
      phase: 'Running',
      node: 'node-3',
      initialized: true,
      ready: true,
      podGroup: 'a',
      request: { cpu: 1500, memory: 67_108_864, pods: 1, gpu: 0 },
      containersWithoutCpu: 0,
      containersWithoutMemory: 0,
      priority: 0,
      schedulerName: 'coscheduler',
      tolerations: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }],
      grace: 30_000_000,
      init: false,
      restartPolicy: 'Never',
    })
    expect(reported).toEqual({
      'pod-created': 600_000,
      bound: 4_600_000,
      initialized: 4_600_000,
      running: 7_600_000,
      ready: 8_600_000,
      deleting: 69_600_000,
    })
  })

  it('of a pod that fits nowhere: why', () => {
    const message = '0/8 nodes are available: 8 Insufficient cpu.'
    const conditions = [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime: '2026-11-24T10:00:05Z' },
    ]
    const { nodeName: _, ...spec } = POD.spec
    const { object, reported } = seenOf('pod', { ...POD, spec, status: { phase: 'Pending', conditions } }, translation)
    expect(object).toMatchObject({ phase: 'Pending', unschedulable: message })
    expect(object.node).toBeUndefined()
    expect(reported.unschedulable).toBe(4_600_000)
    expect(reported.bound).toBeUndefined()
  })

  it('of a pod of nobody: no job, no index', () => {
    const { object } = seenOf('pod', { metadata: { name: 'dns', uid: 'u9' }, spec: { containers: [{}] } }, translation)
    expect(object).toMatchObject({ job: '', index: -1, phase: 'Pending', containersWithoutCpu: 1, schedulerName: 'default-scheduler' })
  })

  it('of a Workload of Kueue: whose it is, since when it is admitted, and that it lost its admission', () => {
    const workload = {
      metadata: {
        name: 'job-m1-a-4f2c1',
        uid: 'u5',
        creationTimestamp: '2026-11-24T10:00:01Z',
        ownerReferences: [{ name: 'm1-a', uid: 'u3' }],
      },
      spec: { queueName: 'user-queue', podSets: [{ count: 4, template: { spec: POD.spec } }] },
      status: { conditions: [{ type: 'Admitted', status: 'True', lastTransitionTime: '2026-11-24T10:00:02Z' }] },
    }
    const { object, reported } = seenOf('workload', workload, translation)
    expect(object).toMatchObject({ job: 'a', queue: 'user-queue', count: 4, request: { cpu: 1500 }, admittedAt: 1_600_000 })
    expect(reported).toEqual({ admitted: 1_600_000 })
    const lost = {
      ...workload,
      status: {
        conditions: [
          { type: 'Admitted', status: 'False' },
          { type: 'Evicted', status: 'True' },
        ],
      },
    }
    expect(seenOf('workload', lost, translation).object.admittedAt).toBeUndefined()
  })

  it('of a node: what it offers, its zone, what it keeps out', () => {
    const node = {
      metadata: { name: 'node-1', uid: 'u1', labels: { 'topology.kubernetes.io/zone': 'us-central1-a' } },
      spec: { taints: [{ key: 'mpi', effect: 'NoSchedule' }], unschedulable: true },
      status: { allocatable: { cpu: '3920m', memory: '29085840Ki', pods: '110', 'ephemeral-storage': '1' } },
    }
    expect(seenOf('node', node, translation).object).toMatchObject({
      name: 'node-1',
      allocatable: { cpu: 3920, memory: 29_783_900_160, pods: 110, gpu: 0 },
      zone: 'us-central1-a',
      taints: [{ key: 'mpi', value: '', effect: 'NoSchedule' }],
      cordoned: true,
    })
  })

  it('and is told: what our kubelet writes comes back as it was meant', () => {
    const { body } = patchOf('pod', { phase: 'Succeeded', ready: false }, T0)
    const { object, reported } = seenOf('pod', { ...POD, status: { ...POD.status, ...body.status } }, translation)
    expect(object).toMatchObject({ phase: 'Succeeded', ready: false })
    expect(reported.ended).toBe(-400_000)
  })
})
