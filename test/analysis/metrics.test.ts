import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capacityOf, fullest } from '../../analysis/capacity.ts'
import { allocation, availableCpuTime } from '../../analysis/metrics/allocation.ts'
import { attemptsPerBoundPod } from '../../analysis/metrics/attempts.ts'
import { fairness, jain } from '../../analysis/metrics/fairness.ts'
import { fragmentation } from '../../analysis/metrics/fragmentation.ts'
import { gathering } from '../../analysis/metrics/gathering.ts'
import { idleHeld } from '../../analysis/metrics/idle-held.ts'
import { countInversions, startOrderInversions } from '../../analysis/metrics/inversions.ts'
import { makespan } from '../../analysis/metrics/makespan.ts'
import { partialShare } from '../../analysis/metrics/partial-share.ts'
import { boundedSlowdown } from '../../analysis/metrics/slowdown.ts'
import { throughput } from '../../analysis/metrics/throughput.ts'
import { timeToClog } from '../../analysis/metrics/time-to-clog.ts'
import { turnaround } from '../../analysis/metrics/turnaround.ts'
import { utilisation } from '../../analysis/metrics/utilisation.ts'
import { podWait, wait } from '../../analysis/metrics/wait.ts'
import { holdsByNode, occupancyOf } from '../../analysis/occupancy.ts'
import { type RunView, viewOfRecord } from '../../analysis/run-view.ts'
import type { JobRow } from '../../src/record/rows.ts'
import { SECOND } from '../../src/units.ts'
import { CASES } from '../support/cases.ts'
import { aClog, arbitraryRun, type MadeRun, Scene } from '../support/runs.ts'

/**
 * Two nodes of one place, two jobs of two pods. a: submitted at 0, places at 1 and 3, runs from 4, leader ends at 14, seen at
 * 15, last place free at 20. b: submitted at 1, gets the leader's place at 14 and the other at 20, runs from 21 to 41, seen
 * at 41.
 */
function twoJobs(): Scene {
  const scene = new Scene().nodes(2).submit(0, 'a', 2).create(0, 'a-0').create(0, 'a-1').bind(1, 'a-0', 'n0')
  scene.submit(1, 'b', 2).create(1, 'b-0').create(1, 'b-1').bind(3, 'a-1', 'n1').pod(3.5, 'running', 'a-0').pod(4, 'running', 'a-1')
  scene.end(14, 'a-0').bind(14, 'b-0', 'n0').job(15, 'completed', 'a').pod(15, 'deleting', 'a-1').pod(20, 'gone', 'a-1')
  scene.bind(20, 'b-1', 'n1').pod(20.5, 'running', 'b-0').pod(21, 'running', 'b-1').end(41, 'b-0').end(41, 'b-1')
  return scene.job(41, 'completed', 'b')
}

const view = (scene: Scene, outcome: Partial<MadeRun['outcome']> = {}): RunView => viewOfRecord(scene.run(outcome))
const jobs = (scene: Scene): [JobRow, JobRow] => view(scene).jobs as [JobRow, JobRow]

describe('metrics of a job', () => {
  const [a, b] = jobs(twoJobs())

  it('wait: from submit until enough pods run', () => {
    expect([wait(a), wait(b)]).toEqual([4 * SECOND, 20 * SECOND])
    expect(view(twoJobs()).pods.map(podWait)).toEqual([1, 3, 13, 19].map((s) => s * SECOND))
  })

  it('turnaround: from submit to completion as the experimenter sees it', () => {
    expect([turnaround(a), turnaround(b)]).toEqual([15 * SECOND, 40 * SECOND])
  })

  it('bounded slowdown: no run time counts as shorter than the bound', () => {
    expect([boundedSlowdown(a), boundedSlowdown(b)]).toEqual([15 / 11, 40 / 20])
    expect(boundedSlowdown(a, 20 * SECOND)).toBe(1)
  })

  it('gathering time: from the first place to quorum', () => {
    expect([gathering(a), gathering(b)]).toEqual([3 * SECOND, 7 * SECOND])
  })

  it('is absent for a job that did not come that far', () => {
    const [c] = jobs(new Scene().submit(0, 'c', 1))
    expect([wait(c), turnaround(c), boundedSlowdown(c), gathering(c)]).toEqual([undefined, undefined, undefined, undefined])
  })
})

