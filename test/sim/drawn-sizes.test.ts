/** Jobs whose sizes are drawn are known by their size to whoever makes their groups. */
import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../cli/scenario-files.ts'
import { simulate } from '../../sim/cluster.ts'

describe('jobs of drawn sizes', () => {
  it.each(['coscheduling', 'fluence@F2', 'fluence@F4', 'fluence@F5', 'kueue', 'gang'])('all complete under %s', (scheduler) => {
    const experiment = loadScenario('run10', ['workload.draw=20']).experimentFor(scheduler)
    expect(simulate(experiment, { seed: 1, notes: false }).outcome).toMatchObject({ outcome: 'completed', completed: 20 })
  })
})
