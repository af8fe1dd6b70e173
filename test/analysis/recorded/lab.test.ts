/** Runs of data/lab, translated into events. */
import { describe, expect, test } from 'vitest'
import { queueOverTime } from '../../../analysis/fidelity/queue-over-time.ts'
import { readAttempts, withAttempts } from '../../../analysis/recorded/attempts.ts'
import { readLabRun } from '../../../analysis/recorded/lab.ts'
import { labParameters, labSets } from '../../../analysis/recorded/lab-parameters.ts'
import { loadLab } from '../../../cli/fidelity-data.ts'
import type { RunEvent } from '../../../src/record/events.ts'
import { inSeconds } from '../../../src/units.ts'
import { LAB_LOGS, LAB_RUNS } from '../../support/lab.ts'

const BEGIN = '{"t":0.1,"k":"begin","P":{"jobs":"5","gap":"0.54","grace":"30","seed":"1","nodes":"2","limit":"900","cpu":"2","sys":"600m"}}'
const END = '{"t":9,"k":"end","finished":0,"held":0,"pending":0}'

function lines(...middle: readonly string[]): string {
  return [BEGIN, ...middle, END, ''].join('\n')
}

function count(events: readonly RunEvent[], kind: RunEvent['kind']): number {
  return events.filter((e) => e.kind === kind).length
}

describe('a run of the lab', () => {
  test('gives its parameters their units', () => {
    const { parameters } = readLabRun(lines(), 'a.jsonl')
    expect(parameters).toEqual({
      jobs: 5,
      gap: 540_000,
      grace: 30_000_000,
      seed: 1,
      nodes: 2,
      limit: 900_000_000,
      stall: 240_000_000,
      cpu: 2000,
      systemCpu: 600,
      style: 'ping',
    })
  })

  test('begins with its nodes, as the README of the lab describes them', () => {
    const { events } = readLabRun(lines(), 'a.jsonl')
    expect(events).toHaveLength(2)
    expect(events[1]).toEqual({
      kind: 'node',
      node: 'node-1',
      cpu: 3920,
      memory: 29_783_900_160,
      pods: 110,
      zone: 'zone-a',
      usedCpu: 600,
      usedMemory: 419_430_400,
      seq: 1,
      time: 100_000,
    })
  })

  test('is translated line by line', () => {
    const pod = '"pod":"job-0-0-size-2-0-x","job":"job-0-0-size-2"'
    const { events } = readLabRun(
      lines(
        '{"t":1,"k":"submit","job":"job-0-0-size-2","size":2}',
        `{"t":1.5,"k":"created",${pod},"idx":0}`,
        `{"t":2,"k":"bound",${pod},"idx":0,"node":"node-1"}`,
        '{"t":3,"k":"all-running","job":"job-0-0-size-2"}',
        '{"t":3,"k":"start","job":"job-0-0-size-2"}',
        `{"t":4,"k":"terminating",${pod}}`,
        '{"t":5,"k":"job-done","job":"job-0-0-size-2","finished":1}',
        '{"t":6,"k":"tick","finished":1,"held":0,"pending":0,"podgroupGets":12}',
      ),
      'a.jsonl',
    )
    expect(events.slice(2).map(({ seq: _, ...event }) => event)).toEqual([
      { kind: 'submit', time: 1_000_000, job: 'job-0-0-size-2', size: 2, need: 2 },
      { kind: 'pod-created', time: 1_500_000, pod: 'job-0-0-size-2-0-x', job: 'job-0-0-size-2', index: 0, cpu: 2000, memory: 0 },
      { kind: 'bound', time: 2_000_000, pod: 'job-0-0-size-2-0-x', job: 'job-0-0-size-2', index: 0, node: 'node-1' },
      { kind: 'app-start', time: 3_000_000, job: 'job-0-0-size-2' },
      { kind: 'deleting', time: 4_000_000, pod: 'job-0-0-size-2-0-x', job: 'job-0-0-size-2' },
      { kind: 'job-gone', time: 5_000_000, job: 'job-0-0-size-2' },
      { kind: 'reads', time: 6_000_000, total: 12 },
    ])
  })

  test('a job completes for the experimenter when its leader ended and the whole batch is submitted', () => {
    const ended = (t: number, job: string, idx: number): string =>
      `{"t":${t},"k":"succeeded","pod":"${job}-${idx}-x","job":"${job}","idx":${idx}}`
    const { events } = readLabRun(
      lines(
        '{"t":1,"k":"submit","job":"a","size":2}',
        '{"t":2,"k":"submit","job":"b","size":2}',
        ended(3, 'b', 0),
        ended(4, 'a', 1),
        '{"t":5,"k":"submitted-all"}',
        ended(6, 'a', 0),
      ),
      'a.jsonl',
    )
    expect(events.flatMap((e) => (e.kind === 'completed' ? [[e.job, e.time]] : []))).toEqual([
      ['b', 5_000_000],
      ['a', 6_000_000],
    ])
  })

  test('what is wrong with a file is said with its line', () => {
    expect(() => readLabRun('', 'a.jsonl')).toThrow('a.jsonl: expected the lines of a run, got an empty file')
    expect(() => readLabRun(lines('{"t":1,"k":"submit"'), 'a.jsonl')).toThrow('a.jsonl:2: expected a line of JSON')
    expect(() => readLabRun(lines('{"t":1,"k":"paused"}'), 'a.jsonl')).toThrow(
      'a.jsonl:2: k: expected a kind of line that data/lab/README.md lists, got "paused"',
    )
    expect(() => readLabRun(BEGIN, 'a.jsonl')).toThrow('a.jsonl: expected a last line of kind "end", got a file cut off')
    expect(() => labParameters({ jobs: 'many', style: 'x' }, 'a.jsonl:1')).toThrow(/P\.jobs: expected a number[\s\S]*P\.grace[\s\S]*P\.sys/)
  })

  test('parameters become settings of a scenario', () => {
    expect(labSets(readLabRun(lines(), 'a').parameters)).toEqual([
      'cluster.nodes=2',
      'cluster.system.cpu=600m',
      'workload.cpu=2',
      'workload.iterations=1',
      'experimenter.gap=0.54s',
      'experimenter.grace=30s',
    ])
  })
})

