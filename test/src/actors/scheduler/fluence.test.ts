/** Fluence F5 driven through a whole scheduler (semantics 5.5, 5.8, 5.9). */
import { describe, expect, it } from 'vitest'
import { Fluence } from '../../../../src/actors/scheduler/plugins/fluence.ts'
import { QueuedPod } from '../../../../src/actors/scheduler/queued-pod.ts'
import { seconds } from '../../../../src/units.ts'
import { aGroup, always, aPod, newGroup } from '../../../support/builders.ts'
import { aHandle } from '../../../support/handle.ts'
import { SchedulerScript } from '../../../support/scheduler-script.ts'

const GRAPH = Array.from({ length: 8 }, (_, i) => ({ name: `n${i}`, cores: 3 }))
const UNLIMITED = { qps: 1e6, burst: 1e6 }

function fluence(): SchedulerScript {
  const spec = {
    name: 'fluence',
    version: 'F5',
    permitWaitingTime: seconds(60),
    cyclePlacing: always(0.001),
    cycleFailing: always(0.001),
    ...UNLIMITED,
  }
  return new SchedulerScript(spec, { graph: () => GRAPH }).nodes(8)
}

/** A job of pods of 2 cores, its PodGroup made and stamped as the controller does. */
function submit(script: SchedulerScript, job: string, size: number): void {
  const group = `fluence-group-${job}`
  script.api.create(newGroup({ name: group, minMember: size, scheduleStartTime: script.host.now() }))
  for (let i = 0; i < size; i++) script.pod(`${job}-${i}`, { job, index: i, podGroup: group })
}

const nodesOf = (script: SchedulerScript, job: string): (string | undefined)[] =>
  script.api
    .list('pod')
    .filter((p) => p.job === job)
    .map((p) => p.node)

describe('a group matched to nodes that are not yet free', () => {
  it('F-8: the leader’s end cancels the whole flux job; the next group gets those nodes, and waits for the workers to go', () => {
    const script = fluence()
    submit(script, 'a', 4)
    script.until(10)
    expect(nodesOf(script, 'a').toSorted()).toEqual(['n0', 'n1', 'n2', 'n3'])
    submit(script, 'b', 5)
    script.until(20)
    // only four nodes have two free cores
    expect(script.notes('matched').map((n) => [n.job, n.nodes])).toEqual([
      ['a', ['n0', 'n1', 'n2', 'n3']],
      ...script
        .notes('matched')
        .slice(1)
        .map(() => ['b', null]),
    ])
    expect(script.notes('cancelled')).toEqual([])

    const leader = script.api.get('pod', 'a-0')
    script.api.update('pod', 'a-0', { phase: 'Succeeded' })
    script.until(20)
    expect(script.notes('cancelled').map((n) => [n.job, n.at / 1e6])).toEqual([['a', 20]])
    script.until(21)
    const match = script.notes('matched').find((n) => n.job === 'b' && n.nodes !== null)
    expect(match?.nodes).toEqual(['n0', 'n1', 'n2', 'n3', 'n4'])
    // the workers of a are still there
    script.until(40)
    expect(nodesOf(script, 'b')).toEqual(new Array(5).fill(undefined))
    const rejected = script.notes('attempt').filter((n) => n.job === 'b' && n.at > (match?.at ?? 0) && n.result === 'unschedulable')
    const blocked = new Set(rejected.filter((n) => n.why?.includes('Insufficient cpu')).map((n) => n.pod))
    const workers = script.api.list('pod').filter((p) => p.job === 'a' && p.name !== 'a-0')
    expect(blocked.size).toBe(3)
    expect(workers.map((p) => p.node)).not.toContain(leader?.node)

    // each pod keeps the node it was given: b runs once the last worker has gone
    for (const [i, worker] of workers.entries()) {
      script.until(40 + i)
      expect(nodesOf(script, 'b')).toEqual(new Array(5).fill(undefined))
      script.api.delete('pod', worker.name)
    }
    script.until(60)
    expect(nodesOf(script, 'b').toSorted()).toEqual(['n0', 'n1', 'n2', 'n3', 'n4'])
    // the later deletions of a's pods cancelled nothing, and b asked Fluxion no second time
    script.api.delete('pod', 'a-0')
    script.until(70)
    expect(script.notes('cancelled')).toHaveLength(1)
    expect(script.notes('matched').filter((n) => n.nodes !== null)).toHaveLength(2)
  })

  it('never gives one node to two groups at once', () => {
    const script = fluence()
    for (const job of ['a', 'b', 'c']) submit(script, job, 3)
    script.until(30)
    const nodes = ['a', 'b', 'c'].flatMap((job) => nodesOf(script, job)).filter((n) => n !== undefined)
    expect(nodes).toHaveLength(6)
    expect(new Set(nodes).size).toBe(6)
  })
})

describe('queue sort', () => {
  /** after 12:00:00 */
  const queued = (name: string, podGroup: string, at: number): QueuedPod => new QueuedPod(aPod({ name, podGroup }), at)
  const plugin = (): Fluence => {
    const made = new Fluence(aHandle(), { version: 'F5', permitWaitingTime: 0, graph: () => GRAPH })
    made.observe({ type: 'added', object: aGroup({ name: 'A', scheduleStartTime: 500 }) })
    made.observe({ type: 'added', object: aGroup({ name: 'B', scheduleStartTime: 400 }) })
    made.observe({ type: 'added', object: aGroup({ name: 'C' }) })
    return made
  }

  it('F-9: the group stamped 100 microseconds earlier goes first', () => {
    const p = plugin()
    const [a, b] = [queued('a', 'A', 0), queued('b', 'B', 9)]
    expect([p.less(a, b), p.less(b, a)]).toEqual([false, true])
  })

  it('F-9: a group without a stamp counts from its pods’ own first time in the queue', () => {
    const p = plugin()
    expect([p.less(queued('c', 'C', 450), queued('a', 'A', 0)), p.less(queued('c', 'C', 450), queued('b', 'B', 0))]).toEqual([true, false])
    expect(p.takeReads()).toBe(4)
  })
})
