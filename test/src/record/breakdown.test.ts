import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { removedAt, type Stage, stagesOf } from '../../../src/record/breakdown.ts'
import { reportedLag } from '../../../src/record/reported.ts'
import { StageTables } from '../../../src/record/stages.ts'
import { SECOND } from '../../../src/units.ts'
import { CASES } from '../../support/cases.ts'
import { arbitraryRun, type MadeRun, Scene } from '../../support/runs.ts'

function fold(run: MadeRun): StageTables {
  const tables = new StageTables()
  for (const event of run.events) tables.apply(event)
  return tables
}

function stages(scene: Scene, job = 0): [string, number, string?][] {
  const tables = fold(scene.run())
  const row = tables.jobs()[job]
  if (row === undefined) throw new Error(`expected a job ${job}`)
  return stagesOf(row, tables.last).map(({ stage, from, to, pod, open }) => {
    const length = (to - from) / SECOND
    const name = open === true ? `${stage}...` : stage
    return pod === undefined ? [name, length] : [name, length, pod]
  })
}

/** A job of two pods, all the way. */
function twoPods(): Scene {
  return new Scene()
    .nodes(2)
    .submit(0, 'a', 2)
    .job(1, 'job-created', 'a')
    .create(2, 'a-0')
    .create(3, 'a-1')
    .bind(5, 'a-0', 'n0')
    .bind(9, 'a-1', 'n1')
    .pod(10, 'running', 'a-0')
    .pod(12, 'running', 'a-1')
    .pod(12.5, 'ready', 'a-0')
    .pod(13, 'ready', 'a-1')
    .job(13.25, 'app-start', 'a')
    .job(20, 'app-end', 'a')
    .end(21, 'a-0')
    .job(24, 'completed', 'a')
    .job(25, 'delete-job', 'a')
    .pod(25, 'deleting', 'a-1')
    .job(26, 'job-gone', 'a')
    .pod(57, 'gone', 'a-1')
}

describe('stages of a job', () => {
  it('follow one another from submit to removal, each with the pod that was waited for', () => {
    expect(stages(twoPods())).toEqual([
      ['submission', 1],
      ['creation', 1],
      ['creation', 1, 'a-1'],
      ['queue', 2, 'a-0'],
      ['siblings', 4, 'a-1'],
      ['start', 3, 'a-1'],
      ['ready', 1, 'a-1'],
      ['hook-up', 0.25],
      ['application', 6.75],
      ['exit', 1],
      ['notice', 3],
      ['deletion', 1],
      ['release', 32],
    ])
  })

  it('show the part of the wait in which the place was held by a pod being deleted', () => {
    const scene = twoPods().submit(30, 'b', 1).create(30, 'b-0').bind(58, 'b-0', 'n1')
    expect(stages(scene, 1)).toEqual([
      ['terminating', 27, 'a-1'],
      ['queue', 1, 'b-0'],
    ])
  })

  it("carry the cluster's own stamp of their ends, and only of those", () => {
    const stamped = twoPods().run()
    const events = stamped.events.map((e) => (e.kind === 'bound' || e.kind === 'quorum' ? { ...e, reported: e.time - 300_000 } : e))
    const tables = fold({ ...stamped, events })
    const row = tables.jobs()[0]
    if (row === undefined) throw new Error('expected a job')
    expect(stagesOf(row, tables.last).flatMap(({ stage, reported }) => (reported === undefined ? [] : [[stage, reported]]))).toEqual([
      ['queue', 4_700_000],
      ['siblings', 8_700_000],
    ])
    expect(reportedLag(row)).toBe(300_000)
    expect(reportedLag(fold(stamped).jobs()[0] as typeof row)).toBeUndefined()
  })

  it('forget the stamps of attempts that an eviction gave up', () => {
    const scene = new Scene().nodes(2).submit(0, 'a', 1).job(1, 'job-created', 'a').create(2, 'a-0').job(3, 'evicted', 'a').create(5, 'a-1')
    const events = scene.run().events.map((e) => (e.kind === 'pod-created' && e.time > 3_000_000 ? e : { ...e, reported: e.time }))
    expect(fold({ ...scene.run(), events }).jobs()[0]?.reported).toEqual({ jobCreated: 1_000_000, evicted: 3_000_000 })
  })

  it('end open where the record ends, in the stage the job was in', () => {
    const scene = new Scene().nodes(1).submit(0, 'a', 2).create(1, 'a-0').create(1, 'a-1').bind(2, 'a-0', 'n0')
    scene.submit(3, 'b', 1).create(9, 'b-0')
    expect(stages(scene)).toEqual([
      ['creation', 1],
      ['queue', 1, 'a-0'],
      ['siblings...', 7],
    ])
    expect(stages(scene, 1)).toEqual([['creation', 6]])
  })

  it('count what was given up by an eviction as such, and the last admission as quota', () => {
    const scene = new Scene()
      .nodes(1)
      .submit(0, 'a', 1)
      .job(1, 'job-created', 'a')
      .job(2, 'admitted', 'a')
      .create(3, 'a-0')
      .job(10, 'evicted', 'a')
      .pod(10, 'gone', 'a-0')
      .job(15, 'admitted', 'a')
      .create(16, 'a-1')
      .bind(18, 'a-1', 'n0')
    expect(stages(scene)).toEqual([
      ['submission', 1],
      ['evicted', 9],
      ['quota', 5],
      ['creation', 1],
      ['queue', 2, 'a-1'],
    ])
  })

  const sum = (list: readonly Stage[]): number => list.reduce((total, { from, to }) => total + to - from, 0)

  it('sum to the turnaround up to completion and to removal - submit in all, exactly, whatever happened', () => {
    let completed = 0
    let removed = 0
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const tables = fold(run)
        for (const row of tables.jobs()) {
          const list = stagesOf(row, run.outcome.time)
          for (let i = 1; i < list.length; i++) expect(list[i]?.from).toBe(list[i - 1]?.to)
          expect(list[0]?.from ?? row.submitted).toBe(row.submitted)
          expect(list.every(({ from, to }) => to > from)).toBe(true)
          if (row.completed !== undefined) {
            completed++
            const cut = list.filter(({ from }) => from < (row.completed as number))
            expect(cut.at(-1)?.to ?? row.submitted).toBe(row.completed)
            expect(sum(cut)).toBe(row.completed - row.submitted)
          }
          const end = removedAt(row)
          if (end !== undefined) removed++
          expect(sum(list)).toBe((end ?? run.outcome.time) - row.submitted)
        }
      }),
      { numRuns: CASES },
    )
    expect(completed).toBeGreaterThan(CASES / 10)
    expect(removed).toBeGreaterThan(CASES / 50)
  })
})
