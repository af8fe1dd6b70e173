/** `muster sim` as a person meets it: a process, its output, its files, its exit code. */
import { existsSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../analysis/summary-row.ts'
import { type Ended, emptyFolder, muster, start } from '../support/command.ts'

let folder: ReturnType<typeof emptyFolder>
beforeEach(() => {
  folder = emptyFolder()
})
afterEach(() => folder.remove())

const here = (...words: string[]): ReturnType<typeof muster> => muster(['sim', ...words], folder.path)
const file = (...parts: string[]): string => join(folder.path, ...parts)
const read = (...parts: string[]): string => readFileSync(file(...parts), 'utf8')

interface Document {
  readonly scenario: string
  readonly version: string
  readonly runs: readonly RunSummary[]
  readonly summary: readonly { readonly scheduler: string; readonly runs: number; readonly clogged: number }[]
}

describe('muster sim', () => {
  it('prints a table, the clog report of who clogged, and the paths of records, pictures and the page, which are there', async () => {
    const { code, out, err } = await here('smallest', '--scheduler', 'default', '--scheduler', 'coscheduling')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/default@1\.28 +clogged at .* 0\/2/)
    expect(out).toMatch(/coscheduling@0\.28 +completed +2\/2/)
    expect(out).toMatch(/default@1\.28, seed 1: gang deadlock at .*2 gangs hold 6 of 6 slots/)
    expect(out).not.toContain('coscheduling@0.28, seed 1: ')
    const paths = out.match(/runs\/\S+/g) ?? []
    expect(paths.map((p) => p.replace(/.*(?=\.)/, ''))).toEqual(['.jsonl', '.jsonl', '.svg', '.png', '.svg', '.png', '.html'])
    for (const path of paths) expect(readFileSync(file(path)).length).toBeGreaterThan(500)
    for (const table of ['jobs', 'pods']) {
      expect(read(`runs/smallest-1/coscheduling@0.28-seed1.${table}.csv`).split('\n')).toHaveLength(table === 'jobs' ? 4 : 10)
    }
    expect(read('runs/smallest-1/default@1.28-seed1.svg')).toMatch(/^<svg/)
    expect(readFileSync(file('runs/smallest-1/default@1.28-seed1.png')).subarray(1, 4).toString()).toBe('PNG')
  })

  it('--json prints exactly one document on standard output, the same bytes each time', async () => {
    const words = ['smallest', '--json', '--no-pictures', '--scheduler', 'default', '--scheduler', 'coscheduling']
    const [first, second] = [await here(...words), await here(...words, '--workers', '1')]
    const doc = JSON.parse(first.out) as Document
    expect(doc.scenario).toBe('smallest')
    expect(doc.runs.map((r) => [r.scheduler, r.seed, r.outcome, r.completed])).toEqual([
      ['default@1.28', 1, 'clogged', 0],
      ['coscheduling@0.28', 1, 'completed', 2],
    ])
    expect(doc.runs[0]?.clog).toMatchObject({ slots: 6, slotsHeld: 6, partialGangs: 2, pendingPods: 2 })
    expect(doc.summary.map((s) => [s.scheduler, s.runs, s.clogged])).toEqual([
      ['default@1.28', 1, 1],
      ['coscheduling@0.28', 1, 0],
    ])
    expect(second.out).toBe(first.out)
    for (const name of readdirSync(file('runs/smallest-1'))) expect(read('runs/smallest-2', name)).toBe(read('runs/smallest-1', name))
  })

  it('--quiet prints the table and nothing else', async () => {
    const { out, err } = await here('smallest', '--scheduler', 'default', '--quiet', '--no-pictures')
    expect(out).toMatch(/^scheduler /)
    expect(out).not.toContain('gang deadlock')
    expect(err).toBe('')
  })

  it('--until stops a run at that moment', async () => {
    const { out } = await here('smallest', '--scheduler', 'coscheduling', '--until', '1s', '--json', '--no-pictures')
    expect((JSON.parse(out) as Document).runs[0]).toMatchObject({ outcome: 'stopped', completed: 0, makespanS: null })
  })

  it('--explain tells every step of one job and ends with the check', async () => {
    const { code, out } = await here('smallest', '--scheduler', 'coscheduling', '--explain', 'a', '--no-pictures')
    expect(code).toBe(0)
    const trace = read('runs/smallest-1/coscheduling@0.28-seed1.explain.txt')
    expect(out).toContain(trace)
    for (const step of [
      'queue: attempt 1',
      'Permit: waits on node-',
      'Filter and Score',
      'bound to node-',
      'check: asked, matched and bound agree',
    ]) {
      expect(trace).toContain(step)
    }
    expect(trace).not.toMatch(/ b-\d/)
  })

  it('--help teaches by example and --list tells every parameter', async () => {
    const help = await here('--help')
    expect(help.code).toBe(0)
    for (const part of ['muster sim smallest --scheduler default', 'kueue@0.6.2', 'run10', '--seeds <a..b>'])
      expect(help.out).toContain(part)
    expect((await here('--list', 'cluster.nodes')).out).toContain('number of nodes')
  })
})