describe('metrics of a run', () => {
  it('makespan: first submit to last completion, and none where a job did not complete', () => {
    expect(makespan(jobs(twoJobs()))).toBe(41 * SECOND)
    expect(makespan(jobs(twoJobs().submit(42, 'c', 1)))).toBeUndefined()
    expect(makespan([])).toBeUndefined()
  })

  it('throughput: jobs by time', () => {
    expect(throughput(view(twoJobs()))).toBe(2 / 41)
  })

  it('allocation, utilisation and idle-held time by hand', () => {
    // n0: a-0 1..14, b-0 14..41; n1: a-1 3..20, b-1 20..41. At quorum: a 4..14, b 21..41
    const v = view(twoJobs())
    expect(occupancyOf(v)).toEqual({
      held: { slots: 78 * SECOND, cpu: 156_000 * SECOND },
      useful: { slots: 60 * SECOND, cpu: 120_000 * SECOND },
      idle: { slots: 18 * SECOND, cpu: 36_000 * SECOND },
    })
    expect(allocation(v)).toBe(78 / 82)
    expect(utilisation(v)).toBe(60 / 82)
    expect(idleHeld(v)).toEqual({ slotS: 18, coreS: 36 })
  })

  it('partial-allocation share: some places but too few, before the work is done', () => {
    // a from 1 to 3, b from 14 to 20; a's worker after its leader's end is no partial allocation
    expect(partialShare(view(twoJobs()))).toBe(8 / 41)
  })

  it('partial-allocation share counts the time of two such jobs once', () => {
    const scene = new Scene().submit(0, 'a', 2).create(0, 'a-0').bind(1, 'a-0', 'n0').submit(2, 'b', 2).create(2, 'b-0')
    expect(partialShare(view(scene.bind(3, 'b-0', 'n1'), { time: 10 * SECOND }))).toBe(0.9)
  })

  it('fragmentation: enough room in total, none in one place', () => {
    // two nodes with 3,400m free: a pod of 2,000m on each leaves 1,400m and 1,400m. From 2 on a pod of 2,500m waits
    const scene = new Scene().nodes(2).submit(0, 'a', 3).create(0, 'a-0').create(0, 'a-1').bind(1, 'a-0', 'n0').bind(1, 'a-1', 'n1')
    scene.create(2, 'a-2', 2500).pod(6, 'gone', 'a-1')
    expect(fragmentation(view(scene, { time: 10 * SECOND }))).toBe(0.4)
    expect(fragmentation(view(twoJobs()))).toBe(17 / 41)
  })

  it('fairness: 1 where all sizes are slowed down alike, 1/k where one bears it all', () => {
    expect(jain([3, 3, 3])).toBe(1)
    expect(jain([0, 0, 5, 0])).toBe(0.25)
    expect(fairness(jobs(twoJobs()))).toBe(1)
    const scene = new Scene()
    // size 1 starts at once (slowdown 1), size 2 after 30 s of waiting with 10 s of work (slowdown 4)
    scene.submit(0, 'a', 1).submit(0, 'b', 2)
    scene.bind(0, 'a-0', 'n0').pod(0, 'running', 'a-0').job(20, 'completed', 'a')
    for (const pod of ['b-0', 'b-1']) scene.bind(30, pod, 'n1').pod(30, 'running', pod)
    expect(fairness(jobs(scene.job(40, 'completed', 'b')))).toBeCloseTo(25 / (2 * 17), 12)
  })

  it('start-order inversions: pairs that started in the other order', () => {
    expect(startOrderInversions(jobs(twoJobs()))).toEqual({ inversions: 0, pairs: 1 })
    expect(countInversions([3, 1, 2])).toBe(2)
    expect(countInversions([1, 1, 1])).toBe(0)
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (values) => {
        const slow = values.reduce((n, x, i) => n + values.slice(i + 1).filter((y) => y < x).length, 0)
        expect(countInversions(values)).toBe(slow)
      }),
      { numRuns: CASES },
    )
  })

  it('time to clog: from the first submit', () => {
    const scene = new Scene().submit(2, 'a', 1)
    expect(timeToClog(jobs(scene), scene.run({ clog: aClog() }).outcome)).toBe(8 * SECOND)
    expect(timeToClog(jobs(scene), scene.run().outcome)).toBeUndefined()
  })

  it('attempts per bound pod, where attempts are recorded', () => {
    const scene = twoJobs()
    expect(attemptsPerBoundPod(view(scene).pods)).toBeUndefined()
    for (let i = 1; i <= 6; i++) scene.at(41, { kind: 'attempt', pod: 'b-0', job: 'b', result: 'unschedulable', number: i })
    expect(attemptsPerBoundPod(view(scene).pods)).toBe(1.5)
  })
})

