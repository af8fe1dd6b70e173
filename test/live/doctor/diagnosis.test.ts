import { describe, expect, test } from 'vitest'
import { diagnose } from '../../../live/doctor/diagnosis.ts'
import type { KubeItem } from '../../../live/doctor/kube.ts'
import { describeDiagnosis } from '../../../live/doctor/text.ts'
import { Watcher } from '../../../live/doctor/watcher.ts'
import { at, cluster, kubeJob, kubeNode, kubePod, largeCluster, NOON, nodes } from './builders.ts'

const now = NOON + 100_000

describe('doctor', () => {
  test('calls two gangs of four on six places a deadlock, since the last place was taken', () => {
    const a = kubeJob('a', 4, { on: ['n0', 'n1', 'n2'], boundAt: 10 })
    const b = kubeJob('b', 4, { on: ['n3', 'n4', 'n5'], boundAt: 40 })
    const d = diagnose(cluster(nodes(6), a, b), { now })
    expect(d).toMatchObject({
      verdict: 'deadlock',
      since: '2026-11-24T12:00:40.000Z',
      nodes: 6,
      gangs: 2,
      pendingPods: 2,
      idleHeldCores: 12,
      idleHeldCoreSeconds: 6 * 90 + 6 * 60,
      impossible: [],
    })
    expect(d.clog?.remedy).toEqual({ delete: ['b-0'], frees: 'a' })
    expect(describeDiagnosis(d, { context: 'ours' })).toBe(
      `gang deadlock since 12:00:40Z (1 min 0 s): 2 gangs hold 6 of 6 slots and none of them has all it
  needs; 2 pods waiting

  holds  needs  job  nodes
      3      4  a    n0 n1 n2
      3      4  b    n3 n4 n5

who waits for whom
  a misses 1, waits for b
  b misses 1, waits for a
  a circle: a -> b -> a

to make room for a, delete this pod
  kubectl --context ours -n default delete pod b-0
other waiting pods may take that room first: suspend their jobs until a runs

12 cores held by gangs that cannot run yet: 15 core-minutes so far

note: 2 Indexed Jobs are taken for gangs because all their pods run at once; no pod group says so
`,
    )
  })

  test('calls it a queue where a gang that runs will make room', () => {
    const d = diagnose(cluster(nodes(4), kubeJob('a', 3, { on: ['n0', 'n1', 'n2'] }), kubeJob('b', 2, { on: ['n3'] })), { now })
    expect(d).toMatchObject({ verdict: 'queue', clog: null, idleHeldCores: 2 })
    expect(describeDiagnosis(d)).toContain('a queue, and no deadlock: 1 pod waiting; a has all that it needs: when it ends it makes room')
    expect(describeDiagnosis(d)).toContain('  b holds 1 of 2 since 12:00:01Z (1 min 39 s)')
  })

  test('finds a deadlock on some nodes while others run a job of their own', () => {
    const pool = { labels: { pool: 'mpi' } }
    const mpi = { pod: { nodeSelector: { pool: 'mpi' }, containers: [{ resources: { requests: { cpu: '2' } } }] } }
    const bound = (job: string, ...on: string[]) =>
      kubeJob(job, 2, mpi).map((o, i) => (i === 1 ? { ...o, spec: { ...o.spec, nodeName: on[0] }, status: { phase: 'Running' } } : o))
    const d = diagnose(
      cluster(
        kubeNode('n0', '2', pool),
        kubeNode('n1', '2', pool),
        kubeNode('n2'),
        bound('a', 'n0'),
        bound('b', 'n1'),
        kubeJob('c', 1, { on: ['n2'] }),
      ),
      { now },
    )
    expect(d.verdict).toBe('deadlock')
    expect(d.clog?.holders.map((h) => h.job)).toEqual(['a', 'b'])
    expect(d.clog?.slots).toBe(2)
    expect(d.notes).toContain('the report is of the cluster as it will be once 1 gang that runs has finished')
  })

  test('is healthy where nothing waits, and where nothing is', () => {
    expect(describeDiagnosis(diagnose(cluster(nodes(2), kubeJob('a', 2, { on: ['n0', 'n1'] })), { now }))).toContain(
      'healthy: of 1 gang none waits',
    )
    expect(diagnose(cluster(), { now }).verdict).toBe('healthy')
  })

  test('names a gang that is larger than the cluster, and does not call the cluster clogged for it while another runs', () => {
    const d = diagnose(cluster(nodes(2), kubeJob('large', 3), kubeJob('a', 1, { on: ['n0'] })), { now })
    expect(d).toMatchObject({ verdict: 'queue', impossible: ['large'] })
    expect(describeDiagnosis(d)).toContain('larger than this cluster, even if no other gang were on it: large')
  })

  test('does not call it a deadlock where a deadline gives places back within the hour, but a year is no deadline', () => {
    const clogged = (limit: number) =>
      cluster(nodes(2), kubeJob('a', 2, { on: ['n0'], job: { activeDeadlineSeconds: limit } }), kubeJob('b', 2, { on: ['n1'] }))
    expect(diagnose(clogged(600), { now })).toMatchObject({
      verdict: 'queue',
      because: 'a must give its places back when its time is over',
    })
    expect(diagnose(clogged(31_500_000), { now }).verdict).toBe('deadlock')
  })

  test('does not call it a deadlock where a waiting pod may put a lower priority out', () => {
    const pod = (priority: number) => ({ priority, containers: [{ resources: { requests: { cpu: '2' } } }], restartPolicy: 'Never' })
    const held = (name: string, node: string, priority: number) =>
      kubeJob(name, 2, { pod: pod(priority) }).map((o, i) => (i === 1 ? { ...o, spec: { ...o.spec, nodeName: node } } : o))
    const equal = diagnose(cluster(nodes(2), held('a', 'n0', 5), held('b', 'n1', 5)), { now })
    const higher = diagnose(cluster(nodes(2), held('a', 'n0', 5), held('b', 'n1', 7)), { now })
    expect(equal.verdict).toBe('deadlock')
    expect(higher).toMatchObject({ verdict: 'queue', because: 'b-1 of b has priority 7 and may put lower ones out on n0' })
  })

  test('waits for a pod that is being deleted', () => {
    const leaving = kubePod('old', { node: 'n1', deleted: true })
    const d = diagnose(cluster(nodes(2), kubeJob('a', 2, { on: ['n0'] }), leaving), { now })
    expect(d).toMatchObject({ verdict: 'queue', because: 'old of old is being deleted: its place comes back' })
  })

  test('names namespaces where there are several, and answers for one of them if asked', () => {
    const a = kubeJob('a', 2, { on: ['n0'], meta: { namespace: 'x' } })
    const b = kubeJob('a', 2, { on: ['n1'], meta: { namespace: 'y' } })
    const objects = cluster(nodes(2), a, b)
    const text = describeDiagnosis(diagnose(objects, { now }))
    expect(text).toContain('kubectl -n y delete pod a-0')
    expect(diagnose(objects, { now, namespace: 'x' })).toMatchObject({ verdict: 'deadlock', gangs: 1, pendingPods: 1, idleHeldCores: 2 })
    expect(diagnose(objects, { now, namespace: 'z' })).toMatchObject({ verdict: 'healthy', gangs: 0 })
  })

  test('does not count a work queue as a gang: each of its pods is of use alone', () => {
    const queue = kubeJob('tasks', 4, { on: ['n0', 'n1'], job: { completions: 100, parallelism: 4, completionMode: 'NonIndexed' } })
    expect(diagnose(cluster(nodes(2), queue), { now })).toMatchObject({ verdict: 'queue', partial: [], idleHeldCores: 0 })
  })

  test('does not count services, daemons, suspended jobs or gated pods as waiting', () => {
    const service = kubePod('web', { spec: { restartPolicy: 'Always', containers: [] } })
    const gated = kubeJob('g', 2, { pod: { restartPolicy: 'Never', schedulingGates: [{ name: 'x' }] } })
    const d = diagnose(cluster(nodes(1), service, gated, kubeJob('s', 2, { job: { suspend: true } })[0] ?? []), { now })
    expect(d).toMatchObject({ verdict: 'healthy', gangs: 0, pendingPods: 0 })
    expect(d.notes.join()).toContain('2 pods are held back by a scheduling gate')
    expect(d.notes.join()).toContain('1 jobs are suspended')
  })
})

