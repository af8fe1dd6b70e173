import { describe, expect, it } from 'vitest'
import { seconds } from '../../../../src/units.ts'
import { always, asks, newGroup } from '../../../support/builders.ts'
import { SchedulerScript } from '../../../support/scheduler-script.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

/** One node with one place, held by `h`; and a small node whose small pod `s` can go without anyone fitting there. */
function fullNode(version: string, seed = 1): SchedulerScript {
  const script = new SchedulerScript({ version }, { seed }).nodes(1)
  script.api.create({ kind: 'node', name: 'small', allocatable: { cpu: 500, memory: 1e9, pods: 10, gpu: 0 }, zone: 'z' })
  script.running('h', 'n0', { request: asks(2000) })
  script.running('s', 'small', { request: asks(400) })
  return script
}

describe('the queue of 1.28, seen from outside', () => {
  for (const seed of SEEDS) {
    it(`S21: a younger pod whose backoff is over takes the freed place from one still backing off (seed ${seed})`, () => {
      const script = fullNode('1.28', seed).until(30)
      script.pod('x')
      script.until(36.5)
      // an event that frees nothing for x: its second attempt fails at 36.5
      script.api.delete('pod', 's')
      script.until(36.9)
      script.pod('y')
      script.until(38)
      expect([script.attempts('x'), script.attempts('y')]).toEqual([[30, 36.5], [36.9]])
      script.api.delete('pod', 'h')
      script.until(38)
      const x = [...script.scheduler.queue.pods.values()].find((q) => q.pod.name === 'x')
      expect([x?.place, x?.attempts, script.scheduler.queue.backoffUntil(x as NonNullable<typeof x>)]).toEqual(['backoff', 2, 38_500_000])
      expect([script.nodeOf('y'), script.nodeOf('x')]).toEqual(['n0', undefined])
      script.until(45)
      // active at the first flush tick from 38.5 on; ticks are a second apart
      const [, , third] = script.attempts('x')
      expect(third).toBeGreaterThanOrEqual(38.5)
      expect(third).toBeLessThan(39.5)
      expect(script.attempts('x')).toHaveLength(3)
    })
  }

  /** `x` fails after a cycle of 5 ms; in its middle something is told of an assigned pod, or not. */
  const failure = (version: string, update: boolean, seed = 1): number[] => {
    const script = new SchedulerScript({ version, cycleFailing: always(0.005) }, { seed }).nodes(1)
    script.running('h', 'n0', { request: asks(2000) })
    script.until(10)
    script.pod('x')
    script.until(10.002)
    if (update) script.api.update('pod', 'h', { ready: true })
    return script.until(30).attempts('x')
  }

  for (const version of ['1.27', '1.28', '1.29']) {
    it(`S22: in ${version} an update of any assigned pod during the cycle sends the failed pod to backoff, tried again within 2 s`, () => {
      for (const seed of SEEDS) {
        const [first, second] = failure(version, true, seed)
        expect(first).toBe(10.005)
        expect(second).toBeGreaterThanOrEqual(11.005)
        expect(second).toBeLessThanOrEqual(12.01)
      }
    })
  }

  it('S22: without such an update it is not tried again until something is freed', () => {
    expect(failure('1.28', false)).toEqual([10.005])
  })

  for (const version of ['1.28', '1.37']) {
    it(`a refused bind in ${version} lets the others try before the pod itself is put back, which backs off and whose condition comes last`, () => {
      const script = new SchedulerScript({ version }).nodes(1).until(10)
      script.pod('x')
      script.host.advance(seconds(10.1))
      const [bind] = script.host.take()
      if (bind?.verb !== 'bind') throw new RangeError(`expected a bind, got ${bind?.verb}`)
      script.pod('y')
      script.until(10.2)
      const place = (name: string): string | undefined => [...script.scheduler.queue.pods.values()].find((q) => q.pod.name === name)?.place
      expect([place('x'), place('y')]).toEqual(['flight', 'unschedulable'])
      script.host.answer(bind, { ok: false, reason: 'conflict' })
      // nothing has been answered since; in 1.28 and in 1.37 y still backs off, and 1.37 takes it all the same
      expect([place('x'), place('y')]).toEqual(['backoff', version === '1.28' ? 'backoff' : 'flight'])
      expect(script.host.take().filter((r) => r.verb === 'update')).toMatchObject([{ name: 'x', patch: { unschedulable: 'bind refused' } }])
    })
  }

  it('with queueing hints (1.34 on) the update changes nothing', () => {
    expect(failure('1.34', true)).toEqual([10.005])
    expect(failure('1.37', true)).toEqual([10.005])
  })

  it('tries a pod without any event once it has been unschedulable for over five minutes', () => {
    const times = fullNode('1.28').until(10)
    times.pod('x')
    const [first, second, ...more] = times.until(400).attempts('x')
    expect(first).toBe(10)
    // at the first of the ticks every 30 s that comes later than 310
    expect(second).toBeGreaterThan(310)
    expect(second).toBeLessThanOrEqual(340)
    expect(more).toEqual([])
  })
})

