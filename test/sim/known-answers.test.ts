/** Runs whose result can be worked out without a simulator. */
import { describe, expect, it } from 'vitest'
import { simulate } from '../../sim/cluster.ts'
import type { Run } from '../../sim/run.ts'
import type { Experiment } from '../../src/experiment/experiment.ts'
import { type Duration, SECOND, seconds } from '../../src/units.ts'
import { always } from '../support/builders.ts'
import { experimentOf } from '../support/scenarios.ts'

/**
 * A cluster in which nothing takes time but what a test says: one place a node, pods of 2 cores that all end by themselves.
 * Back-off stays at a second, so that every pending pod may be tried when a place is freed.
 */
function instant(nodes: number, sizes: readonly number[], given: { start?: number; run?: number; exit?: number } = {}): Experiment {
  const jobs = sizes.map((size, i) => `{ name: j${i}, size: ${size} }`).join(', ')
  const from = experimentOf(`workload: { cpu: 2, jobs: [${jobs}] }`, 'default@1.28', [
    `cluster.nodes=${nodes}`,
    'cluster.system.cpu=600m',
    'experimenter.submits=at-once',
    'experimenter.watches=at-once',
  ])
  const none = always(0)
  return {
    ...from,
    api: { write: none, watch: none, read: none },
    application: { ends: 'all', startsWhen: 'ready', setUp: none, runTime: { '': always(given.run ?? 5) } },
    kubelet: { ...from.kubelet, start: always(given.start ?? 1), ready: none, exit: always(given.exit ?? 0.5), teardown: none, removal: 0 },
    experimenter: { ...from.experimenter, call: none, lag: none },
    scheduler: { ...from.scheduler, cycleFailing: none, cyclePlacing: none, bind: none, maxBackoff: SECOND },
    controllers: { ...from.controllers, qps: 0 },
  }
}

/** First submission to last completion. */
function makespan({ events }: Run): Duration {
  const ends = events.filter((e) => e.kind === 'completed').map((e) => e.time)
  return Math.max(...ends) - (events.find((e) => e.kind === 'submit')?.time ?? 0)
}

describe('makespan by hand', () => {
  it('one place, jobs of one pod: they run one after another, 1 + 5 + 0.5 s each', () => {
    for (const n of [1, 2, 5]) expect(makespan(simulate(instant(1, new Array(n).fill(1)), { seed: 1 }))).toBe(n * seconds(6.5))
  })

  it('three places, seven jobs of one pod: three rounds', () => {
    expect(makespan(simulate(instant(3, new Array(7).fill(1)), { seed: 1 }))).toBe(3 * seconds(6.5))
  })

  it('four places, two gangs of two: both at once; two gangs of three, one by one, where nothing can mix them', () => {
    expect(makespan(simulate(instant(4, [2, 2]), { seed: 1 }))).toBe(seconds(6.5))
    // the second gang’s pods are created when the first has its places: one of them waits in the fourth place
    const late = instant(4, [3, 3])
    const jobs = late.workload.jobs.map((j, i) => ({ ...j, submitAt: i * SECOND }))
    const run = simulate(
      { ...late, workload: { ...late.workload, jobs }, experimenter: { ...late.experimenter, submits: 'arrivals' } },
      { seed: 1 },
    )
    expect(makespan(run)).toBe(2 * seconds(6.5))
  })
})

/** Mean wait in the queue of M/M/c (Erlang's C formula), in mean service times. */
function erlangWait(servers: number, load: number): number {
  const a = servers * load
  let term = 1
  let sum = 1
  for (let k = 1; k < servers; k++) {
    term *= a / k
    sum += term
  }
  const last = ((term * a) / servers) * (1 / (1 - load))
  return last / (sum + last) / (servers * (1 - load))
}

describe('jobs of one pod that arrive at random', () => {
  const SERVICE = 100
  const JOBS = 600
  const WARM_UP = 100

  /** Poisson arrivals, exponential run times, back-off too short to matter: M/M/c. */
  function queue(servers: number, load: number): Experiment {
    const from = instant(servers, new Array(JOBS).fill(1), { start: 0, exit: 0 })
    return {
      ...from,
      application: { ...from.application, runTime: { '': [{ kind: 'exponential', mean: seconds(SERVICE) }] } },
      experimenter: { ...from.experimenter, submits: 'arrivals', gap: [{ kind: 'exponential', mean: seconds(SERVICE / servers / load) }] },
      scheduler: { ...from.scheduler, initialBackoff: 1, maxBackoff: 1 },
      limits: { ...from.limits, time: 1e9 * SECOND },
    }
  }

  /** From creation to binding of each pod, in order of creation. */
  function waits({ events }: Run): number[] {
    const created = new Map<string, number>()
    const result = new Map<string, number>()
    for (const e of events) {
      if (e.kind === 'pod-created') created.set(e.pod, e.time)
      if (e.kind === 'bound') result.set(e.pod, e.time - (created.get(e.pod) as number))
    }
    return [...created.keys()].map((pod) => result.get(pod) as number)
  }

  it('wait as long on average as Erlang’s formula says', () => {
    expect(erlangWait(1, 0.5)).toBe(1)
    for (const [servers, load] of [
      [1, 0.5],
      [3, 0.6],
    ] as const) {
      const experiment = queue(servers, load)
      const means: number[] = []
      for (let seed = 1; seed <= 16; seed++) {
        const counted = waits(simulate(experiment, { seed, notes: false })).slice(WARM_UP)
        means.push(counted.reduce((a, b) => a + b, 0) / counted.length / seconds(SERVICE))
      }
      const mean = means.reduce((a, b) => a + b, 0) / means.length
      const deviation = Math.sqrt(means.reduce((s, m) => s + (m - mean) ** 2, 0) / (means.length - 1) / means.length)
      // 99 % interval with 15 degrees of freedom, and not so wide that it says nothing
      expect(Math.abs(mean - erlangWait(servers, load))).toBeLessThan(2.95 * deviation)
      expect(2.95 * deviation).toBeLessThan(0.5 * mean)
    }
  })

  it('Little’s law: those in the system, summed over time, are the times in the system, summed over jobs', () => {
    const run = simulate(queue(2, 0.7), { seed: 5, notes: false })
    let inSystem = 0
    let last = 0
    let area = 0
    const since = new Map<string, number>()
    let stays = 0
    for (const e of run.events) {
      area += inSystem * (e.time - last)
      last = e.time
      if (e.kind === 'submit') {
        inSystem++
        since.set(e.job, e.time)
      } else if (e.kind === 'completed') {
        inSystem--
        stays += e.time - (since.get(e.job) as number)
      }
    }
    expect(run.outcome.outcome).toBe('completed')
    expect([inSystem, area]).toEqual([0, stays])
  })
})