describe('livelock, as far as one look shows it', () => {
  const rejected = (seconds: number, message: string) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `e${seconds}`, namespace: 'default' },
    reason: 'FailedScheduling',
    message,
    firstTimestamp: at(seconds),
    lastTimestamp: at(seconds),
    involvedObject: { kind: 'Pod', name: 'a-0' },
  })
  const TIMED_OUT = 'rejected due to timeout after waiting 1m0s at plugin Coscheduling'
  const gangs = [kubeJob('a', 4), kubeJob('b', 4)]
  const later = NOON + 200_000
  const window = 120_000

  test('places given back twice or more and nothing finished for the window', () => {
    const d = diagnose(cluster(nodes(6), ...gangs, [rejected(10, TIMED_OUT), rejected(75, TIMED_OUT), rejected(140, TIMED_OUT)]), {
      now: later,
      window,
    })
    expect(d).toMatchObject({ verdict: 'livelock', since: '2026-11-24T12:00:10.000Z' })
    expect(describeDiagnosis(d)).toContain('livelock since 12:00:10Z')
  })

  test('is not given back once, nor long ago, nor while something finishes or runs', () => {
    const see = (...more: (KubeItem | readonly KubeItem[])[]) =>
      diagnose(cluster(nodes(6), ...gangs, ...more), { now: later, window }).verdict
    expect(see([rejected(75, TIMED_OUT)])).toBe('queue')
    expect(see([rejected(10, TIMED_OUT), rejected(20, TIMED_OUT)])).toBe('queue')
    expect(see([rejected(139.5, TIMED_OUT), rejected(140, TIMED_OUT)])).toBe('queue')
    expect(see([rejected(10, 'no room'), rejected(75, 'no room'), rejected(140, 'no room')])).toBe('queue')
    const three = [rejected(10, TIMED_OUT), rejected(75, TIMED_OUT), rejected(140, TIMED_OUT)]
    expect(see(three, kubeJob('done', 1, { status: { completionTime: at(120) } }))).toBe('queue')
    expect(see(three, kubeJob('c', 1, { on: ['n0'] }))).toBe('queue')
  })

  test('watched, a waiting pod whose condition is written anew with such a text counts, one that stays as it was does not', () => {
    const look = (version: number) => {
      const [job, first, ...others] = kubeJob('a', 4) as [KubeItem, KubeItem, ...KubeItem[]]
      const conditions = [{ type: 'PodScheduled', status: 'False', message: 'optimistic rejection in PostFilter' }]
      const pod = {
        ...first,
        metadata: { ...first.metadata, uid: 'u', resourceVersion: String(version) },
        status: { phase: 'Pending', conditions },
      }
      return cluster(nodes(6), job, pod, others)
    }
    const watched = (versions: readonly number[]) => {
      const watcher = new Watcher(look(0), NOON)
      for (const [i, version] of versions.entries()) watcher.look(look(version), NOON + 5000 * (i + 1))
      const now = NOON + 5000 * versions.length
      return diagnose(look(versions.at(-1) as number), { now, ...watcher.seen() }).verdict
    }
    expect(watched([1, 1, 2, 3])).toBe('livelock')
    expect(watched([1, 1, 1, 1])).toBe('queue')
    expect(watched([0, 0, 0, 0])).toBe('queue')
  })
})

test('5,000 pods of 500 gangs on 1,000 nodes, all stuck: read and answered within seconds', () => {
  const items = largeCluster(1000, 500, 10)
  const begun = process.cpuUsage()
  const d = diagnose(cluster(items), { now })
  const seconds = process.cpuUsage(begun).user / 1e6
  expect(d).toMatchObject({ verdict: 'deadlock', nodes: 1000, gangs: 500, pendingPods: 500 })
  expect(d.clog?.remedy?.delete.length).toBe(1)
  expect(seconds).toBeLessThan(5)
})