describe('attempts among events', () => {
  test('one stamped before its pod was seen comes with the pod, and each is counted', () => {
    const { events } = readLabRun(lines('{"t":2,"k":"created","pod":"a-0-x","job":"a","idx":0}', '{"t":4,"k":"submitted-all"}'), 'a')
    const attempts = readAttempts('t_s,pod,result\n1.9,a-0-x,unschedulable\n5,a-0-x,bound\n', 'a.csv')
    const merged = withAttempts(events, attempts).slice(2)
    expect(merged.map((e) => [e.kind, e.time, e.kind === 'attempt' ? e.number : undefined])).toEqual([
      ['pod-created', 2_000_000, undefined],
      ['attempt', 2_000_000, 1],
      ['submitted-all', 4_000_000, undefined],
      ['attempt', 5_000_000, 2],
    ])
    expect(merged.map((e) => e.seq)).toEqual([2, 3, 4, 5])
  })

  test('a cell that is no time, or no result, is named', () => {
    expect(() => readAttempts('t_s,pod,result\n1,a,bound\nx,a,lost\n', 'a.csv')).toThrow(
      /a\.csv:3: t_s: expected seconds[\s\S]*a\.csv:3: result/,
    )
  })
})

/** done: from the table in data/lab/README.md */
const DONE: Readonly<Record<string, number>> = {
  'default28-seed1': 11,
  'default28-seed2': 3,
  'default28-seed3': 5,
  'default28-seed4': 3,
  'default28-seed5': 8,
  'default28-seed6': 4,
  'default28-seed7': 2,
  'default28-seed8': 4,
  'default28-seed9': 17,
  'default28-seed10': 2,
  'default37-seed1': 3,
  'default37-seed2': 12,
  'default37-seed3': 3,
  'default37-seed4': 5,
  'default37-seed5': 3,
  'default37-seed6': 6,
  'default37-seed7': 7,
  'default37-seed8': 3,
  'default37-seed9': 3,
  'default28-24nodes': 7,
  'default37-24nodes': 7,
  cosched28: 50,
  'cosched28-seed2': 7,
  'cosched28-permit10': 50,
  'cosched28-permit10-100jobs': 80,
  'cosched28-run8mix': 100,
  cosched34: 49,
  kueue06: 50,
  'kueue06-seed2': 50,
  gang37: 50,
  'gang37-seed2': 50,
  'fluence-f5': 50,
  'fluence-f5-seed2': 50,
}

