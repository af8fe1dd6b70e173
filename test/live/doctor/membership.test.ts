import { describe, expect, test } from 'vitest'
import { itemsOf, latestMoment, sortObjects } from '../../../live/doctor/cluster.ts'
import type { KubeItem } from '../../../live/doctor/kube.ts'
import { readCluster } from '../../../live/doctor/snapshot.ts'
import { at, cluster, kubeJob, kubePod, NOON, nodes } from './builders.ts'

/** name, need and source of each gang, and how many pods it has */
function gangs(...items: (KubeItem | readonly KubeItem[])[]): string[] {
  return readCluster(cluster(nodes(8), ...items), NOON).facts.map(
    (f) => `${f.gang.job} ${f.gang.need} of ${f.gang.pods.length}: ${f.source}`,
  )
}

function podGroup(apiVersion: string, name: string, spec: object): KubeItem {
  return { apiVersion, kind: 'PodGroup', metadata: { name, namespace: 'default' }, spec }
}

describe('which pods belong together, and how many of them must run', () => {
  test('a PodGroup of scheduler-plugins, named by a label', () => {
    const podMeta = { labels: { 'scheduling.x-k8s.io/pod-group': 'g' } }
    expect(gangs(podGroup('scheduling.x-k8s.io/v1alpha1', 'g', { minMember: 3 }), kubeJob('a', 4, { podMeta }))).toEqual([
      'a 3 of 4: pod group',
    ])
    // no such object: an ordinary job
    expect(gangs(kubeJob('a', 4, { podMeta }))).toEqual(['a 4 of 4: indexed job'])
  })

  test("a PodGroup of Volcano, named by an annotation, over several owners' pods", () => {
    const podMeta = { annotations: { 'scheduling.k8s.io/group-name': 'g' } }
    const pods = [kubePod('x', { meta: podMeta }), kubePod('y', { meta: podMeta })].map((p) => ({
      ...p,
      metadata: { ...p.metadata, namespace: 'default' },
    }))
    expect(gangs(podGroup('scheduling.volcano.sh/v1beta1', 'g', { minMember: 2 }), pods)).toEqual(['g 2 of 2: pod group'])
  })

  test('a native PodGroup, named in the spec; one without a gang policy declares none', () => {
    const pod = { schedulingGroup: { podGroupName: 'g' }, restartPolicy: 'Never' }
    const group = (policy: object) => podGroup('scheduling.k8s.io/v1beta1', 'g', { schedulingPolicy: policy })
    expect(gangs(group({ gang: { minCount: 3 } }), kubeJob('a', 4, { pod }))).toEqual(['a 3 of 4: pod group'])
    expect(gangs(group({ basic: {} }), kubeJob('a', 4, { pod }))).toEqual(['a 4 of 4: indexed job'])
  })

  test('the labels of Fluence from before it had an object', () => {
    const podMeta = { labels: { 'fluence.pod-group': 'g', 'fluence.group-size': '4' } }
    expect(gangs(kubeJob('a', 4, { podMeta }))).toEqual(['a 4 of 4: group size'])
  })

  test('a MiniCluster needs its size, or its quorum where it has fewer tasks than pods', () => {
    const owner = { kind: 'MiniCluster', name: 'lammps', uid: 'm', controller: true }
    const mini = (spec: object): KubeItem => ({
      apiVersion: 'flux-framework.org/v1alpha2',
      kind: 'MiniCluster',
      metadata: { name: 'lammps', namespace: 'default' },
      spec,
    })
    const job = kubeJob('lammps', 4).map((o, i) => (i === 0 ? { ...o, metadata: { ...o.metadata, ownerReferences: [owner] } } : o))
    expect(gangs(mini({ size: 4, minSize: 2, tasks: 16 }), job)).toEqual(['lammps 4 of 4: mini-cluster'])
    expect(gangs(mini({ size: 4, minSize: 2, tasks: 2 }), job)).toEqual(['lammps 2 of 4: mini-cluster'])
  })

  test('a JobSet needs the pods of all its Jobs', () => {
    const podMeta = { labels: { 'jobset.sigs.k8s.io/jobset-name': 's' } }
    const set: KubeItem = {
      apiVersion: 'jobset.x-k8s.io/v1alpha2',
      kind: 'JobSet',
      metadata: { name: 's', namespace: 'default' },
      spec: { replicatedJobs: [{ template: { spec: { parallelism: 1 } } }, { replicas: 2, template: { spec: { parallelism: 3 } } }] },
    }
    const jobs = [kubeJob('s-l-0', 1, { podMeta }), kubeJob('s-w-0', 3, { podMeta }), kubeJob('s-w-1', 3, { podMeta })]
    expect(gangs(set, ...jobs)).toEqual(['s 7 of 7: job set'])
  })

  test('two gangs of one name are told apart', () => {
    const podMeta = { labels: { 'scheduling.x-k8s.io/pod-group': 'a' } }
    const group = podGroup('scheduling.x-k8s.io/v1alpha1', 'a', { minMember: 1 })
    expect(gangs(group, kubeJob('a', 2), kubePod('p', { meta: { ...podMeta, namespace: 'default' } }))).toEqual([
      'a 2 of 2: indexed job',
      'a#2 1 of 1: pod group',
    ])
  })

  test('a gang whose pods have all ended is gone; one with a pod that succeeded has begun', () => {
    const ended = kubeJob('a', 2).map((o, i) => (i === 0 ? o : { ...o, status: { phase: 'Succeeded' } }))
    expect(gangs(ended)).toEqual([])
    const begun = kubeJob('b', 2, { on: ['n0', 'n1'] }).map((o, i) => (i === 1 ? { ...o, status: { phase: 'Succeeded' } } : o))
    expect(readCluster(cluster(nodes(2), begun), NOON).snapshot.gangs[0]).toMatchObject({ job: 'b', begun: true })
  })
})

