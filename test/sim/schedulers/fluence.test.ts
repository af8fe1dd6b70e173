import { describe, expect, it } from 'vitest'
import { simulate } from '../../../sim/cluster.ts'
import { completed, forRuns, schedulerCases } from '../../cases/scheduler.cases.ts'
import { insist } from '../../support/audit.ts'
import { CASES } from '../../support/cases.ts'

schedulerCases('fluence@F5')
for (const version of ['F1', 'F2', 'F4']) schedulerCases(`fluence@${version}`)

describe('Fluence F5', () => {
  it('completes whatever fits the empty cluster, with pods of two cores', () => {
    forRuns('fluence@F5', ({ experiment, seed, slots }) => {
      // one place a node: with more, one node serves two pods of a group and Fluence gives the second none (semantics 5.6)
      if (slots === experiment.cluster.pools[0]?.nodes) expect(completed(simulate(experiment, { seed }))).toBe(true)
    })
  })

  it('live flux jobs never take more cores of a node than the graph had at the start (semantics 5.8)', () => {
    let seen = 0
    forRuns('fluence@F5', ({ experiment, seed }) => {
      const [pool] = experiment.cluster.pools
      const cores = Math.floor(((pool?.allocatable.cpu ?? 0) - 600) / 1000)
      const live = new Map<number, readonly string[]>()
      for (const event of simulate(experiment, { seed }).events) {
        if (event.kind === 'cancelled') live.delete(event.flux)
        if (event.kind !== 'matched' || event.nodes === null) continue
        // more places than one a node: how the slots spread is not in the record
        if (event.nodes.length !== event.slots) continue
        live.set(event.flux, event.nodes)
        for (const node of event.nodes) {
          const shares = [...live.values()].flat().filter((n) => n === node).length
          insist(shares * event.cpuPerSlot <= cores, () => `${node} has ${shares} shares of ${event.cpuPerSlot} cores, of ${cores}`)
          seen++
        }
      }
    })
    expect(seen).toBeGreaterThan(CASES)
  })
})
