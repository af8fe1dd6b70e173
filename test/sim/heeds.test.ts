/** What an actor says it does not heed is not delivered; a run in which everything is delivered must be the same. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { ApiServer } from '../../sim/api-server.ts'
import { simulate } from '../../sim/cluster.ts'
import type { Actor } from '../../src/actors/actor.ts'
import type { Experiment } from '../../src/experiment/experiment.ts'
import { writeRecord } from '../../src/record/writer.ts'
import { CASES } from '../support/cases.ts'
import { smallRuns } from '../support/small-runs.ts'

interface Told {
  readonly record: string
  readonly events: number
}

function told(experiment: Experiment, seed: number): Told {
  const { header, events, outcome, fired } = simulate(experiment, { seed })
  return { record: writeRecord(header, events, outcome), events: fired }
}

function toldEverything(experiment: Experiment, seed: number): Told {
  const connect = ApiServer.prototype.connect
  const spy = vi.spyOn(ApiServer.prototype, 'connect').mockImplementation(function (this: ApiServer, actor: Actor) {
    delete (actor.connection as { heeds?: unknown }).heeds
    return connect.call(this, actor)
  })
  try {
    return told(experiment, seed)
  } finally {
    spy.mockRestore()
  }
}

const SCHEDULERS = [
  'default@1.27',
  'default@1.34',
  'coscheduling@0.28',
  'fluence@F1',
  'fluence@F5',
  'kueue@0.6.2',
  'gang@1.35',
  'gang@1.37',
]

describe('changes that nobody heeds', () => {
  for (const scheduler of SCHEDULERS) {
    it(`make no difference under ${scheduler}, and are not events`, () => {
      let spared = 0
      fc.assert(
        fc.property(smallRuns(scheduler, { unlike: true }), ({ experiment, seed }) => {
          const few = told(experiment, seed)
          const all = toldEverything(experiment, seed)
          expect(few.record).toBe(all.record)
          spared += all.events - few.events
        }),
        { numRuns: CASES / 10 },
      )
      expect(spared).toBeGreaterThan(0)
    })
  }
})
