/** Coscheduling 0.28 driven through a whole scheduler (semantics 6.9). */
import { describe, expect, it } from 'vitest'
import { profileFor } from '../../../../src/actors/scheduler/profiles.ts'
import { Scheduler } from '../../../../src/actors/scheduler/scheduler.ts'
import type { SchedulerSpec } from '../../../../src/experiment/experiment.ts'
import { seconds } from '../../../../src/units.ts'
import { always, aScheduler, asks, newGroup } from '../../../support/builders.ts'
import { SchedulerScript } from '../../../support/scheduler-script.ts'

/** With this many reads at once no step of the group logic waits for a read. */
const UNLIMITED = { qps: 1e6, burst: 1e6 }

function coscheduling(wait: number, more: Partial<SchedulerSpec> = {}): SchedulerScript {
  return new SchedulerScript({
    name: 'coscheduling',
    version: '0.28',
    permitWaitingTime: seconds(wait),
    rejectPercentage: 10,
    ...UNLIMITED,
    ...more,
  })
}

/** Pods `<group>-0`, ... of a group. */
function pods(script: SchedulerScript, group: string, size: number): void {
  for (let i = 0; i < size; i++) script.pod(`${group}-${i}`, { job: group, index: i, podGroup: group })
}

/**
 * A group whose members come to Permit one second after another, counted from `from`: its pods exist, wait for their
 * PodGroup, and a cycle that finds a place lasts a second.
 */
function oneBySecond(script: SchedulerScript, group: string, size: number, from: number): void {
  pods(script, group, size)
  script.until(from)
  script.api.create(newGroup({ name: group, minMember: size }))
}

describe('Permit and its end', () => {
  it('C4: three of four wait; the fourth does not fit at t=3, and all are rejected then, not at 300', () => {
    const script = coscheduling(300, { cyclePlacing: always(1) }).nodes(3)
    oneBySecond(script, 'g', 4, 20)
    script.until(22.9)
    expect(script.notes('reserved').map((n) => n.at / 1e6)).toEqual([20, 21, 22])
    expect(script.notes('released')).toEqual([])
    script.until(23)
    expect(script.notes('released').map((n) => n.at / 1e6)).toEqual([23, 23, 23])
  })

  it('C5: nine of ten may wait on; when the first one’s 60 s are over the other eight are rejected with it', () => {
    const script = coscheduling(60, { cyclePlacing: always(1) }).nodes(9)
    oneBySecond(script, 'g', 10, 20)
    script.until(79.9)
    expect(script.notes('reserved').map((n) => n.at / 1e6)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28])
    // the tenth found no room at 29, and that rejected nobody
    expect(script.notes('attempt').filter((n) => n.result === 'unschedulable' && n.at >= 29e6)).toHaveLength(1)
    expect(script.notes('released')).toEqual([])
    script.until(80)
    expect(script.notes('released').map((n) => n.at / 1e6)).toEqual(new Array(9).fill(80))
    expect(script.notes('released').map((n) => n.cause)).toEqual(['permit wait over', ...new Array(8).fill('rejection in Unreserve')])
  })

  it('C6: of five pods with minMember 3 on three places three are bound, and the other two reject nobody', () => {
    const script = coscheduling(300).nodes(3)
    script.api.create(newGroup({ name: 'g', minMember: 3 }))
    pods(script, 'g', 5)
    script.until(100)
    const bound = script.api.list('pod').filter((p) => p.node !== undefined)
    expect(bound.map((p) => p.name)).toEqual(['g-0', 'g-1', 'g-2'])
    expect(script.notes('released')).toEqual([])
    expect(script.scheduler.queue.pending).toBe(2)
  })

  it('C9: a group that lacks one of five gives its four places back, and a later, smaller group may take them', () => {
    const script = coscheduling(300, { cyclePlacing: always(0.01), cycleFailing: always(0.01) }).nodes(8)
    for (const [group, size] of [
      ['g1', 4],
      ['g2', 5],
      ['g3', 3],
    ] as const) {
      script.api.create(newGroup({ name: group, minMember: size }))
      pods(script, group, size)
      script.until({ g1: 5, g2: 5.1, g3: 5.2 }[group])
    }
    const running = (group: string): number => script.api.list('pod').filter((p) => p.podGroup === group && p.node !== undefined).length
    expect(running('g1')).toBe(4)
    const rejected = script.notes('released').filter((n) => n.pod.startsWith('g2-'))
    expect(rejected.slice(0, 4).map((n) => n.cause)).toEqual(new Array(4).fill('optimistic rejection in PostFilter'))
    script.until(60)
    expect([running('g1'), running('g2'), running('g3')]).toEqual([4, 0, 3])
  })

  it('C10: the first member at Permit fetches its siblings out of backoff, their timestamps unchanged', () => {
    const script = coscheduling(300, { cyclePlacing: always(0.01) })
    script.api.create({ kind: 'node', name: 'small', allocatable: { cpu: 500, memory: 1e9, pods: 10, gpu: 0 }, zone: 'z' })
    script.api.create(newGroup({ name: 'g', minMember: 4 }))
    for (let i = 0; i < 4; i++) script.running(`s${i}`, 'small', { request: asks(100) })
    // four members, one of them of higher priority and later; without it the rest are refused for being too few
    const siblings = ['g-0', 'g-1', 'g-2', 'g-3']
    for (const name of siblings) script.pod(name, { podGroup: 'g' })
    script.until(5)
    // each end of a small pod makes them fail once more: with four failures their backoff is 8 s
    for (const [i, at] of [10, 20, 30].entries()) {
      script.until(at)
      script.api.delete('pod', `s${i}`)
      script.until(at)
    }
    const queue = script.scheduler.queue
    const entries = [...queue.pods.values()]
    expect(entries.map((q) => [q.place, q.attempts, q.timestamp / 1e6])).toEqual(siblings.map(() => ['unschedulable', 4, 30]))
    script.until(31)
    script.api.delete('pod', 's3')
    script.until(31)
    expect(entries.map((q) => [q.place, queue.backoffUntil(q) / 1e6])).toEqual(siblings.map(() => ['backoff', 38]))
    script.nodes(4)
    script.pod('g-9', { podGroup: 'g' })
    script.until(31)
    // the new pod is at Permit now; the loop goes on after its cycle of 10 ms
    expect(script.notes('reserved').map((n) => [n.pod, n.at / 1e6])).toEqual([['g-9', 31]])
    expect(entries.map((q) => [q.place, q.timestamp / 1e6, q.attempts])).toEqual(siblings.map(() => ['active', 30, 4]))
    script.until(31.1)
    expect(script.api.list('pod').filter((p) => p.podGroup === 'g' && p.node !== undefined)).toHaveLength(4)
  })
})

