import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readPublishedJobs, readPublishedSummaries } from '../../../analysis/recorded/published-tables.ts'

const text = (name: string): string => readFileSync(new URL(`../../../data/published/${name}`, import.meta.url), 'utf8')

describe('the published tables as typed rows', () => {
  test('jobs.csv has 845 jobs; an empty cell is absent', () => {
    const jobs = readPublishedJobs(text('jobs.csv'), 'jobs.csv')
    expect(jobs).toHaveLength(845)
    expect(jobs[0]).toEqual({
      run: 'run3',
      result_dir: 'test-six',
      scheduler: 'default',
      attempt: 1,
      in_published_table: false,
      size: 2,
      outcome: 'completed',
      evidence: 'log',
      seconds: { app_time_s: 16, hook_up_s: 0.257984, flux_run_s: 13.3199, lammps_wall_s: 12, lammps_loop_s: 12.0285 },
    })
  })

  test('summaries.csv has 529 rows; commas within a note stay in it', () => {
    const rows = readPublishedSummaries(text('summaries.csv'), 'summaries.csv')
    expect(rows).toHaveLength(529)
    expect(rows[0]).toMatchObject({
      line: 2,
      run: 'run3',
      scope: 'attempt-1',
      size: '2',
      metric: 'lammps_wall_s',
      n: 1,
      mean: 12,
      note: '',
    })
    expect(rows[0]).not.toHaveProperty('std')
    expect(rows.filter((r) => r.note.includes(', the other columns from the last'))).not.toHaveLength(0)
  })

  test('every mistake is named with file, line and column, all at once', () => {
    const lines = text('jobs.csv').split('\n').slice(0, 3)
    const broken = lines
      .join('\n')
      .replace('0.257984', 'soon')
      .replace('test-six,lammps-six,lammps,default,1,false,0,0,3', 'test-six,lammps-six,lammps,default,,maybe,0,0,3')
    expect(() => readPublishedJobs(broken, 'jobs.csv')).toThrow('jobs.csv:2: hook_up_s: expected a number or nothing, got "soon"')
    expect(() => readPublishedJobs(broken, 'jobs.csv')).toThrow('jobs.csv:3: attempt: expected a number, got ""')
    expect(() => readPublishedJobs(broken, 'jobs.csv')).toThrow(
      'jobs.csv:3: in_published_table: expected true, false or nothing, got "maybe"',
    )
  })

  test('a table without a column that is needed is refused', () => {
    expect(() => readPublishedSummaries('run,metric\nrun6,x\n', 's.csv')).toThrow(
      's.csv:1: expected a column scheduler, got none of that name',
    )
  })
})
