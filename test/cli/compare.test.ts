import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { pairsOf, runSets } from '../../analysis/run-folder.ts'
import { main } from '../../cli/program.ts'
import { Terminal } from '../../cli/terminal.ts'
import { FORMAT_VERSION, type Header, type RunEvent } from '../../src/record/events.ts'
import { writeRecord } from '../../src/record/writer.ts'
import { SECOND } from '../../src/units.ts'
import { aRow } from '../support/run-sets.ts'

const root = mkdtempSync(join(tmpdir(), 'muster-compare-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Two jobs, one after the other, each `took` seconds from submit to completion. */
function record(scheduler: string, seed: number, took: number): string {
  const header: Header = {
    kind: 'header',
    format: FORMAT_VERSION,
    muster: '0.1.0',
    backend: 'sim',
    scenario: 'two',
    scheduler,
    seed,
    experiment: {},
  }
  const events: RunEvent[] = ['a', 'b'].flatMap((job, i): RunEvent[] => [
    { seq: 2 * i, time: 2 * i * took * SECOND, kind: 'submit', job, size: 2, need: 2 },
    { seq: 2 * i + 1, time: (2 * i + 1) * took * SECOND, kind: 'completed', job },
  ])
  return writeRecord(header, events, { kind: 'outcome', outcome: 'completed', time: 3 * took * SECOND, jobs: 2, completed: 2, clog: null })
}

function folder(name: string, schedulers: Record<string, number>): string {
  const path = join(root, name)
  mkdirSync(path)
  const rows = Object.entries(schedulers).flatMap(([scheduler, took]) =>
    [1, 2, 3].map((seed) =>
      aRow({ scheduler, seed, jobs: 2, completed: 2, turnaroundS: { mean: took + seed ** 2, median: took, p95: took } }),
    ),
  )
  writeFileSync(join(path, 'replications.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  writeFileSync(join(path, 'run.json'), '{"scenario":"two"}\n')
  for (const [scheduler, took] of Object.entries(schedulers))
    writeFileSync(join(path, `${scheduler}-seed1.jsonl`), record(scheduler, 1, took + 1))
  return path
}

async function muster(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = ['', '']
  const sink = (i: number) =>
    new Writable({
      write(chunk, _, done) {
        texts[i] += String(chunk)
        done()
      },
    })
  const code = await main(argv, new Terminal(sink(0), sink(1)))
  return { code, out: texts[0] as string, err: texts[1] as string }
}

const before = folder('before', { 'kueue@0.6.2': 30, 'gang@1.37': 20 })
const after = folder('after', { 'kueue@0.6.2': 33, 'gang@1.37': 20 })

describe('what a path names', () => {
  test('a folder: every scheduler, with a row for each seed and the jobs of those whose record was kept', () => {
    const sets = runSets(before)
    expect(sets.map((s) => [s.scheduler, s.scenario, [...s.runs.keys()]])).toEqual([
      ['kueue@0.6.2', 'two', [1, 2, 3]],
      ['gang@1.37', 'two', [1, 2, 3]],
    ])
    expect(sets[0]?.runs.get(1)?.jobs?.map((job) => job.turnaroundS)).toEqual([31, 31])
    expect(sets[0]?.runs.get(2)).not.toHaveProperty('jobs')
  })

  test('one scheduler of a folder, with its version or without; or one record', () => {
    expect(runSets(join(before, 'gang')).map((s) => s.scheduler)).toEqual(['gang@1.37'])
    expect(runSets(join(before, 'gang@1.37'))).toHaveLength(1)
    expect(runSets(join(before, 'gang@1.37-seed1.jsonl'))[0]?.runs.get(1)?.row).toMatchObject({ seed: 1, completed: 2, makespanS: 63 })
  })

  test('two folders: the same scheduler in each, told apart as A and B', () => {
    expect(pairsOf(before, after).map(([a, b]) => [a.name, b.name])).toEqual([
      ['kueue@0.6.2 A', 'kueue@0.6.2 B'],
      ['gang@1.37 A', 'gang@1.37 B'],
    ])
    expect(pairsOf(join(before, 'kueue'), join(after, 'gang')).map(([a, b]) => [a.name, b.name])).toEqual([['kueue@0.6.2', 'gang@1.37']])
  })
})

describe('muster compare', () => {
  test('prints sentences and a table', async () => {
    const { code, out, err } = await muster('compare', join(before, 'kueue'), join(before, 'gang'), '--metric', 'turnaround')
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('3 seeds met by both with the same jobs')
    expect(out).toMatch(/^mean turnaround: kueue@0\.6\.2 .* gang@1\.37/m)
    expect(out).toMatch(/^metric .*found$/m)
  })

  test('--json prints one document, the same twice, with no null in it', async () => {
    const argv = ['compare', before, after, '--metric', 'turnaround,makespan', '--json']
    const { out } = await muster(...argv)
    expect((await muster(...argv)).out).toBe(out)
    expect(out).not.toMatch(/null|NaN|Infinity/)
    const { comparisons } = JSON.parse(out) as {
      comparisons: { a: object; sharedSeeds: number[]; metrics: { metric: string }[]; sentences: string[] }[]
    }
    expect(comparisons).toHaveLength(2)
    expect(comparisons[0]).toMatchObject({ a: { scheduler: 'kueue@0.6.2', runs: 3, seeds: [1, 2, 3] }, sharedSeeds: [1, 2, 3] })
    expect(comparisons[0]?.metrics.map((m) => m.metric)).toEqual(['turnaround', 'makespan'])
    expect(comparisons[0]?.sentences[0]).toMatch(/^mean turnaround: /)
  })

  test('says all that is wrong with the metrics, and what there is', async () => {
    const { code, out, err } = await muster('compare', before, after, '--metric', 'turnarund', '--metric', 'size')
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(
      '--metric: expected one of turnaround, makespan, wait, slowdown, utilisation, idle-held, completed, got "turnarund"',
    )
    expect(err).toContain('got "size"')
  })

  test('says what a path should have been', async () => {
    const other = folder('other', { 'default@1.28': 9, 'fluence@F5': 9 })
    const cases: [string, string, string][] = [
      [join(root, 'nowhere', 'x'), after, 'expected a run, got nothing of that name'],
      [join(before, 'fluence'), after, 'one of the schedulers of'],
      [
        before,
        other,
        `expected a scheduler that both ran, got kueue@0.6.2, gang@1.37 and default@1.28, fluence@F5\n  choose one of each: ${before}/kueue@0.6.2 ${other}/default@1.28`,
      ],
    ]
    for (const [a, b, message] of cases) {
      const { code, err } = await muster('compare', a, b)
      expect(code).toBe(2)
      expect(err).toContain(message)
    }
  })

  test('names file and line of a damaged row or record', async () => {
    const damaged = folder('damaged', { 'kueue@0.6.2': 30 })
    const file = join(damaged, 'kueue@0.6.2-seed1.jsonl')
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20))
    expect((await muster('compare', damaged, after)).err).toMatch(/seed1\.jsonl:6: expected a whole line of JSON/)
    writeFileSync(join(damaged, 'replications.jsonl'), '{"scheduler":"x"\n')
    expect((await muster('compare', damaged, after)).err).toContain(
      'replications.jsonl:1: expected the row of a replication, got {"scheduler":"x"',
    )
  })
})
