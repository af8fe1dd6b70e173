/** Real containers: what data/lab/containers says of its record is so. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../../analysis/run-view.ts'
import { viewOfRecord } from '../../../analysis/run-view.ts'
import { quantile } from '../../../analysis/stats/describe.ts'
import { readRecord } from '../../../src/record/reader.ts'

const folder = new URL('../../../data/lab/containers/', import.meta.url)
const view = viewOfRecord(
  readRecord(gunzipSync(readFileSync(new URL('cosched28.jsonl.gz', folder))).toString(), 'cosched28.jsonl') as RunRecord,
)

/** Rows of latencies.csv: step to its columns. */
const table = new Map(
  readFileSync(new URL('latencies.csv', folder), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, step = '', rest = ''] = /^"?([^"]*?)"?,(\d.*)$/.exec(line) ?? []
      return [step, rest.split(',').map(Number)] as const
    }),
)

type Stage = 'bound' | 'running' | 'ready' | 'deleting' | 'gone'

function seconds(from: Stage, to: Stage, phase?: string): number[] {
  return view.pods.flatMap((pod) => {
    const [a, b] = [pod[from], pod[to]]
    return a === undefined || b === undefined || (phase !== undefined && pod.phase !== phase) ? [] : [(b - a) / 1e6]
  })
}

describe('the run in real containers', () => {
  it('completed 20 jobs of 59 pods under the real coscheduling scheduler', () => {
    expect(view.outcome).toMatchObject({ outcome: 'completed', jobs: 20, completed: 20 })
    expect(view.pods).toHaveLength(59)
    expect(view.pods.filter((pod) => pod.gone === undefined)).toEqual([])
  })

  it.each([
    ['bound to started', 'bound', 'running', undefined],
    ['started to ready', 'running', 'ready', undefined],
    ['bound to ready', 'bound', 'ready', undefined],
    ['delete to gone, worker that ran (grace 30 s)', 'deleting', 'gone', 'Failed'],
    ['delete to gone, leader that had ended', 'deleting', 'gone', 'Succeeded'],
  ] as const)('%s is as the table says', (step, from, to, phase) => {
    const values = seconds(from, to, phase)
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    const expected = [values.length, ...[0, 0.05, 0.25, 0.5, 0.75, 0.95, 1].map((p) => quantile(values, p)), mean]
    expect(table.get(step)).toEqual(expected.map((x) => Number(x.toFixed(3))))
  })
})
