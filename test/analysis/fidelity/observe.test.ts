/** What is observed of a run, recorded or simulated. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Observation, Watched } from '../../../analysis/fidelity/observation.ts'
import { observe, until } from '../../../analysis/fidelity/observe.ts'
import { loadLab, watched } from '../../../cli/fidelity-data.ts'
import { loadScenario } from '../../../cli/scenario-files.ts'
import { simulate } from '../../../sim/cluster.ts'
import type { TimedEvent } from '../../../src/record/stages.ts'
import { CASES } from '../../support/cases.ts'

const S = 1_000_000

function pod(job: string, index: number): { pod: string; job: string } {
  return { pod: `${job}-${index}`, job }
}

function created(time: number, job: string, index: number): TimedEvent {
  return { kind: 'pod-created', time, ...pod(job, index), index, cpu: 2000, memory: 0 }
}

function bound(time: number, job: string, index: number, node: string): TimedEvent {
  return { kind: 'bound', time, ...pod(job, index), index, node }
}

const NODES: TimedEvent[] = ['n0', 'n1', 'n2'].map((node) => ({
  kind: 'node',
  time: 0,
  node,
  cpu: 3920,
  memory: 29e9,
  pods: 110,
  zone: 'z',
  usedCpu: 600,
  usedMemory: 0,
}))

/** Two jobs of two on three nodes: one runs, the other waits with one pod until it gets a node. */
const TWO_JOBS: TimedEvent[] = [
  ...NODES,
  { kind: 'submit', time: 1 * S, job: 'a', size: 2, need: 2 },
  created(1 * S, 'a', 0),
  created(1 * S, 'a', 1),
  { kind: 'submit', time: 2 * S, job: 'b', size: 2, need: 2 },
  created(2 * S, 'b', 0),
  created(2 * S, 'b', 1),
  { kind: 'submitted-all', time: 2 * S },
  bound(3 * S, 'a', 0, 'n0'),
  { kind: 'attempt', time: 3 * S, ...pod('a', 0), result: 'bound', number: 1 },
  bound(3 * S, 'a', 1, 'n1'),
  bound(3 * S, 'b', 0, 'n2'),
  { kind: 'attempt', time: 4 * S, ...pod('b', 1), result: 'unschedulable', number: 1 },
  { kind: 'running', time: 4 * S, ...pod('a', 0) },
  { kind: 'running', time: 4 * S, ...pod('a', 1) },
  { kind: 'app-start', time: 4 * S, job: 'a' },
  { kind: 'app-end', time: 6 * S, job: 'a' },
  { kind: 'ended', time: 7 * S, ...pod('a', 0), phase: 'Succeeded' },
  { kind: 'completed', time: 7 * S, job: 'a' },
  bound(9.5 * S, 'b', 1, 'n0'),
  { kind: 'running', time: 10 * S, ...pod('b', 0) },
  { kind: 'running', time: 10 * S, ...pod('b', 1) },
  { kind: 'app-start', time: 11 * S, job: 'b' },
  { kind: 'ended', time: 13 * S, ...pod('b', 0), phase: 'Succeeded' },
  { kind: 'completed', time: 13 * S, job: 'b' },
  { kind: 'attempt', time: 14 * S, ...pod('b', 1), result: 'unschedulable', number: 2 },
]

describe('a run of two jobs', () => {
  const run: Watched = { events: TWO_JOBS, jobs: 2, end: 15 * S }

  test('is observed', () => {
    expect(observe(run)).toEqual({
      outcome: 'completed',
      jobs: 2,
      completed: 2,
      makespanS: 12,
      lastCompletionS: 12,
      turnaroundS: 8.5,
      turnaroundBySizeS: { 2: { n: 2, meanS: 8.5 } },
      orderBySize: '2',
      inversions: 0,
      binds: 4,
      // one found no place, four were bound; the attempt after the last bind does not count
      attempts: 5,
      cycles: 5,
      firstAttemptS: 2,
      idleS: 0,
      longestPauseS: 6,
      // b's second pod got the node that a's leader left at 7 s
      placedAfterFreeS: { n: 1, mean: 2.5, median: 2.5 },
    } satisfies Observation)
  })

  test('seen by somebody who left early, it is unfinished', () => {
    const seen = observe(until(run, 8 * S))
    expect([seen.outcome, seen.completed, seen.makespanS, seen.lastCompletionS]).toEqual(['unfinished', 1, undefined, 6])
  })

  test('with a job fewer than planned it is unfinished', () => {
    expect(observe({ ...run, jobs: 3 }).outcome).toBe('unfinished')
  })
})

