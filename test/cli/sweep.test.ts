/** Sweeps as a person meets them: cells, interruptions, parts, and what is said of mistakes. */
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTable } from '../../analysis/load.ts'
import { SWEEP_RESULT_COLUMNS } from '../../analysis/sweep/columns.ts'
import { type Ended, emptyFolder, muster, start } from '../support/command.ts'

let folder: ReturnType<typeof emptyFolder>
beforeEach(() => {
  folder = emptyFolder()
})
afterEach(() => folder.remove())

const here = (...words: string[]): ReturnType<typeof muster> => muster(['sim', ...words], folder.path)
const file = (...parts: string[]): string => join(folder.path, ...parts)
const bytes = (...parts: string[]): Buffer => readFileSync(file(...parts))
const GRID = ['smallest', '--sweep', 'cluster.nodes=3,6,7', '--sweep', 'scheduler=default,gang', '--seeds', '1..4']

/** Every file of two folders, byte for byte. */
function expectSame(a: string, b: string): void {
  expect(readdirSync(file(a)).sort()).toEqual(readdirSync(file(b)).sort())
  for (const name of readdirSync(file(a))) expect(bytes(a, name).equals(bytes(b, name)), name).toBe(true)
}

describe('muster sim --sweep', () => {
  it('says a line for each cell, the impossible ones with their reason, and keeps a row for each run', async () => {
    const { code, out, err } = await here(...GRID)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/default@1\.28 +3 +impossible/)
    expect(out).toMatch(/default@1\.28 +6 +clogged 4\/4/)
    expect(out).toMatch(/default@1\.28 +7 +completed/)
    expect(out).toMatch(/gang@1\.37 +6 +completed/)
    expect(out).toContain('impossible: expected a job of at most 3 pods')
    const table = readTable(bytes('runs/smallest-1/runs.parquet'), 'parquet', SWEEP_RESULT_COLUMNS, 'runs.parquet')
    expect(table.numRows()).toBe(18)
    const rows = table.objects() as Record<string, unknown>[]
    expect(rows.map((r) => r.outcome).filter((o) => o === 'impossible')).toHaveLength(2)
    expect(rows[0]).toMatchObject({ cell: 0, 'cluster.nodes': 3, scheduler: 'default@1.28', outcome: 'impossible', seed: null })
    expect(rows.at(-1)).toMatchObject({ cell: 5, 'cluster.nodes': 7, scheduler: 'gang@1.37', seed: 4, outcome: 'completed', completed: 2 })
    expect(rows.at(-1)).toMatchObject({ 'experimenter.grace_s': 30, 'workload.cpu_m': 2000, 'kubelet.start': 'U(0.8s, 1.8s)' })
    expect(bytes('runs/smallest-1/report.html').toString()).toContain('smallest: a sweep')
  })

  it('gives the same bytes with one worker and with three, and --json one document', async () => {
    const [one, three] = await Promise.all([
      here(...GRID, '--out', 'a', '--workers', '1', '--json'),
      here(...GRID, '--out', 'b', '--workers', '3', '--json'),
    ])
    expect(JSON.parse(one.out)).toMatchObject({
      scenario: 'smallest',
      cells: [{ at: { 'cluster.nodes': '3', scheduler: 'default' } }, {}, {}, {}, {}, {}],
    })
    expect(three.out).toBe(one.out)
    expectSame('a', 'b')
  })

  it('meets the same jobs in every cell: a cell has the rows that its command alone gives', async () => {
    await here(...GRID, '--out', 'a')
    const alone = JSON.parse(
      (await here('smallest', '--scheduler', 'gang', '--set', 'cluster.nodes=6', '--seeds', '1..4', '--json', '--no-pictures')).out,
    )
    const rows = bytes('a/cell-00003.jsonl')
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows).toEqual(alone.runs)
  })

  it.each([
    [['--sweep', 'cluster.nodes=4,x'], '--sweep cluster.nodes: expected a whole number from 1 to 100000, got "x"'],
    [['--sweep', 'cluster.nods=4'], '--sweep cluster.nods: expected a known parameter, got "cluster.nods"'],
    [
      ['--sweep', 'scheduler=volcano'],
      '--sweep scheduler: expected a scheduler: default, coscheduling, fluence, kueue, gang, got "volcano"',
    ],
    [['--sweep', 'cluster.nodes=1,2'], 'expected a job of at most 1 pods of cpu 2'],
    [['--sweep', 'cluster.nodes=6', '--shard', '3/2'], '--shard: expected a part i/n, i from 1 to n, got "3/2"'],
  ])('refuses %j and writes nothing', async (words, message) => {
    const { code, out, err } = await here('smallest', ...words)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(existsSync(file('runs'))).toBe(false)
  })
})