describe('rejected, and not heard yet', () => {
  /** Every read takes three seconds. Two of three wait; the third fails at about 18 s and rejects them. */
  function slowReads(): SchedulerScript {
    const spec = aScheduler({ name: 'coscheduling', version: '0.28', permitWaitingTime: seconds(300), ...UNLIMITED })
    const profile = profileFor(spec, { graph: () => [], sizeOf: () => 1 })
    const script = new SchedulerScript({}, { make: (host) => new Scheduler(host, spec, profile, always(3)) }).nodes(2)
    script.api.create(newGroup({ name: 'g', minMember: 3 }))
    pods(script, 'g', 3)
    return script
  }

  it('0.28 counts, from the snapshot, siblings that were rejected but whose Unreserve has not had its read: one may be bound alone', () => {
    const script = slowReads()
    let rejected = 0
    for (let t = 0.5; rejected === 0 && t < 100; t += 0.5) rejected = script.until(t).notes('released')[0]?.at ?? 0
    const told = rejected / 1e6
    script.nodes(1, 1, 'late-')
    // until it fails at Filter again the third backs off for a second; its next cycle begins before the places are given back
    script.until(told + 12)
    const bound = script.api.list('pod').filter((p) => p.node !== undefined)
    expect(script.notes('released').map((n) => n.at / 1e6)).toEqual([told, told])
    expect(bound.map((p) => p.name)).toEqual(['g-2'])
    // and the others follow as soon as they come round
    script.until(told + 200)
    expect(script.api.list('pod').filter((p) => p.node !== undefined)).toHaveLength(3)
  })
})

describe('whom a bound pod wakes', () => {
  /** A group of two with one pod, refused for being too few; then a pod of nobody is bound. Times of the attempts of the first. */
  const attempts = (version: string): number[] => {
    const script = coscheduling(300, { version }).nodes(3)
    script.api.create(newGroup({ name: 'g', minMember: 2 }))
    script.pod('g-0', { podGroup: 'g' })
    script.until(20)
    script.pod('x')
    return script.until(50).attempts('g-0')
  }

  it('0.34: those that the plugin rejected, for it looks at no event more closely', () => {
    const [first, second, ...more] = attempts('0.34')
    expect(first).toBeLessThan(0.1)
    expect(second).toBe(20)
    expect(more).toEqual([])
  })

  it('0.28: nobody', () => {
    expect(attempts('0.28')).toHaveLength(1)
  })
})

describe('requeueing and reads', () => {
  it('a member waits no longer than 15 min, whatever its group asks (C7)', () => {
    const script = coscheduling(300).nodes(9)
    script.api.create(newGroup({ name: 'g', minMember: 10, scheduleTimeout: seconds(1200) }))
    pods(script, 'g', 10)
    script.until(950)
    const [first] = script.notes('reserved')
    const [released] = script.notes('released')
    expect(((released?.at ?? 0) - (first?.at ?? 0)) / 1e6).toBe(900)
  })

  it('a pod whose PodGroup does not exist is refused at Permit and comes back when the group does', () => {
    const script = coscheduling(300).nodes(2)
    pods(script, 'g', 2)
    script.until(10)
    expect(script.notes('attempt').map((n) => n.why)).toEqual(['PodGroup not found', 'PodGroup not found'])
    script.api.create(newGroup({ name: 'g', minMember: 2 }))
    script.until(10)
    expect(script.api.list('pod').map((p) => p.node !== undefined)).toEqual([true, true])
  })

  it('pays two reads for each comparison of labelled pods, none for others', () => {
    const script = coscheduling(300, { cycleFailing: always(1) })
    pods(script, 'g', 2)
    // the first cycle has made its own reads, and lasts until t=1
    script.until(0.1)
    const before = script.scheduler.reads
    const compared = script.scheduler.queue.comparisons
    pods(script, 'h', 20)
    script.until(0.5)
    expect(script.scheduler.queue.comparisons - compared).toBeGreaterThan(10)
    expect(script.scheduler.reads - before).toBe(2 * (script.scheduler.queue.comparisons - compared))
  })
})