describe('a clog', () => {
  /** Two jobs of three on three nodes, two and one. */
  const clog: TimedEvent[] = [
    ...NODES,
    { kind: 'submit', time: 0, job: 'a', size: 3, need: 3 },
    ...[0, 1, 2].map((i) => created(0, 'a', i)),
    { kind: 'submit', time: 0, job: 'b', size: 3, need: 3 },
    ...[0, 1, 2].map((i) => created(0, 'b', i)),
    bound(1 * S, 'a', 0, 'n0'),
    bound(2 * S, 'b', 0, 'n1'),
    bound(3 * S, 'a', 1, 'n2'),
  ]

  test('is recognised, with who holds what', () => {
    expect(observe({ events: clog, jobs: 2, end: 99 * S })).toMatchObject({
      outcome: 'clogged',
      clog: { atS: 3, slotsHeld: 3, partialGangs: 2, wholeGangs: 0, pendingPods: 3 },
    })
  })

  test('is none while a place is free, while a pod is leaving, or while a gang is whole', () => {
    expect(observe({ events: clog.slice(0, -1), jobs: 2, end: 99 * S }).outcome).toBe('unfinished')
    const leaving: TimedEvent = { kind: 'deleting', time: 4 * S, ...pod('a', 0) }
    expect(observe({ events: [...clog, leaving], jobs: 2, end: 99 * S }).outcome).toBe('unfinished')
    const whole = clog.map((e) => (e.kind === 'submit' && e.job === 'a' ? { ...e, need: 2 } : e))
    expect(observe({ events: whole, jobs: 2, end: 99 * S }).outcome).toBe('unfinished')
  })
})

describe('idle time and reads', () => {
  test('a cluster is idle while pods pend and none has a place, from the first bind on', () => {
    const events: TimedEvent[] = [
      ...NODES,
      { kind: 'submit', time: 0, job: 'a', size: 1, need: 1 },
      created(0, 'a', 0),
      bound(5 * S, 'a', 0, 'n0'),
      { kind: 'submit', time: 6 * S, job: 'b', size: 1, need: 1 },
      created(6 * S, 'b', 0),
      { kind: 'ended', time: 10 * S, ...pod('a', 0), phase: 'Succeeded' },
      bound(17 * S, 'b', 0, 'n0'),
    ]
    expect(observe({ events, jobs: 2, end: 30 * S }).idleS).toBe(7)
  })

  test('the rate of reads is that of the time in which fifty pods or more are pending', () => {
    const many = Array.from({ length: 60 }, (_, i) => created(0, 'a', i))
    const reads = (time: number, total: number): TimedEvent => ({ kind: 'reads', time: time * S, total })
    const events: TimedEvent[] = [
      { kind: 'submit', time: 0, job: 'a', size: 60, need: 60 },
      ...many,
      { kind: 'submitted-all', time: 1 * S },
      reads(1, 100),
      reads(11, 600),
      ...Array.from({ length: 11 }, (_, i) => bound(12 * S, 'a', i, `n${i}`)),
      reads(30, 620),
    ]
    const { reads: total, readsPerS } = observe({ events, jobs: 1, end: 30 * S })
    expect([total, readsPerS]).toEqual([620, 50])
  })
})

