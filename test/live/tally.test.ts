import { describe, expect, it } from 'vitest'
import { Tally } from '../../live/tally.ts'
import type { Change, Pod } from '../../src/objects/index.ts'
import { aPod } from '../support/builders.ts'
import { experimentOf } from '../support/scenarios.ts'

const { jobs } = experimentOf('workload: { cpu: 2, jobs: [{ name: a, size: 2 }, { name: b, size: 2 }] }', 'default', [
  'cluster.nodes=4',
]).workload

/** A pod goes from one state to another. */
function became(before: Pod | undefined, more: Partial<Pod>): Change<Pod> {
  const object = { ...(before ?? aPod({ job: 'a' })), ...more }
  return before === undefined ? { type: 'added', object } : { type: 'updated', object, old: before }
}

describe('the line of progress', () => {
  it('counts jobs with all they need, jobs with a part, and pods that wait', () => {
    const tally = new Tally(jobs)
    for (const job of jobs) tally.note({ kind: 'submit', job: job.name, size: 2, need: 2 })
    const pods = ['a', 'a', 'b', 'b'].map((job, i) => became(undefined, { name: `${job}-${i}`, job }))
    for (const pod of pods) tally.changed(pod, 0)
    expect(tally.status(0)).toMatchObject({ submitted: 2, running: 0, partial: 0, pendingPods: 4 })
    const bound = pods.slice(0, 3).map(({ object }) => became(object, { node: 'n' }))
    for (const pod of bound) tally.changed(pod, 1)
    expect(tally.status(1)).toMatchObject({ running: 0, partial: 2, pendingPods: 1 })
    for (const { object } of bound.slice(0, 2)) tally.changed(became(object, { phase: 'Running' }), 2)
    expect(tally.status(2)).toMatchObject({ running: 1, partial: 1 })
    expect([tally.wholeSince(1), tally.wholeSince(2)]).toEqual([[], ['a']])
  })

  it('expects the end from the pace so far, and counts what failed', () => {
    const tally = new Tally(jobs)
    expect(tally.status(5).expectedEnd).toBeUndefined()
    tally.note({ kind: 'completed', job: 'a', failed: true })
    expect(tally.status(30_000_000)).toMatchObject({ completed: 1, failed: 1, expectedEnd: 60_000_000 })
  })
})
