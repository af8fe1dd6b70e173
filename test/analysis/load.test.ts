import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ColumnTable, JOBS_TABLE, jobsTable, PODS_TABLE, podsTable, readTable, writeTable } from '../../analysis/load.ts'
import { publishedJobs } from '../../analysis/published-jobs.ts'
import { ExperimentError } from '../../src/errors.ts'
import { STAGES } from '../../src/record/breakdown.ts'
import { CASES } from '../support/cases.ts'
import { clogged, completed } from '../support/example-run.ts'
import { arbitraryRun } from '../support/runs.ts'

type Row = Readonly<Record<string, number | string | boolean | undefined | null>>
const rows = (table: ColumnTable): readonly Row[] => table.objects() as Row[]
const stageNames = Object.keys(STAGES).map((stage) => `stage_${stage.replace('-', '_')}_s`)

function messageOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof ExperimentError) return error.message
    throw error
  }
  return ''
}

describe('the table of jobs', () => {
  it('has seconds since the run began, and nothing where a thing did not happen', () => {
    const [a, b] = rows(jobsTable([completed()]))
    expect(a).toMatchObject({
      job: 'a',
      size: 3,
      completed: true,
      submitted_s: 0,
      placed_s: 1.75,
      started_s: 3,
      app_start_s: 3.5,
      turnaround_s: 7.5,
    })
    expect(a).toMatchObject({ wait_s: 3, run_time_s: 4.5, gathering_s: 1.5, placed_pod: 'a-2', attempts: 3, resolution_s: 1e-6 })
    expect(b?.admitted_s).toBeUndefined()
  })

  it('says where a job stands that never completed', () => {
    expect(rows(jobsTable([clogged()]))[0]).toMatchObject({
      completed: false,
      outcome: 'clogged',
      current_stage: 'siblings',
      watched_s: 12,
    })
  })

  it('has stages that sum to the time watched, and up to notice to the turnaround, to the microsecond', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        for (const row of rows(jobsTable([run]))) {
          const sum = (names: readonly string[]): number =>
            names.reduce((total, name) => total + Math.round((row[name] as number) * 1e6), 0)
          expect(sum(stageNames)).toBe(Math.round((row.watched_s as number) * 1e6))
          if (row.completed === true) {
            const upToNotice = stageNames.slice(0, stageNames.indexOf('stage_notice_s') + 1)
            expect(sum(upToNotice)).toBe(Math.round((row.turnaround_s as number) * 1e6))
          }
        }
      }),
      { numRuns: CASES },
    )
  })

  it('of two runs is the tables of both, one after the other', () => {
    expect(rows(jobsTable([clogged(), completed()]))).toEqual([...rows(jobsTable([clogged()])), ...rows(jobsTable([completed()]))])
  })
})

describe('the table of pods', () => {
  it('has a row for each, with who was waited for', () => {
    const table = rows(podsTable([completed()]))
    expect(table).toHaveLength(6)
    expect(table.find((row) => row.pod === 'b-0')).toMatchObject({
      pod: 'b-0',
      node: 'n0',
      created_s: 0.5,
      scheduled_s: 10.5,
      wait_s: 10,
      after_pod: 'a-0',
      attempts: 2,
      cpu_m: 2000,
    })
  })
})

describe.each(['arrow', 'parquet'] as const)('a table kept as %s', (format) => {
  const jobs = jobsTable([clogged(), completed()])

  it('comes back with the same columns and cells', () => {
    const again = rows(readTable(writeTable(jobs, format), format, JOBS_TABLE, `jobs.${format}`))
    const plain = (list: readonly Row[]): Row[] =>
      list.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v ?? null])))
    expect(plain(again)).toEqual(plain(rows(jobs)))
  })

  it('is the same bytes each time', () => {
    expect(Buffer.from(writeTable(jobs, format)).equals(Buffer.from(writeTable(jobs, format)))).toBe(true)
  })

  it('is refused with file and column where a column is missing or of another type', () => {
    const other = writeTable(jobs.select('run', 'job').rename({ job: 'size' }), format)
    const message = messageOf(() => readTable(other, format, JOBS_TABLE, `jobs.${format}`))
    expect(message).toContain(`jobs.${format}: scheduler: expected a column of text, got no such column`)
    expect(message).toContain(`jobs.${format}: size: expected number, got "a" in row 1`)
  })

  it('is refused when it was cut off', () => {
    const cut = writeTable(jobs, format).slice(0, 1000)
    expect(messageOf(() => readTable(cut, format, JOBS_TABLE, `jobs.${format}`))).toContain(
      `jobs.${format}: expected a whole ${format} file, got 1000 bytes that are none`,
    )
  })
})

describe('the published jobs', () => {
  const csv = readFileSync(new URL('../../data/published/jobs.csv', import.meta.url), 'utf8')
  const table = publishedJobs(csv)

  it('have the columns of any record, and a row for each published one', () => {
    expect(table.columnNames()).toEqual(JOBS_TABLE.map((c) => c.name))
    expect(table.numRows()).toBe(csv.trimEnd().split('\n').length - 1)
  })

  it('keep the recorded turnaround and the stamps, with their resolution', () => {
    const first = rows(table).find((row) => row.scenario === 'run9' || String(row.scenario).startsWith('run9/'))
    expect(first).toMatchObject({ backend: 'published', resolution_s: 1 })
    const turnarounds = rows(table).filter((row) => row.turnaround_s !== undefined)
    expect(turnarounds.length).toBeGreaterThan(500)
    expect(turnarounds.every((row) => (row.turnaround_s as number) >= 0)).toBe(true)
  })
})

describe('columns', () => {
  it('have a name, a unit, a meaning and a formula, no name twice, and a unit that fits the name', () => {
    for (const columns of [JOBS_TABLE, PODS_TABLE]) {
      for (const c of columns) expect([c.name, c.unit, c.meaning, c.formula].every((text) => text !== '')).toBe(true)
      expect(new Set(columns.map((c) => c.name)).size).toBe(columns.length)
      expect(columns.filter((c) => (c.unit === 's') !== c.name.endsWith('_s'))).toEqual([])
    }
  })
})
