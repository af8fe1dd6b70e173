/** A sweep that was kept is read again: its table in a line a cell, two of them cell by cell. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyFolder, muster } from '../support/command.ts'

const folder = emptyFolder()
const here = (...words: string[]): ReturnType<typeof muster> => muster(words, folder.path)
const GRID = [
  'smallest',
  '--sweep',
  'cluster.nodes=3,6,7',
  '--sweep',
  'scheduler=default,gang',
  '--seeds',
  '1..4',
  '--no-pictures',
  '--quiet',
]

let said = ''
beforeAll(async () => {
  said = (await here('sim', ...GRID, '--set', 'cluster.price=2', '--out', 'a')).out
  await here('sim', ...GRID, '--set', 'application.runTime=9s', '--out', 'b')
})
afterAll(() => folder.remove())

describe('a sweep that was kept', () => {
  it.each(['a', 'a/runs.parquet'])('%s says again what the sweep said', async (path) => {
    const { code, out, err } = await here('analyze', path)
    expect([code, err]).toEqual([0, ''])
    expect(out).toBe(said)
    expect(out).toMatch(/gang@1\.37 +7 +completed +0 \[0, 49\] .*\d$/m)
  })

  it('is one document with --json, a cell each', async () => {
    const { out } = await here('analyze', 'a', '--json')
    const { cells } = JSON.parse(out) as { cells: object[] }
    expect(cells).toHaveLength(6)
    expect(cells[2]).toMatchObject({ scheduler: 'default@1.28', at: { 'cluster.nodes': '6' }, n: 4, clogged: 4, completed: 0 })
    expect(cells[0]).toMatchObject({ n: 0, reason: expect.stringContaining('at most 3 pods') })
  })

  it('is compared with another, or one cell with another, by what was varied', async () => {
    const { code, out } = await here('compare', 'a/gang', 'b/runs.parquet', '--metric', 'makespan', '--json')
    expect(code).toBe(0)
    const { comparisons } = JSON.parse(out) as { comparisons: { a: { scheduler: string }; sharedSeeds: number[] }[] }
    expect(comparisons.map(({ a }) => a.scheduler)).toEqual(['gang@1.37, cluster.nodes 6', 'gang@1.37, cluster.nodes 7'])
    // other run times are other jobs: their seeds do not mean the same
    expect(comparisons[0]?.sharedSeeds).toEqual([])
    const cells = await here('compare', 'a/gang@1.37, cluster.nodes 6', 'a/gang@1.37, cluster.nodes 7', '--metric', 'makespan')
    expect(cells.out).toContain('4 seeds met by both with the same jobs')
  })

  it('gives no figures, and no answer before it has ended: both say what to do', async () => {
    const figures = await here('analyze', 'a', 'b', '--format', 'png', '--out', 'x')
    expect([figures.code, figures.out]).toEqual([2, ''])
    expect(figures.err).toContain('a: expected a sweep on its own, got 2 paths')
    expect(figures.err).toContain('--format: expected nothing beside a sweep')
    rmSync(join(folder.path, 'b/runs.parquet'))
    const unfinished = await here('analyze', 'b')
    expect([unfinished.code, unfinished.out]).toEqual([2, ''])
    expect(unfinished.err).toMatch(/^b: expected a whole sweep, got cells without runs\.parquet\n {2}give its command again/)
  })
})