describe('events that free capacity (semantics 1.3)', () => {
  it('a new node wakes only the pods that would fit it', () => {
    const script = fullNode('1.28').until(10)
    script.pod('x')
    script.pod('tiny', { request: asks(1200) })
    script.until(20)
    script.api.create({ kind: 'node', name: 'new', allocatable: { cpu: 1500, memory: 1e9, pods: 10, gpu: 0 }, zone: 'z' })
    script.until(25)
    expect([script.attempts('x').length, script.attempts('tiny').length]).toEqual([1, 2])
    expect(script.nodeOf('tiny')).toBe('new')
  })

  it('a node that grows wakes a pod that now fits', () => {
    const script = fullNode('1.28').until(10)
    script.pod('x')
    script.until(20)
    script.api.update('node', 'small', { allocatable: { cpu: 3000, memory: 1e9, pods: 10, gpu: 0 } })
    expect(script.until(20).nodeOf('x')).toBe('small')
  })

  it('a node that grows during a cycle wakes a pod, too', () => {
    const script = new SchedulerScript({ version: '1.28', cycleFailing: always(0.1) }).nodes(1)
    script.running('h', 'n0', { request: asks(2000) })
    script.until(10)
    script.pod('x')
    script.until(10.05)
    script.api.update('node', 'n0', { allocatable: { cpu: 8000, memory: 16e9, pods: 110, gpu: 0 } })
    expect(script.until(13).nodeOf('x')).toBe('n0')
  })

  it('a pod whose wait at Permit is over gives way to the others', () => {
    const wait = seconds(5)
    const script = new SchedulerScript({ name: 'gang', version: '1.35', permitWaitingTime: wait }).nodes(1)
    script.api.create(newGroup({ name: 'g', minMember: 2 }))
    for (const name of ['g-0', 'g-1']) script.pod(name, { podGroup: 'g' })
    script.until(1)
    script.pod('x')
    script.until(20)
    expect(script.notes('released')[0]?.at).toBe(wait)
    // at 5 the sibling, queued before x, takes the place and waits in turn
    expect(script.attempts('x')).toEqual([1, 5, 10])
    expect(script.nodeOf('x')).toBe('n0')
  })
})

describe('what the scheduler does with pods', () => {
  it('frees a place the moment its pod has ended, before the pod is gone (semantics 1.1)', () => {
    const script = fullNode('1.28').until(10)
    script.pod('x')
    script.until(20)
    script.api.update('pod', 'h', { phase: 'Succeeded' })
    expect(script.until(20).nodeOf('x')).toBe('n0')
  })

  it('counts a pod that is being deleted until it is gone', () => {
    const script = fullNode('1.28').until(10)
    script.pod('x')
    script.until(20)
    script.api.update('pod', 'h', { deletedAt: 20_000_000 })
    expect(script.until(25).nodeOf('x')).toBeUndefined()
    script.api.delete('pod', 'h')
    expect(script.until(25).nodeOf('x')).toBe('n0')
  })

  it('leaves pods of other schedulers alone', () => {
    const script = new SchedulerScript().nodes(1)
    script.pod('x', { schedulerName: 'other' })
    script.until(5)
    expect(script.nodeOf('x')).toBeUndefined()
    expect(script.scheduler.attempts).toBe(0)
  })

  it('takes pods in order of creation, higher priorities first', () => {
    const script = new SchedulerScript({ cyclePlacing: always(0.1) }).nodes(4)
    for (const [name, priority] of [
      ['a', 0],
      ['b', 0],
      ['c', 5],
      ['d', 0],
    ] as const) {
      script.pod(name, { priority })
      script.until(script.host.now() / 1e6 + 0.001)
    }
    script.until(5)
    const order = script.notes('attempt').map((n) => n.pod)
    // a was popped before the others came
    expect(order).toEqual(['a', 'c', 'b', 'd'])
  })

  it('evicts a pod of lower priority, but none of equal priority (semantics 1.8)', () => {
    const evicted = (priority: number): boolean => {
      const script = new SchedulerScript().nodes(1)
      script.running('h', 'n0', { request: asks(2000), priority: 1 })
      script.until(1)
      script.pod('x', { priority })
      script.until(2)
      return script.api.get('pod', 'h') === undefined
    }
    expect([evicted(1), evicted(2)]).toEqual([false, true])
  })

  it('writes why a pod fits nowhere, with the part about preemption (semantics 1.9)', () => {
    const script = new SchedulerScript().nodes(8)
    for (let i = 0; i < 8; i++) script.running(`h${i}`, `n${i}`, { request: asks(2000) })
    script.pod('x')
    script.until(1)
    expect(script.api.get('pod', 'x')?.unschedulable).toBe(
      '0/8 nodes are available: 8 Insufficient cpu. preemption: 0/8 nodes are available: 8 No preemption victims found for incoming pod..',
    )
  })
})
