/** The data of the notebooks, made again by one command. Some minutes; the same bytes each time. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Mix, Mixes } from '../analysis/report/mixes.ts'
import type { RunSummary } from '../analysis/summary-row.ts'

const MUSTER = join(dirname(fileURLToPath(import.meta.url)), '../cli/muster.mjs')

function muster(words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MUSTER, ...words], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`muster ${words.join(' ')}\n${stderr}`)
  return stdout
}

/** The smallest scenario under the schedulers that differ on it. */
const SMALLEST = ['default', 'coscheduling', 'fluence', 'kueue']

function smallest(folder: string): void {
  const out = mkdtempSync(join(tmpdir(), 'muster-notebooks-'))
  try {
    muster(['sim', 'smallest', ...SMALLEST.flatMap((name) => ['--scheduler', name]), '--no-pictures', '--quiet', '--out', join(out, 'run')])
    const rows = readFileSync(join(out, 'run/replications.jsonl'), 'utf8').trim().split('\n')
    for (const row of rows) {
      const { scheduler } = JSON.parse(row) as RunSummary
      const text = readFileSync(join(out, 'run', `${scheduler}-seed1.jsonl`), 'utf8')
      // where it was made does not belong to it
      const [header = '', ...lines] = text.split('\n')
      const { commit: _, ...rest } = JSON.parse(header) as Readonly<Record<string, unknown>>
      writeFileSync(join(folder, `smallest-${scheduler.split('@')[0]}.jsonl`), [JSON.stringify(rest), ...lines].join('\n'))
    }
  } finally {
    rmSync(out, { recursive: true })
  }
}

/** 120 pods, cut into jobs of other sizes. */
const PODS = 120
const MIXES: readonly (readonly number[])[] = [[2], [2, 4], [2, 3, 4, 5, 6], [4, 6], [6]]
const NODES = [8, 12, 16]
const SEEDS = '1..10'

function mixes(folder: string): void {
  const made = MIXES.map((sizes): Mix & { readonly iterations: number } => {
    const iterations = PODS / sizes.reduce((a, b) => a + b)
    return { name: sizes.join(', '), sizes, jobs: iterations * sizes.length, iterations }
  })
  const runs: Mixes['runs'][number][] = []
  let version = ''
  for (const { name, sizes, iterations } of made) {
    for (const nodes of NODES) {
      const sets = [`workload.sizes=[${sizes.join(', ')}]`, `workload.iterations=${iterations}`, `cluster.nodes=${nodes}`]
      const words = [
        'sim',
        'run10',
        '--seeds',
        SEEDS,
        '--json',
        '--quiet',
        '--no-pictures',
        '--out',
        mkdtempSync(join(tmpdir(), 'muster-mix-')),
      ]
      const answer = JSON.parse(muster([...words, ...sets.flatMap((set) => ['--set', set])])) as { version: string; runs: RunSummary[] }
      rmSync(words.at(-1) as string, { recursive: true })
      version = answer.version
      runs.push(...answer.runs.map((row) => ({ mix: name, nodes, row: { ...row, turnaroundBySizeS: {}, clog: null } })))
    }
  }
  const content: Mixes = { version, scenario: 'run10', mixes: made.map(({ iterations: _, ...mix }) => mix), runs }
  writeFileSync(join(folder, 'mixes.json'), `${JSON.stringify(content)}\n`)
}

function fidelity(folder: string): void {
  const { rows } = JSON.parse(muster(['fidelity', '--seeds', '1..20', '--json'])) as { rows: unknown[] }
  writeFileSync(join(folder, 'fidelity.json'), `${JSON.stringify(rows)}\n`)
}

const PARTS: Readonly<Record<string, (folder: string) => void>> = { smallest, mixes, fidelity }

/** @param only one part of it; default: all */
export function makeData(folder: string, only?: string): void {
  for (const [name, make] of Object.entries(PARTS)) if (only === undefined || only === name) make(folder)
}
