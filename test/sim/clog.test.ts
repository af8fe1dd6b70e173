import { describe, expect, it } from 'vitest'
import { simulate } from '../../sim/cluster.ts'
import { isClogged } from '../../src/gang/clogged.ts'
import { forRuns } from '../cases/scheduler.cases.ts'
import { type Audit, audit } from '../support/audit.ts'
import { CASES } from '../support/cases.ts'
import { experimentOf } from '../support/scenarios.ts'

const cloggedNow = (state: Audit): boolean =>
  isClogged({
    nodes: [...state.nodes].map(([name, { total, used }]) => ({
      name,
      free: { ...total, cpu: total.cpu - used.cpu, memory: total.memory - used.memory, pods: total.pods - used.pods },
    })),
    gangs: state.gangs(),
  })

describe('a clog under the default scheduler', () => {
  for (const scheduler of ['default@1.28', 'default@1.37']) {
    it(`${scheduler}: is reported exactly when the predicate of semantics 4.5 comes to hold, which is for ever`, () => {
      let clogs = 0
      forRuns(scheduler, ({ experiment, seed }) => {
        const run = simulate(experiment, { seed })
        let since: number | undefined
        audit(run.events, (state) => {
          const holds = cloggedNow(state)
          if (since !== undefined && !holds) throw new Error(`clogged at ${since}, no longer at ${state.time}`)
          if (holds) since ??= state.time
        })
        expect(run.outcome.outcome === 'clogged').toBe(since !== undefined)
        if (since !== undefined) {
          clogs++
          expect(run.outcome.clog?.at).toBe(since)
        }
      })
      expect(clogs).toBeGreaterThan(CASES / 20)
    })
  }

  it('does not happen where the sizes leave room for one pod more (safety bound of 4.5)', () => {
    forRuns('default@1.28', ({ experiment, seed, slots }) => {
      const sum = experiment.workload.jobs.reduce((s, j) => s + j.size - 1, 0)
      if (sum < slots) expect(simulate(experiment, { seed }).outcome.outcome).toBe('completed')
    })
  })

  it('does not hope for nodes whose taints keep the pods out', () => {
    const from = experimentOf('workload: { cpu: 2, jobs: [{ name: a, size: 3 }, { name: b, size: 3 }] }', 'default', [
      'cluster.system.cpu=600m',
      'experimenter.submits=at-once',
    ])
    const [pool] = from.cluster.pools
    if (pool === undefined) throw new Error('expected a pool')
    const pools = [
      { ...pool, name: 'open', nodes: 4 },
      { ...pool, name: 'gpu', nodes: 2, taints: [{ key: 'gpu', value: '', effect: 'NoSchedule' as const }] },
    ]
    const outcomes = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => simulate({ ...from, cluster: { ...from.cluster, pools } }, { seed }).outcome)
    expect(new Set(outcomes.map((o) => o.outcome))).toEqual(new Set(['completed', 'clogged']))
    for (const { clog } of outcomes) if (clog !== null) expect([clog.slots, clog.slotsHeld]).toEqual([4, 4])
  })
})