describe('what is free on a node', () => {
  test('is what it offers less every pod bound there that has not ended, whoever owns it', () => {
    const daemon = kubePod('d', {
      node: 'n0',
      cpu: '250m',
      spec: { restartPolicy: 'Always', containers: [{ resources: { requests: { cpu: '250m' } } }] },
    })
    const objects = cluster(
      nodes(1),
      daemon,
      kubePod('leaving', { node: 'n0', cpu: '500m', deleted: true }),
      kubePod('over', { node: 'n0', phase: 'Succeeded' }),
    )
    expect(readCluster(objects, NOON).snapshot.nodes).toEqual([
      { name: 'n0', free: { cpu: 1250, memory: 8 * 1024 ** 3, pods: 108, gpu: 0 } },
    ])
  })
})

describe('what kubectl wrote', () => {
  test('a List, a list of one kind whose items say no kind, or one object', () => {
    const node = { metadata: { name: 'n0' } }
    expect(sortObjects(itemsOf(JSON.stringify({ kind: 'NodeList', apiVersion: 'v1', items: [node, node] }), 'f')).nodes).toHaveLength(1)
    expect(sortObjects(itemsOf(JSON.stringify({ apiVersion: 'v1', kind: 'Node', ...node }), 'f')).nodes).toHaveLength(1)
  })

  test.each(['', '[1', '3', 'null', '{}', '{"kind":"List","items":[1]}'])('%j is refused in four parts', (text) => {
    expect(() => itemsOf(text, 'c.json')).toThrow(/^c\.json: expected what kubectl get .* prints, got .*\n {2}write the objects/)
  })

  test('is as late as the latest time in it', () => {
    expect(latestMoment(kubeJob('a', 2, { on: ['n0'], boundAt: 70 }))).toBe(Date.parse(at(70)))
    expect(latestMoment([])).toBe(0)
  })
})
