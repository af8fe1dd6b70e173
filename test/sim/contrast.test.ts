/**
 * One scenario, all schedulers, one line each. Six places; gangs of 4, 4, 2, 5 and 1 arrive together, so that any scheduler that
 * takes pod by pod mixes them. A gang is *partly placed* when on the API it has held fewer nodes than it needs for over a
 * second.
 */
import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../cli/scenario-files.ts'
import { simulate } from '../../sim/cluster.ts'
import type { Run } from '../../sim/run.ts'
import { SECOND } from '../../src/units.ts'
import { Audit } from '../support/audit.ts'

const EXPECTED = {
  'default@1.28': 'clogged; 4 gangs partly placed',
  'coscheduling@0.28': 'completed; waits at Permit and gives back; reads PodGroups uncached',
  'coscheduling@0.34': 'completed; waits at Permit and gives back',
  'fluence@F1': 'time-limit; 1 gang partly placed; asks Fluxion; reads PodGroups uncached',
  'fluence@F2': 'completed; 1 gang partly placed; asks Fluxion; reads PodGroups uncached',
  'fluence@F5': 'completed; asks Fluxion; waits at Permit and gives back; reads PodGroups uncached',
  'kueue@0.6.2': 'completed; 1 gang partly placed',
  'gang@1.35': 'completed; waits at Permit',
  'gang@1.37': 'completed',
}

const scenario = loadScenario('smallest', [
  'workload.jobs=[{name: a, size: 4}, {name: b, size: 4}, {name: c, size: 2}, {name: d, size: 5}, {name: e, size: 1}]',
  'application.ends=leader',
  'experimenter.grace=10s',
])

/** Most gangs partly placed at once. */
function mostPartly({ events }: Run): number {
  const audit = new Audit()
  const since = new Map<string, number>()
  let most = 0
  for (const event of events) {
    if (event.time > audit.time) {
      for (const job of audit.jobs.values()) {
        const held = audit.held(job)
        if (held === 0 || held >= job.need || audit.leaving(job)) since.delete(job.name)
        else if (!since.has(job.name)) since.set(job.name, audit.time)
      }
      most = Math.max(most, [...since.values()].filter((at) => event.time - at > SECOND).length)
    }
    audit.next(event)
  }
  return most
}

function answerOf(run: Run): string {
  const kinds = new Set<string>(run.events.map((e) => e.kind))
  const partly = run.outcome.outcome === 'clogged' ? (run.outcome.clog?.partialGangs ?? 0) : mostPartly(run)
  return [
    run.outcome.outcome,
    ...(partly > 0 ? [`${partly} gang${partly === 1 ? '' : 's'} partly placed`] : []),
    ...(kinds.has('matched') ? ['asks Fluxion'] : []),
    ...(kinds.has('reserved') ? [`waits at Permit${kinds.has('released') ? ' and gives back' : ''}`] : []),
    ...((run.outcome.totals?.reads ?? 0) > 0 ? ['reads PodGroups uncached'] : []),
  ].join('; ')
}

describe('six places, gangs of 4, 4, 2, 5 and 1', () => {
  for (const [scheduler, answer] of Object.entries(EXPECTED)) {
    it(`${scheduler}: ${answer}`, () => {
      const experiment = scenario.experimentFor(scheduler)
      for (let seed = 1; seed <= 3; seed++) expect(answerOf(simulate(experiment, { seed }))).toBe(answer)
    })
  }

  it('no two schedulers answer alike', () => {
    expect(new Set(Object.values(EXPECTED)).size).toBe(Object.keys(EXPECTED).length)
  })
})
