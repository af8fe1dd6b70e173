import { describe, expect, it } from 'vitest'
import { DEFAULT_SCENARIO, planSim, readSeeds } from '../../cli/sim-plan.ts'
import { ExperimentError, type Problem } from '../../src/errors.ts'

function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run()
  } catch (error) {
    if (error instanceof ExperimentError) return error.problems
    throw error
  }
  return []
}

const where = (problems: readonly Problem[]): string[] => problems.map((p) => p.where)
const labels = (plan: ReturnType<typeof planSim>): string[] => plan.experiments.map((e) => `${e.scheduler.name}@${e.scheduler.version}`)

describe('what a command line asks for', () => {
  it('without a word: the recorded 8-node experiment under five schedulers, seed 1', () => {
    const plan = planSim(undefined, {})
    expect(plan.name).toBe(DEFAULT_SCENARIO)
    expect(plan.experiments.map((e) => e.scheduler.name)).toEqual(['default', 'coscheduling', 'fluence', 'kueue', 'gang'])
    expect(plan.experiments.map((e) => e.cluster.pools.reduce((n, p) => n + p.nodes, 0))).toEqual([8, 8, 8, 8, 8])
    expect(plan.seeds).toEqual([1])
    expect(plan.pictures).toBe(true)
  })

  it('takes the schedulers named, in the order named, each with its version', () => {
    expect(labels(planSim('run10', { scheduler: ['kueue@0.6.2', 'default@1.34'] }))).toEqual(['kueue@0.6.2', 'default@1.34'])
  })

  it('takes the schedulers of the scenario when none is named', () => {
    expect(labels(planSim('smallest', {}))).toContain('default@1.28')
  })

  it('hands --set on', () => {
    expect(planSim('run10', { set: ['cluster.nodes=12'] }).experiments[0]?.cluster.pools[0]?.nodes).toBe(12)
  })

  it('reads a time with its unit', () => {
    expect(planSim('smallest', { until: '1.5s' }).until).toBe(1_500_000)
  })

  it('gives every seed of a range', () => {
    expect(readSeeds({ seeds: '7..10' }, () => {})).toEqual([7, 8, 9, 10])
    expect(readSeeds({ seed: '0' }, () => {})).toEqual([0])
  })

  it('does not turn a comparison of one run into a range', () => {
    expect(readSeeds({ seeds: '3..3' }, () => {})).toEqual([3])
  })
})

describe('mistakes on a command line', () => {
  it('are told all at once, each with where, what was expected, what came and what to do', () => {
    const problems = problemsOf(() =>
      planSim('run10', { scheduler: ['volcano'], seed: '-1', until: '90', workers: '0', set: ['cluster.node=3'] }),
    )
    expect(where(problems)).toEqual(expect.arrayContaining(['--seed', '--until', '--workers']))
    expect(problems.length).toBeGreaterThanOrEqual(4)
    for (const p of problems) expect([p.where, p.expected, p.got, p.todo].every((part) => part.length > 0)).toBe(true)
  })

  it.each([
    [{ seeds: '5..3' }, '--seeds', '"5..3"'],
    [{ seeds: '1-3' }, '--seeds', '"1-3"'],
    [{ seeds: '1..3000000' }, '--seeds', '"1..3000000"'],
    [{ seed: '1.5' }, '--seed', '"1.5"'],
    [{ seed: '9007199254740992' }, '--seed', '"9007199254740992"'],
    [{ seed: '1', seeds: '1..2' }, '--seed, --seeds', 'both'],
    [{ until: '-1s' }, '--until', '"-1s"'],
    [{ until: '0s' }, '--until', '"0s"'],
    [{ workers: 'many' }, '--workers', '"many"'],
    [{ scheduler: ['kueue', 'kueue@0.6.2'] }, '--scheduler', 'kueue@0.6.2 again'],
    [{ scheduler: ['volcano'] }, '--scheduler', '"volcano"'],
    [{ scheduler: ['kueue@9'] }, '--scheduler', '"9"'],
    [{ explain: 'c' }, '--explain', '"c"'],
  ] as const)('%j', (options, place, got) => {
    const problems = problemsOf(() => planSim('smallest', options))
    expect(where(problems)).toEqual([place])
    expect(problems[0]?.got).toBe(got)
  })

  it('a scenario that is not there', () => {
    expect(problemsOf(() => planSim('run11', {}))[0]).toMatchObject({ where: 'run11', got: 'no such file', todo: 'did you mean run10?' })
  })
})
