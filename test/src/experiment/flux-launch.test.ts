/** How a MiniCluster starts its application: vectors of semantics 4.6. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fluxLaunch, fluxNeed } from '../../../src/experiment/flux-launch.ts'
import { CASES } from '../../support/cases.ts'

describe('a MiniCluster', () => {
  it('M1: of size 4, 16 tasks, minSize 2 has quorum 2, submits -N 4 -n 16 and starts with all 4 brokers', () => {
    expect(fluxLaunch(4, 2, 0, 16)).toEqual({ quorum: 2, nodes: 4, tasks: 16 })
    expect(fluxNeed(4, 2, 16)).toBe(4)
  })

  it('M2: of size 4, minSize 2, 2 tasks submits -n 2 and starts with 2 brokers', () => {
    expect(fluxLaunch(4, 2, 0, 2)).toEqual({ quorum: 2, tasks: 2 })
    expect(fluxNeed(4, 2, 2)).toBe(2)
  })

  it('M3: of size 4 without maxSize and minSize has a quorum of all 4', () => {
    expect(fluxLaunch(4, 0, 0, 0)).toEqual({ quorum: 4, nodes: 4 })
    expect(fluxNeed(4, 0, 0)).toBe(4)
  })

  it('with maxSize above size has a quorum of size', () => {
    expect(fluxLaunch(4, 0, 8, 16).quorum).toBe(4)
  })

  it('never needs more pods than it has, nor fewer than its quorum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(64), fc.nat(256), (size, min, tasks) => {
        const minSize = Math.min(min, size)
        const need = fluxNeed(size, minSize, tasks)
        expect(need).toBeLessThanOrEqual(size)
        expect(need).toBeGreaterThanOrEqual(fluxLaunch(size, minSize, 0, tasks).quorum)
      }),
      { numRuns: CASES },
    )
  })
})
