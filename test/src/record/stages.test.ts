import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JobRow, PodRow } from '../../../src/record/rows.ts'
import { StageTables } from '../../../src/record/stages.ts'
import { inSeconds } from '../../../src/units.ts'
import { CASES } from '../../support/cases.ts'
import { arbitraryRun, Scene } from '../../support/runs.ts'

function fold(scene: Scene): StageTables {
  const tables = new StageTables()
  for (const event of scene.events) tables.apply(event)
  return tables
}

function only<T>(rows: readonly T[]): T {
  expect(rows).toHaveLength(1)
  return rows[0] as T
}

const job = (scene: Scene): JobRow => only(fold(scene).jobs())
const pods = (scene: Scene): readonly PodRow[] => fold(scene).pods()

describe('the table of jobs', () => {
  it('has the need-th pod for a job that can go on with fewer than its size', () => {
    const scene = new Scene().submit(0, 'a', 3, 2).create(1, 'a-0').create(1, 'a-1').create(1, 'a-2')
    scene.bind(2, 'a-2', 'n2').bind(3, 'a-0', 'n0').pod(4, 'running', 'a-0').pod(5, 'running', 'a-2')
    scene.pod(6, 'ready', 'a-2').pod(7, 'ready', 'a-0').bind(8, 'a-1', 'n1').pod(9, 'running', 'a-1').pod(9, 'ready', 'a-1')
    const row = job(scene)
    expect([row.firstScheduled, row.placed, row.lastScheduled, row.started, row.ready].map((t) => inSeconds(t as number))).toEqual([
      2, 3, 8, 5, 7,
    ])
    expect([row.firstScheduledPod, row.placedPod, row.startedPod, row.readyPod].map((p) => p?.pod)).toEqual(['a-2', 'a-0', 'a-2', 'a-0'])
  })

  it('says when quorum came and went, and when some places but not enough were held', () => {
    const scene = new Scene().submit(0, 'a', 2).create(1, 'a-0').create(1, 'a-1').bind(2, 'a-0', 'n0').bind(5, 'a-1', 'n1')
    scene.pod(6, 'running', 'a-0').pod(7, 'running', 'a-1').job(9, 'app-end', 'a').end(10, 'a-0').pod(40, 'gone', 'a-1')
    const row = job(scene)
    expect(row.quorums.map(inSeconds)).toEqual([7, 10])
    expect(row.partials.map(inSeconds)).toEqual([2, 5])
    expect(inSeconds(row.slotsFree as number)).toBe(40)
    expect(inSeconds(row.leaderTerminal as number)).toBe(10)
  })

  it('leaves undefined what did not happen', () => {
    const row = job(new Scene().submit(1.5, 'a', 2))
    expect(row.submitted).toBe(1_500_000)
    for (const stage of ['jobCreated', 'admitted', 'firstPodCreated', 'placed', 'started', 'appStart', 'completed', 'slotsFree'] as const) {
      expect(row[stage]).toBeUndefined()
    }
  })

  it('counts attempts, but not pods that were skipped', () => {
    const scene = new Scene().submit(0, 'a', 1).create(0, 'a-0')
    scene.at(1, { kind: 'attempt', pod: 'a-0', job: 'a', result: 'unschedulable', number: 1 })
    scene.at(2, { kind: 'attempt', pod: 'a-0', job: 'a', result: 'bound', number: 2 })
    scene.at(3, { kind: 'attempt', pod: 'a-0', job: 'a', result: 'skipped', number: 3 })
    expect(job(scene).attempts).toBe(2)
    expect(only(pods(scene)).attempts).toBe(2)
  })

  it('keeps the stages of a job apart from a pod made again after one failed', () => {
    const scene = new Scene().submit(0, 'a', 1).create(1, 'a-0').bind(2, 'a-0', 'n0').pod(3, 'running', 'a-0').end(4, 'a-0', 'Failed')
    scene.at(5, { kind: 'pod-created', pod: 'a-0-again', job: 'a', index: 0, cpu: 1, memory: 1 })
    const row = job(scene)
    expect(inSeconds(row.lastPodCreated as number)).toBe(1)
    expect(row.pods).toBe(2)
  })

  it('takes the begin and end of an application from the stamps of its log, which is read later', () => {
    const tables = new StageTables()
    tables.apply({ kind: 'submit', job: 'a', size: 1, need: 1, time: 0 })
    tables.apply({ kind: 'app-start', job: 'a', time: 9_000_000, reported: 3_250_000 })
    tables.apply({ kind: 'app-end', job: 'a', time: 9_000_000, reported: 8_500_000 })
    expect(only(tables.jobs())).toMatchObject({ appStart: 3_250_000, appEnd: 8_500_000 })
  })

  it('numbers jobs in order of submission and knows when all were submitted', () => {
    const tables = fold(new Scene().submit(0, 'b', 1).submit(1, 'a', 1).at(2, { kind: 'submitted-all' }))
    expect(tables.jobs().map((row) => [row.job, row.number])).toEqual([
      ['b', 0],
      ['a', 1],
    ])
    expect(inSeconds(tables.submittedAll as number)).toBe(2)
  })
})