describe('an interrupted sweep', () => {
  const SEEDS = 600
  const words = [
    'sim',
    'smallest',
    '--scheduler',
    'default',
    '--sweep',
    'cluster.nodes=6,7',
    '--seeds',
    `1..${SEEDS}`,
    '--json',
    '--no-pictures',
  ]

  /** Stops it as soon as some cell has been written. */
  async function interrupt(signal: 'SIGINT' | 'SIGKILL'): Promise<Ended> {
    const { process: child, ended } = start([...words, '--workers', '1'], folder.path)
    let sent = false
    const watcher = watch(folder.path, { recursive: true }, () => {
      if (sent || !existsSync(file('runs/smallest-1/cell-00000.jsonl'))) return
      sent = true
      child.kill(signal)
    })
    const end = await ended
    watcher.close()
    return end
  }

  it.each(['SIGINT', 'SIGKILL'] as const)('by %s goes on with the same command, to the same bytes', async (signal) => {
    const { code, out } = await interrupt(signal)
    expect([code, out]).toEqual([signal === 'SIGINT' ? 130 : null, ''])
    const kept = bytes('runs/smallest-1/cell-00000.jsonl').toString().split('\n').length - 1
    expect(kept).toBeGreaterThan(0)
    const again = await muster(words, folder.path)
    expect(again.code).toBe(0)
    expect(readdirSync(file('runs'))).toEqual(['smallest-1'])
    const straight = await muster([...words, '--out', 'straight'], folder.path)
    expect(again.out).toBe(straight.out)
    expectSame('runs/smallest-1', 'straight')
  })
})

describe('parts of a sweep', () => {
  it('merge to the bytes of the whole; a missing part is said', async () => {
    const parts = ['1/3', '2/3', '3/3']
    for (const [i, shard] of parts.entries()) expect((await here(...GRID, '--shard', shard, '--out', `p${i}`)).code).toBe(0)
    await here(...GRID, '--out', 'whole')
    expect((await here('merge', 'p2', 'p0', 'p1', '--out', 'merged')).code).toBe(0)
    expectSame('merged', 'whole')
    const { code, err } = await here('merge', 'p0', 'p2', '--out', 'short')
    expect(code).toBe(2)
    expect(err).toMatch(/^merge: expected 16 runs, got 1[01], from parts 1\/3, 3\/3\n/)
    expect(existsSync(file('short'))).toBe(false)
  })

  it('of different sweeps, and folders that are none, are refused', async () => {
    await here('smallest', '--sweep', 'cluster.nodes=6', '--shard', '1/2', '--out', 'a')
    await here('smallest', '--sweep', 'cluster.nodes=7', '--shard', '2/2', '--out', 'b')
    expect((await here('merge', 'a', 'b')).err).toContain(
      'b: expected a part of the sweep in a, got another: npm run sim -- smallest --sweep cluster.nodes=7',
    )
    expect((await here('merge', 'nowhere')).err).toContain('nowhere: expected a folder that a sweep wrote, got no run.json')
  })
})
