/** What pods say about nodes: read, printed, and obeyed by the experiment that is built. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatToleration, tolerationOf } from '../../../src/experiment/pod-rules.ts'
import { CASES } from '../../support/cases.ts'
import { experimentOf, problemsOf } from '../../support/scenarios.ts'

describe('a toleration', () => {
  it('comes back as it was printed', () => {
    const word = fc.stringMatching(/^[a-z][a-z./-]{0,10}$/)
    const effect = fc.constantFrom('NoSchedule' as const, 'PreferNoSchedule' as const, 'NoExecute' as const)
    const toleration = fc.oneof(
      fc.record({ key: word, value: word, effect }, { requiredKeys: ['key'], noNullPrototype: true }),
      fc.record({ effect }, { requiredKeys: [], noNullPrototype: true }),
    )
    fc.assert(
      fc.property(toleration, (t) => {
        expect(tolerationOf(formatToleration(t))).toEqual(t)
      }),
      { numRuns: CASES },
    )
  })
})

describe('a job', () => {
  const POOLS = 'cluster.pools:\n  - {name: a, nodes: 2, taints: ["mpi=yes:NoSchedule"]}\n  - {name: b, nodes: 2, zones: [x, y]}\n'

  it('says for itself, or for all, where its pods may run', () => {
    const e = experimentOf(
      `${POOLS}workload:\n  nodeSelector: [topology.kubernetes.io/zone=x]\n  jobs: [{size: 1}, {size: 4, nodeSelector: [], tolerations: [mpi]}]`,
    )
    expect(e.workload.jobs[0]).toMatchObject({ nodeSelector: { 'topology.kubernetes.io/zone': 'x' } })
    expect(e.workload.jobs[0]).not.toHaveProperty('tolerations')
    expect(e.workload.jobs[1]).toMatchObject({ tolerations: [{ key: 'mpi' }] })
    expect(e.workload.jobs[1]).not.toHaveProperty('nodeSelector')
  })

  it('that fits only on nodes which keep its pods out is larger than its cluster', () => {
    expect(problemsOf(() => experimentOf(`${POOLS}workload.jobs: [{size: 3}, {size: 3, tolerations: [mpi]}]`))[0]).toMatch(
      /^run\.yaml:7:17 workload\.jobs\[0\]: expected a job of at most 2 pods of cpu 2/,
    )
    expect(
      problemsOf(() => experimentOf(`${POOLS}workload.jobs: [{size: 2, nodeSelector: [topology.kubernetes.io/zone=y]}]`))[0],
    ).toContain('at most 1 pods of cpu 2, on nodes with topology.kubernetes.io/zone=y')
  })

  it('brings its own run time, one entry for equal ones', () => {
    const e = experimentOf('application.runTime: 9s\nworkload.jobs: [{size: 1, runTime: 60s}, {size: 2, runTime: 1m}, {size: 1}]')
    expect(e.workload.jobs.map((j) => j.app)).toEqual(['60s', '60s', ''])
    expect(e.application.runTime).toEqual({ '': [{ kind: 'fixed', value: 9e6 }], '60s': [{ kind: 'fixed', value: 60e6 }] })
  })

  it('takes its run time from one place', () => {
    expect(
      problemsOf(() => experimentOf('application.runTime: {x: 1s, other: 2s}\nworkload.jobs: [{size: 1, app: x, runTime: 60s}]')),
    ).toEqual(['run.yaml:5:17 workload.jobs[0]: expected app or runTime, got both\n  leave one of the two away'])
  })
})

describe('the names of nodes', () => {
  it('are their number too', () => {
    expect(experimentOf('cluster.pools: [{names: [n1, n2, n7]}]\nworkload.sizes: [2]').cluster.pools[0]).toMatchObject({
      nodes: 3,
      names: ['n1', 'n2', 'n7'],
    })
  })

  it('differ', () => {
    expect(problemsOf(() => experimentOf('cluster.pools: [{names: [n1, n2]}, {names: [n2]}]\nworkload.sizes: [2]'))).toEqual([
      'run.yaml:4:36 cluster.pools[1]: expected names of nodes that differ, got n2 again\n  give each node a name of its own',
    ])
  })
})