describe('the table of pods', () => {
  it('has every stage of a pod', () => {
    const scene = new Scene().submit(0, 'a', 1).create(1, 'a-0')
    scene.at(2, { kind: 'unschedulable', pod: 'a-0', job: 'a', message: 'full' })
    scene.at(3, { kind: 'unschedulable', pod: 'a-0', job: 'a', message: 'full' })
    scene.bind(4, 'a-0', 'n3').pod(5, 'initialized', 'a-0').pod(6, 'running', 'a-0').pod(7, 'ready', 'a-0')
    scene.pod(8, 'deleting', 'a-0').end(9, 'a-0', 'Failed').pod(10, 'gone', 'a-0')
    const row = only(pods(scene))
    const times = [
      row.created,
      row.firstUnschedulable,
      row.bound,
      row.initialized,
      row.running,
      row.ready,
      row.deleting,
      row.ended,
      row.gone,
    ]
    expect(times.map((t) => inSeconds(t as number))).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10])
    expect(row).toMatchObject({ pod: 'a-0', job: 'a', index: 0, node: 'n3', cpu: 2000, phase: 'Failed', freed: 9_000_000 })
  })

  it('has the places held in the scheduler only, until they became real or were given back', () => {
    const reserved = { kind: 'reserved', pod: 'a-0', job: 'a', node: 'n0' } as const
    const scene = new Scene().submit(0, 'a', 1).create(0, 'a-0').at(1, reserved)
    scene.at(3, { kind: 'released', pod: 'a-0', job: 'a', node: 'n0', cause: 'timeout' }).at(5, reserved).bind(6, 'a-0', 'n0')
    expect(only(pods(scene)).reservations).toEqual([
      { node: 'n0', from: 1_000_000, to: 3_000_000 },
      { node: 'n0', from: 5_000_000, to: 6_000_000 },
    ])
    expect(only(pods(new Scene().submit(0, 'a', 1).create(0, 'a-0').at(1, reserved))).reservations).toEqual([
      { node: 'n0', from: 1_000_000, to: undefined },
    ])
  })

  it('names the pod whose place was waited for, only where it was still held when this pod was made', () => {
    const scene = new Scene().submit(0, 'a', 1).create(0, 'a-0').bind(0, 'a-0', 'n0')
    scene.submit(1, 'b', 1).create(1, 'b-0').pod(5, 'gone', 'a-0').bind(6, 'b-0', 'n0').pod(7, 'gone', 'b-0')
    scene.submit(8, 'c', 1).create(8, 'c-0').bind(9, 'c-0', 'n0')
    expect(pods(scene).map((row) => row.after?.pod)).toEqual([undefined, 'a-0', undefined])
  })
})

describe('the fold', () => {
  it('never lets more pods of a job run than hold places, and quorums alternate', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const tables = new StageTables()
        for (const event of run.events) tables.apply(event)
        for (const row of tables.jobs()) {
          for (const list of [row.quorums, row.partials]) expect(list.every((t, i) => i === 0 || t >= (list[i - 1] as number))).toBe(true)
          if (row.started !== undefined) {
            expect(row.placed).toBeLessThanOrEqual(row.started)
            expect(row.quorums[0]).toBe(row.started)
          }
        }
        expect(tables.pods().every((pod) => pod.freed === undefined || pod.bound === undefined || pod.freed >= pod.bound)).toBe(true)
      }),
      { numRuns: CASES },
    )
  })
})
