/** Events that could do nothing are spared: changes that an actor does not heed, ticks at which no back-off is over. With them a run is the same. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { ApiServer } from '../../sim/api-server.ts'
import { simulate } from '../../sim/cluster.ts'
import type { Actor } from '../../src/actors/actor.ts'
import { FlushTicks } from '../../src/actors/scheduler/flush-ticks.ts'
import type { Experiment } from '../../src/experiment/experiment.ts'
import { writeRecord } from '../../src/record/writer.ts'
import { SECOND } from '../../src/units.ts'
import { CASES } from '../support/cases.ts'
import { smallRuns } from '../support/small-runs.ts'

interface Told {
  readonly record: string
  readonly fired: number
}

function told(experiment: Experiment, seed: number): Told {
  const { header, events, outcome, fired } = simulate(experiment, { seed })
  return { record: writeRecord(header, events, outcome), fired }
}

/** Every change is delivered to every watcher. */
function unheeding(work: () => Told): Told {
  const connect = ApiServer.prototype.connect
  const spy = vi.spyOn(ApiServer.prototype, 'connect').mockImplementation(function (this: ApiServer, actor: Actor) {
    delete (actor.connection as { heeds?: unknown }).heeds
    return connect.call(this, actor)
  })
  try {
    return work()
  } finally {
    spy.mockRestore()
  }
}

/** The tick of backoffQ comes every second, as long as these runs last. */
function everySecond(work: () => Told): Told {
  const spy = vi.spyOn(FlushTicks.prototype, 'start').mockImplementation(function (this: FlushTicks, first) {
    this.startAt(Array.from({ length: 400 }, (_, k) => first + k * SECOND))
  })
  try {
    return work()
  } finally {
    spy.mockRestore()
  }
}

const IMMEDIATE = ['default@1.27', 'default@1.34', 'kueue@0.6.2', 'gang@1.35', 'gang@1.37']
const READING = ['coscheduling@0.28', 'fluence@F1', 'fluence@F5']

function expectSame(scheduler: string, all: (work: () => Told) => Told): void {
  let spared = 0
  fc.assert(
    fc.property(smallRuns(scheduler, { unlike: true }), ({ experiment, seed }) => {
      const few = told(experiment, seed)
      const many = all(() => told(experiment, seed))
      expect(few.record).toBe(many.record)
      spared += many.fired - few.fired
    }),
    { numRuns: CASES / 10 },
  )
  expect(spared).toBeGreaterThan(0)
}

describe('spared events', () => {
  for (const scheduler of [...IMMEDIATE, ...READING]) {
    it(`are changes that nobody heeds, under ${scheduler}`, () => expectSame(scheduler, unheeding))
  }
  for (const scheduler of IMMEDIATE) {
    it(`are ticks at which no back-off is over, under ${scheduler}`, () => expectSame(scheduler, everySecond))
  }
})