describe('the window', () => {
  it('ends at the last completion, at the clog, or at the end of the run', () => {
    expect(view(twoJobs().job(60, 'job-gone', 'b')).window).toEqual({ from: 0, to: 41 * SECOND })
    const scene = new Scene().submit(1, 'a', 1).at(20, { kind: 'submitted-all' })
    expect(view(scene, { outcome: 'clogged', clog: aClog(), time: 30 * SECOND }).window).toEqual({ from: SECOND, to: 10 * SECOND })
    expect(view(scene, { outcome: 'time-limit', time: 30 * SECOND }).window).toEqual({ from: SECOND, to: 30 * SECOND })
  })
})

describe('capacity', () => {
  const pods = (scene: Scene) => view(scene).pods
  const nodes = view(new Scene().nodes(8, 3920, 600)).nodes

  it('is what pods of the workload can take: eight places of 2 cpu on eight nodes of 3.92', () => {
    expect(capacityOf(nodes, pods(new Scene().create(0, 'a-0', 2000)))).toEqual({ slots: 8, cpu: 16_000 })
  })

  it('with several requests is the fullest mixture: 1 and 2 cpu fill 3 of 3.32', () => {
    expect(capacityOf(nodes, pods(new Scene().create(0, 'a-0', 2000).create(0, 'a-1', 1000)))).toEqual({ slots: 24, cpu: 24_000 })
    expect(fullest([700, 300], 1150)).toBe(1000)
    expect(fullest([700, 500], 600)).toBe(500)
    expect(fullest([700], 600)).toBe(0)
  })

  it('is unknown where the record names no nodes', () => {
    expect(capacityOf([], pods(new Scene().create(0, 'a-0')))).toBeUndefined()
    expect(availableCpuTime(view(new Scene().submit(0, 'a', 1)))).toBeUndefined()
  })
})

/** Resource-time the slow way: the state of every pod asked for between every two events. */
function slowOccupancy(run: MadeRun, v: RunView): { held: number; useful: number } {
  const cuts = [...new Set([v.window.from, v.window.to, ...run.events.map((e) => e.time)])].sort((a, b) => a - b)
  let held = 0
  let useful = 0
  for (let i = 0; i + 1 < cuts.length; i++) {
    const from = cuts[i] as number
    const to = cuts[i + 1] as number
    if (from < v.window.from || to > v.window.to) continue
    const before = run.events.filter((e) => e.time <= from)
    const names = (...kinds: string[]): string[] => before.flatMap((e) => (kinds.includes(e.kind) && 'pod' in e ? [e.pod as string] : []))
    const over = new Set(names('ended', 'gone'))
    const holding = names('bound').filter((pod) => !over.has(pod))
    const running = names('running').filter((pod) => !over.has(pod))
    for (const pod of holding) {
      const job = v.byName.get(pod.slice(0, pod.lastIndexOf('-')))
      held += to - from
      if (job !== undefined && running.filter((p) => p.startsWith(`${job.job}-`)).length >= job.need) useful += to - from
    }
  }
  return { held, useful }
}

describe('occupancy, whatever happened', () => {
  it('has utilisation at most allocation, allocation at most 1, and their difference idle-held, exactly', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const v = viewOfRecord(run)
        const { held, useful, idle } = occupancyOf(v)
        expect(held.slots - useful.slots).toBe(idle.slots)
        expect(held.cpu - useful.cpu).toBe(idle.cpu)
        expect(idle.cpu).toBeGreaterThanOrEqual(0)
        const a = allocation(v)
        const u = utilisation(v)
        if (a === undefined || u === undefined) return
        expect(u).toBeLessThanOrEqual(a)
        expect(a).toBeLessThanOrEqual(1)
      }),
      { numRuns: CASES },
    )
  })

  it('equals the slow count between every two events', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const v = viewOfRecord(run)
        const slow = slowOccupancy(run, v)
        const { held, useful } = occupancyOf(v)
        expect([held.slots, useful.slots]).toEqual([slow.held, slow.useful])
      }),
      { numRuns: CASES },
    )
  })

  it('on nodes equals the sum over pods, and no place is held twice at once', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const v = viewOfRecord(run)
        const byNode = holdsByNode(v, v.outcome.time)
        let sum = 0
        let useful = 0
        for (const holds of byNode.values()) {
          for (let i = 0; i < holds.length; i++) {
            const { from, to, state } = holds[i] as (typeof holds)[number]
            sum += to - from
            if (state === 'quorum') useful += to - from
            if (i > 0) expect(from).toBeGreaterThanOrEqual((holds[i - 1] as (typeof holds)[number]).to)
          }
        }
        const all = occupancyOf(v, { from: 0, to: v.outcome.time })
        expect([sum, useful]).toEqual([all.held.slots, all.useful.slots])
      }),
      { numRuns: CASES },
    )
  })
})
