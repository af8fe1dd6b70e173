/**
 * The smallest scenario (data/scenarios/smallest.yaml) under every scheduler it lists: what happens, and the whole record as a
 * golden file. Six places, two gangs of four, pods created alternately.
 */
import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../cli/scenario-files.ts'
import { simulate } from '../../sim/cluster.ts'
import type { Run } from '../../sim/run.ts'
import { formatScheduler } from '../../src/experiment/schedulers.ts'
import { LivelockDetector } from '../../src/gang/livelock.ts'
import { SECOND, seconds } from '../../src/units.ts'
import { expectGoldenRecord, goldenText } from '../support/golden-record.ts'
import { PermitOnly } from '../support/permit-only.ts'

const scenario = loadScenario('smallest')
const SEED = 1
const run = (scheduler: string): Run => simulate(scenario.experimentFor(scheduler), { seed: SEED })

describe('the smallest scenario', () => {
  for (const choice of scenario.schedulers) {
    const scheduler = formatScheduler(choice)
    it(`${scheduler}: the record is the golden one`, () => {
      expectGoldenRecord(`smallest-${choice.name}-${choice.version}.jsonl`, goldenText(run(scheduler)))
    })
  }

  it('default: three and three; both wait for a fourth place that cannot come; clogged, all six held', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { outcome } = simulate(scenario.experimentFor('default'), { seed })
      expect(outcome.outcome).toBe('clogged')
      expect(outcome.clog).toMatchObject({ slots: 6, slotsHeld: 6, partialGangs: 2, pendingPods: 2 })
      expect(outcome.clog?.holders.map((h) => [h.job, h.running, h.size])).toEqual([
        ['a', 3, 4],
        ['b', 3, 4],
      ])
    }
  })

  for (const scheduler of ['coscheduling', 'fluence', 'kueue', 'gang']) {
    it(`${scheduler}: one gang runs, then the other; completed`, () => {
      for (let seed = 1; seed <= 20; seed++) {
        const { outcome, events } = simulate(scenario.experimentFor(scheduler), { seed })
        expect([outcome.outcome, outcome.completed]).toEqual(['completed', 2])
        const starts = events.filter((e) => e.kind === 'app-start').map((e) => e.time)
        const ends = events.filter((e) => e.kind === 'app-end').map((e) => e.time)
        expect(starts[1]).toBeGreaterThan(ends[0] as number)
      }
    })
  }

  it('reserve and permit without a group-aware queue, wait 60 s: three and three, given back, three and three again', () => {
    const script = new PermitOnly(60, 4).nodes(6)
    const detector = new LivelockDetector(seconds(900), 0)
    script.gangs(['a', 'b'])
    script.until(1800)
    let livelock: number | undefined
    for (const note of script.notes) {
      if (note.kind === 'reserved') detector.observe('reserve', note.at)
      if (note.kind === 'released') detector.observe('release', note.at)
      if (livelock === undefined && detector.isLivelock(note.at, 0)) livelock = note.at / SECOND
    }
    expect(script.bound).toEqual([])
    // whenever the waits are over the places go round: six are held nearly all the time
    for (let at = 30; at < 1800; at += 60) expect(script.reservedAt(at)).toEqual({ a: 3, b: 3 })
    expect(livelock).toBeGreaterThanOrEqual(900)
  })
})