describe('replications', () => {
  const words = ['smallest', '--scheduler', 'default', '--scheduler', 'coscheduling', '--no-pictures', '--json']

  it('do not depend on the number of workers, and each is the run of its seed alone', async () => {
    const [two, one, alone] = await Promise.all([
      here(...words, '--seeds', '3..8', '--out', 'two', '--workers', '2'),
      here(...words, '--seeds', '3..8', '--out', 'one', '--workers', '1'),
      here(...words, '--seed', '7', '--out', 'alone'),
    ])
    expect(two.out).toBe(one.out)
    expect(read('two/replications.jsonl')).toBe(read('one/replications.jsonl'))
    const runs = (JSON.parse(two.out) as Document).runs
    expect(runs.map((r) => r.seed)).toEqual([3, 4, 5, 6, 7, 8, 3, 4, 5, 6, 7, 8])
    expect(runs.filter((r) => r.seed === 7)).toEqual((JSON.parse(alone.out) as Document).runs)
  })

  it('keep a row of each and the full record of the first, or of all with --records', async () => {
    await Promise.all([here(...words, '--seeds', '3..5', '--out', 'some'), here(...words, '--seeds', '3..5', '--out', 'all', '--records')])
    const records = (name: string): string[] =>
      readdirSync(file(name))
        .filter((f) => f.includes('-seed'))
        .filter((f) => f.endsWith('.jsonl'))
    expect(records('some')).toEqual(['coscheduling@0.28-seed3.jsonl', 'default@1.28-seed3.jsonl'])
    expect(records('all')).toHaveLength(6)
    expect(read('some/replications.jsonl').trimEnd().split('\n')).toHaveLength(6)
    expect(read('all/default@1.28-seed3.jsonl')).toBe(read('some/default@1.28-seed3.jsonl'))
  })
})

describe('bad input is told in four parts with exit code 2, and nothing is written', () => {
  it.each([
    ['an unknown scheduler', ['smallest', '--scheduler', 'volcano']],
    ['an unknown version', ['smallest', '--scheduler', 'kueue@9']],
    ['an unknown parameter', ['smallest', '--set', 'cluster.node=3']],
    ['a wrong unit', ['smallest', '--set', 'kubelet.start=5']],
    ['a job larger than the cluster', ['smallest', '--set', 'cluster.nodes=3']],
    ['a scenario that is not YAML', ['broken.yaml']],
    ['an unknown option', ['smallest', '--sede', '3']],
    ['an unknown scenario', ['smalest']],
  ])('%s', async (_, words) => {
    writeFileSync(file('broken.yaml'), 'title: [a\n')
    const { code, out, err } = await here(...words)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^\S.*: expected .*, got .*\n {2}\S/)
    expect(readdirSync(folder.path)).toEqual(['broken.yaml'])
  })

  it('an output folder with another run in it', async () => {
    const words = ['smallest', '--scheduler', 'default', '--no-pictures', '--out', 'd']
    expect((await here(...words)).code).toBe(0)
    const before = readdirSync(file('d')).map((f) => [f, read('d', f)])
    const { code, err } = await here(...words, '--seed', '2')
    expect(code).toBe(2)
    expect(err).toContain(
      '--out d: expected a new or empty folder, or this very run interrupted, got another run: smallest under default@1.28, seed 1',
    )
    expect(readdirSync(file('d')).map((f) => [f, read('d', f)])).toEqual(before)
  })
})

describe('an interrupted run', () => {
  const SEEDS = 800
  const words = ['sim', 'smallest', '--scheduler', 'default', '--seeds', `1..${SEEDS}`, '--no-pictures', '--json']

  /** Sends the signal as soon as the record of the first seed is there: replications are being made then. */
  async function interrupt(signal: 'SIGINT' | 'SIGTERM'): Promise<Ended> {
    const { process: child, ended } = start([...words, '--out', 'd', '--workers', '2'], folder.path)
    let sent = false
    const watcher = watch(folder.path, { recursive: true }, () => {
      if (sent || !existsSync(file('d/default@1.28-seed1.jsonl'))) return
      sent = true
      child.kill(signal)
    })
    const end = await ended
    watcher.close()
    return end
  }

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s keeps what had ended, leaves nothing half-written and says how to go on',
    async (signal) => {
      const { code, out, err } = await interrupt(signal)
      expect([code, out]).toEqual([130, ''])
      expect(err).toMatch(/^interrupted: (\d+) of 800 runs are kept in d\n {2}go on with: npx muster sim smallest .*--out d\n$/)
      const kept = read('d/replications.jsonl').split('\n').slice(0, -1)
      expect(kept).toHaveLength(Number(/\d+/.exec(err)?.[0]))
      expect(kept.length).toBeLessThan(SEEDS)
      for (const line of kept) expect(JSON.parse(line)).toHaveProperty('seed')
      expect(readdirSync(file('d')).filter((f) => f.startsWith('.'))).toEqual([])
    },
  )

  it('goes on to the same bytes as one that was not interrupted', async () => {
    expect((await interrupt('SIGINT')).code).toBe(130)
    const [resumed, straight] = await Promise.all([
      muster([...words, '--out', 'd'], folder.path),
      muster([...words, '--out', 'whole', '--workers', '1'], folder.path),
    ])
    expect(resumed.code).toBe(0)
    expect(resumed.out).toBe(straight.out)
    for (const name of readdirSync(file('whole'))) expect(read('d', name)).toBe(read('whole', name))
  })
})

describe('a reader that has seen enough', () => {
  it('is no error', async () => {
    const { process: child, ended } = start(['sim', '--list'], folder.path)
    child.stdout?.destroy()
    expect(await ended).toMatchObject({ code: 0, err: '' })
  })
})
