/** Jobs from tables and traces: what they become, what is assumed, what is left out, and that mistakes are told at their place. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readScenario, readScenarioGiven, type Scenario } from '../../../src/experiment/scenario.ts'
import { csvDraft, csvRows } from '../../../src/import/csv.ts'
import { type Draft, draftGiven } from '../../../src/import/draft.ts'
import { draftYaml } from '../../../src/import/draft-yaml.ts'
import { readSwf, type SwfJob, writeSwf } from '../../../src/import/swf.ts'
import { swfDraft } from '../../../src/import/swf-draft.ts'
import { CASES } from '../../support/cases.ts'
import { MACHINES, problemsOf } from '../../support/scenarios.ts'

const input = { sets: ['cluster.machine=plain'], calibration: () => undefined, machines: MACHINES }
const scenario = (draft: Draft): Scenario => readScenarioGiven(draftGiven(draft, 'jobs'), 'jobs', input)

const TRACE = `; Computer: Ant
; MaxNodes: 4
; MaxProcs: 16
1 100 -1 60 8 -1 -1 -1 -1 -1 1 -1 -1 -1 -1 -1 -1 -1
2 130 5 30 2 -1 -1 5 -1 1024 1 -1 -1 -1 -1 -1 -1 -1
3 140 -1 -1 -1 -1 -1 4 -1 -1 5 -1 -1 -1 -1 -1 -1 -1
4 150 -1 10 4 -1 -1 4 -1 -1 2 -1 -1 -1 -1 -1 -1 -1
`

describe('a table of jobs', () => {
  it('is read by the names of its columns', () => {
    const draft = csvDraft('name,Size,cpu,run_time_s,at_s,tolerations\na,2,500m,60,0,mpi;gpu:NoSchedule\n\n"b",3,,1.5,10,\n', 'jobs.csv')
    const { workload, application, experimenter } = scenario(draft).experimentFor('default')
    expect(workload.jobs.map((j) => [j.name, j.size, j.request.cpu, j.app, j.submitAt])).toEqual([
      ['a', 2, 500, '60s', 0],
      ['b', 3, 2000, '1.5s', 10_000_000],
    ])
    expect(workload.jobs[0]?.tolerations).toEqual([{ key: 'mpi' }, { key: 'gpu', effect: 'NoSchedule' }])
    expect([application.ends, experimenter.submits]).toEqual(['all', 'arrivals'])
    expect(draft.notes).toEqual([])
  })

  it('says what it assumes of jobs without a run time', () => {
    expect(csvDraft('size\n2\n3\n', 'jobs.csv').notes[0]).toMatch(/^2 of 2 jobs do not say how long they take .* 60s each is assumed/)
  })

  it('tells mistakes at their line', () => {
    expect(problemsOf(() => scenario(csvDraft('size,cpu\n2,1\n0,two\n', 'jobs.csv')))).toEqual([
      'jobs.csv:3 size: expected a whole number from 1 to 100000, got "0"\n  write digits only, without unit',
      'jobs.csv:3 cpu: expected cpu from 0 up, got "two"\n  write cores (2, 0.5) or millicores (600m)',
    ])
    expect(problemsOf(() => csvDraft('sise\n2\n', 'jobs.csv'))[0]).toContain('jobs.csv:1 column 1: expected one of')
    expect(problemsOf(() => csvDraft('size\n2,3\n', 'jobs.csv'))[0]).toContain('jobs.csv:2: expected 1 cells, got 2')
    for (const none of ['', 'size\n', 'name\na\n', 'size\n"2\n']) expect(problemsOf(() => csvDraft(none, 'jobs.csv'))).toHaveLength(1)
  })

  it('gives cells back as they were written, whatever is in them', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', 'é') })
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const text = rows.map((row) => `${row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')}\n`).join('')
        expect(csvRows(text).map((r) => r.cells)).toEqual(rows)
      }),
      { numRuns: CASES },
    )
  })
})

describe('a trace', () => {
  it('becomes pods of one node each where its header tells the nodes', () => {
    const draft = swfDraft(TRACE, 't.swf')
    const { workload, cluster } = scenario(draft).experimentFor('kueue')
    expect(workload.jobs.map((j) => [j.name, j.size, j.request.cpu, j.request.memory, j.tasks, j.app, j.submitAt])).toEqual([
      ['job-1', 2, 4000, 0, 8, '60s', 0],
      ['job-2', 2, 4000, 4 * 1024 * 1024, 5, '30s', 30_000_000],
    ])
    expect(cluster.pools[0]).toMatchObject({ nodes: 4, allocatable: { cpu: 4000, memory: 4 * 1024 * 1024 }, system: { cpu: 0 } })
    expect(scenario(draft).experimentFor('kueue').scheduler.quotaCpu).toBe(16_000)
  })

  it('names each line that it leaves out, with the reason', () => {
    expect(swfDraft(TRACE, 't.swf').rejected.map((p) => `${p.where}: ${p.got}`)).toEqual([
      't.swf:6: no run time (cancelled before it began)',
      't.swf:7: status 2, a part of a job between checkpoints',
    ])
  })

  it('takes another number of processors to a pod when asked', () => {
    const jobs = scenario(swfDraft(TRACE, 't.swf', { processorsPerPod: 1 })).experimentFor('default').workload.jobs
    expect(jobs.map((j) => [j.size, j.request.cpu])).toEqual([
      [8, 1000],
      [5, 1000],
    ])
  })

  it('tells every line that is none', () => {
    expect(problemsOf(() => readSwf('1 2 3\n', 't.swf'))).toHaveLength(1)
    expect(problemsOf(() => readSwf(TRACE.replace('100 -1', 'x -1'), 't.swf'))[0]).toContain('t.swf:4: expected 18 numbers, got "x"')
    expect(problemsOf(() => swfDraft('; nothing\n', 't.swf'))[0]).toContain('expected a job, got none')
  })

  it('is read as it was written: what is absent stays absent', () => {
    const n = fc.nat(1_000_000)
    const job = fc.record(
      { number: n, submit: n, runTime: n, processors: n, processorsAsked: n, memoryAsked: n, status: fc.nat(5), thinkTime: n },
      { requiredKeys: ['number'], noNullPrototype: true },
    )
    fc.assert(
      fc.property(fc.array(job, { maxLength: 5 }), (jobs) => {
        const swf = { header: { MaxNodes: '3' }, jobs: jobs.map((j, i): SwfJob => ({ line: i + 2, ...j })) }
        expect(readSwf(writeSwf(swf), 't.swf')).toEqual(swf)
      }),
      { numRuns: CASES },
    )
  })
})

describe('an imported workload', () => {
  it.each([
    ['table', csvDraft('name,size,cpu,runTime,at,nodeSelector\na,1,1,5m,0s,disk=ssd\nb,2,500m,1h,1.5s,\n', 'jobs.csv')],
    ['trace', swfDraft(TRACE, 't.swf')],
  ])('of a %s is the same when written as a scenario and read again', (_, draft) => {
    const labelled = { ...input, sets: [...input.sets, 'cluster.labels=[disk=ssd]'] }
    const direct = readScenarioGiven(draftGiven(draft, 'jobs'), 'jobs', labelled).experimentFor('kueue')
    expect(readScenario(draftYaml(draft), 'jobs.yaml', labelled).experimentFor('kueue')).toEqual(direct)
  })
})