describe('recorded runs', () => {
  const recorded = (name: string): Observation => observe(watched(loadLab(name)))

  test('default 1.28 clogged with 8 of 8 held, after 11, 3, 5, 3, 8, 4, 2, 4, 17 and 2 jobs', () => {
    const seen = Array.from({ length: 10 }, (_, i) => recorded(`default28-seed${i + 1}`))
    expect(seen.map((o) => o.completed)).toEqual([11, 3, 5, 3, 8, 4, 2, 4, 17, 2])
    for (const o of seen) expect([o.outcome, o.clog?.slotsHeld, o.clog?.wholeGangs]).toEqual(['clogged', 8, 0])
  })

  test('default 1.37 clogged with 8 of 8 held, after 3, 12, 3, 5, 3, 6, 7, 3 and 3 jobs', () => {
    const seen = Array.from({ length: 9 }, (_, i) => recorded(`default37-seed${i + 1}`))
    expect(seen.map((o) => o.completed)).toEqual([3, 12, 3, 5, 3, 6, 7, 3, 3])
    for (const o of seen) expect([o.outcome, o.clog?.slotsHeld, o.clog?.wholeGangs]).toEqual(['clogged', 8, 0])
  })

  test('on 24 nodes both clogged with 24 of 24 held, after 7 jobs', () => {
    for (const name of ['default28-24nodes', 'default37-24nodes']) {
      const { outcome, completed, clog } = recorded(name)
      expect([outcome, completed, clog?.slotsHeld, clog?.wholeGangs]).toEqual(['clogged', 7, 24, 0])
    }
  })

  test('coscheduling and Fluence read PodGroups 50 times a second while the queue is long', () => {
    for (const name of [
      'cosched28',
      'cosched28-seed2',
      'cosched28-permit10',
      'cosched28-permit10-100jobs',
      'cosched28-run8mix',
      'fluence-f5',
      'fluence-f5-seed2',
    ]) {
      expect([name, recorded(name).readsPerS?.toFixed(1)]).toEqual([name, '50.0'])
    }
  })

  test('Fluence made 65 start-order inversions, and 63697 reads', () => {
    const { inversions, reads } = recorded('fluence-f5')
    expect([inversions, reads]).toEqual([65, 63_697])
  })

  test('coscheduling 0.34 left the cluster idle for twenty minutes', () => {
    const { outcome, completed, idleS } = recorded('cosched34')
    expect([outcome, completed, Math.round(idleS / 60)]).toEqual(['unfinished', 49, 20])
  })

  test('native gang scheduling finished small gangs first', () => {
    for (const name of ['gang37', 'gang37-seed2']) expect(recorded(name).orderBySize).toBe('2<3<4<5<6')
  })

  test('of the stalled run of coscheduling the longest pause is the rest of the recording', () => {
    expect(recorded('cosched28-seed2').longestPauseS).toBeGreaterThan(240)
    expect(recorded('cosched28').longestPauseS).toBeLessThan(60)
  })
})

describe('any run', () => {
  const experiment = loadScenario('smallest').experimentsFor(['coscheduling'])[0]
  if (experiment === undefined) throw new Error('no scheduler')
  const made = simulate(experiment, { seed: 1 })
  const runs: Watched[] = [
    { events: TWO_JOBS, jobs: 2, end: 15 * S },
    { events: made.events, jobs: made.outcome.jobs, end: made.outcome.time },
    watched(loadLab('default28-seed10')),
  ]

  test('observed later, or named otherwise, it is the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...runs), fc.nat(1e12), fc.string({ minLength: 1, maxLength: 5 }), (run, later, letters) => {
        const rename = (name: string): string => `${letters}/${name}`
        const events = run.events.map((e) => {
          const renamed: Record<string, unknown> = { ...e, time: e.time + later }
          for (const key of ['pod', 'job', 'node']) if (typeof renamed[key] === 'string') renamed[key] = rename(renamed[key])
          return renamed as unknown as TimedEvent
        })
        expect(observe({ events, jobs: run.jobs, end: run.end + later })).toEqual(observe(run))
      }),
      { numRuns: Math.ceil(CASES / 10) },
    )
  })

  test('what is seen up to some moment depends on nothing later', () => {
    fc.assert(
      fc.property(fc.constantFrom(...runs), fc.double({ min: 0, max: 1, noNaN: true }), (run, share) => {
        const time = Math.round(run.end * share)
        const events = run.events.filter((e) => e.time <= time)
        expect(observe(until(run, time))).toEqual(observe({ events, jobs: run.jobs, end: time }))
        const { completed, binds, jobs } = observe(until(run, time))
        expect(completed).toBeLessThanOrEqual(jobs)
        expect(binds).toBe(events.filter((e) => e.kind === 'bound').length)
      }),
      { numRuns: Math.ceil(CASES / 10) },
    )
  })
})