/** The last column of that table, s. */
const SPAN: Readonly<Record<string, number>> = {
  cosched28: 1257,
  'cosched28-permit10': 1181,
  'cosched28-run8mix': 1020,
  kueue06: 1152,
  'kueue06-seed2': 1178,
  gang37: 1199,
  'gang37-seed2': 1184,
  'fluence-f5': 1421,
}

describe('every recorded run', () => {
  test('39 runs, 21 with the log of their scheduler', () => {
    expect([LAB_RUNS.length, LAB_LOGS.length]).toEqual([39, 21])
    expect(LAB_LOGS.filter((name) => !LAB_RUNS.includes(name))).toEqual([])
  })

  test.each(LAB_RUNS)('%s: at each count of its program the events give the same pods pending and holding a place', (name) => {
    const { run } = loadLab(name)
    for (let i = 1; i < run.events.length; i++)
      expect((run.events[i] as RunEvent).time).toBeGreaterThanOrEqual((run.events[i - 1] as RunEvent).time)
    const steps = queueOverTime(run.events)
    for (const tick of run.ticks) {
      // the program counts what it has seen so far, which may be most of a second old
      const near = steps.filter((s) => s.time > tick.time - 1_000_000 && s.time <= tick.time + 60_000)
      const before = steps.findLast((s) => s.time <= tick.time - 1_000_000)
      const states = [...(before === undefined ? [{ pending: 0, held: 0 }] : [before]), ...near]
      expect([tick.time, states.some((s) => s.held === tick.held), states.some((s) => s.pending === tick.pending)]).toEqual([
        tick.time,
        true,
        true,
      ])
    }
  })

  test('as many jobs are done as its README says', () => {
    for (const [name, done] of Object.entries(DONE)) {
      const { run } = loadLab(name)
      expect([name, count(run.events, 'delete-job'), run.end.finished]).toEqual([name, done, done])
    }
    const cut = [3, 4, 5, 6, 7, 8].map((seed) => count(loadLab(`cosched28-seed${seed}`).run.events, 'delete-job'))
    expect([Math.min(...cut), Math.max(...cut)]).toEqual([29, 31])
  })

  test('the span in its README is the last deletion, on the clock of the recording program', () => {
    for (const [name, span] of Object.entries(SPAN)) {
      const last = loadLab(name).run.events.findLast((e) => e.kind === 'job-gone')
      expect(Math.abs(inSeconds(last?.time ?? 0) - span)).toBeLessThan(0.6)
    }
    // but for this one: its last deletion was at 1472.8 s, and 1476 s is the end of the recording
    const { run } = loadLab('fluence-f5-seed2')
    expect(Math.round(inSeconds(run.end.time))).toBe(1476)
    expect(inSeconds(run.events.findLast((e) => e.kind === 'job-gone')?.time ?? 0)).toBeCloseTo(1472.76, 2)
  })

  test.each(LAB_LOGS)('%s: the log has every bind of the run, once', (name) => {
    const { run, attempts = [] } = loadLab(name)
    const bound = attempts.filter((a) => a.result === 'bound').map((a) => a.pod)
    const seen = run.events.flatMap((e) => (e.kind === 'bound' ? [e.pod] : []))
    expect([...bound].sort()).toEqual([...seen].sort())
  })
})
