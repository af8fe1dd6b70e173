import { describe, expect, it } from 'vitest'
import { simulate } from '../../../sim/cluster.ts'
import { completed, forRuns, schedulerCases } from '../../cases/scheduler.cases.ts'
import { audit, insist } from '../../support/audit.ts'

schedulerCases('gang@1.37')
schedulerCases('gang@1.35')

describe('native gang scheduling', () => {
  it('1.37: no gang holds a part at the end of any instant, and every run completes', () => {
    forRuns(
      'gang@1.37',
      ({ experiment, seed }) => {
        const least = new Map(experiment.workload.jobs.map((j) => [j.name, j.minMember]))
        const run = simulate(experiment, { seed })
        audit(run.events, (state) => {
          for (const job of state.jobs.values()) {
            const held = state.held(job)
            if (held === 0 || state.leaving(job)) continue
            insist(held >= (least.get(job.name) as number), () => `${job.name} holds ${held} at ${state.time}`)
          }
        })
        expect(completed(run)).toBe(true)
      },
      // binds of one gang, asked for together, take effect together
      { evenWrites: true },
    )
  })

  it('1.35: a place is held at Permit for five minutes at most, and no clog is for ever', () => {
    forRuns('gang@1.35', ({ experiment, seed }) => {
      const run = simulate(experiment, { seed })
      const since = new Map<string, number>()
      for (const event of run.events) {
        if (event.kind === 'reserved') since.set(event.pod, event.time)
        if (event.kind === 'released' || event.kind === 'bound') {
          const waited = event.time - (since.get(event.pod) ?? event.time)
          insist(waited <= 300_100_000, () => `${event.pod} waited ${waited}`)
          since.delete(event.pod)
        }
      }
      expect(run.outcome.outcome).not.toBe('clogged')
    })
  })
})
