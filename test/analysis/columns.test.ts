import { describe, expect, it } from 'vitest'
import { columnsPage, csv, JOB_COLUMNS, POD_COLUMNS } from '../../analysis/columns.ts'
import { loadScenario } from '../../cli/scenario-files.ts'
import { simulate } from '../../sim/cluster.ts'
import type { JobRow, PodRow } from '../../src/record/rows.ts'
import { StageTables } from '../../src/record/stages.ts'

function tables(): StageTables {
  const run = simulate(loadScenario('smallest').experimentFor('coscheduling'), { seed: 1 })
  const made = new StageTables()
  for (const event of run.events) made.apply(event)
  return made
}

describe('the tables of jobs and pods', () => {
  it('have a name, a unit, a meaning and a formula for every column, each name once', () => {
    for (const columns of [JOB_COLUMNS, POD_COLUMNS]) {
      for (const c of columns) expect([c.name, c.unit, c.meaning, c.formula].every((text) => text !== '')).toBe(true)
      expect(new Set(columns.map((c) => c.name)).size).toBe(columns.length)
      expect(columns.filter((c) => (c.unit === 's') !== c.name.endsWith('_s'))).toEqual([])
    }
  })

  it('carry every stage that a record has', () => {
    const read = new Set<string>()
    const spy = <Row extends object>(row: Row): Row =>
      new Proxy(row, {
        get: (target, key) => {
          read.add(String(key))
          return target[key as keyof Row]
        },
      })
    const made = tables()
    for (const c of JOB_COLUMNS) c.cell(spy(made.jobs()[0] as JobRow))
    for (const c of POD_COLUMNS) c.cell(spy(made.pods()[0] as PodRow))
    const stages = (row: object): string[] => Object.keys(row).filter((key) => !/^(of|quorums|partials|.*Now|holding)$/.test(key))
    expect(stages(made.jobs()[0] as JobRow).filter((key) => !read.has(key))).toEqual([])
    expect(stages(made.pods()[0] as PodRow).filter((key) => !read.has(key))).toEqual([])
  })

  it('say absent for what did not happen, never 0 or -1', () => {
    const made = new StageTables()
    made.apply({ kind: 'submit', time: 1_500_000, job: 'a, "b"', size: 2, need: 2 })
    const [head, row] = [...csv(JOB_COLUMNS, made.jobs())].join('').split('\n') as [string, string]
    const cells = row.replace('"a, ""b"""', 'JOB').split(',')
    const filled = head.split(',').flatMap((name, i) => (cells[i] === '' ? [] : [[name, cells[i]]]))
    expect(Object.fromEntries(filled)).toEqual({
      job: 'JOB',
      number: '0',
      size: '2',
      need: '2',
      completed: 'false',
      failed: 'false',
      pods: '0',
      attempts: '0',
      evictions: '0',
      submitted_s: '1.5',
    })
  })

  it('keep every microsecond', () => {
    const made = new StageTables()
    made.apply({ kind: 'submit', time: 1, job: 'a', size: 1, need: 1 })
    made.apply({ kind: 'completed', time: 7_200_000_001, job: 'a' })
    const text = [...csv(JOB_COLUMNS, made.jobs())].join('')
    expect(text).toContain(',0.000001,')
    expect(text).toContain(',7200.000001,')
  })

  it('give one row for each job and pod, however many', () => {
    const made = new StageTables()
    for (let i = 0; i < 1300; i++) made.apply({ kind: 'submit', time: i, job: `j${i}`, size: 1, need: 1 })
    const lines = [...csv(JOB_COLUMNS, made.jobs())].join('').trimEnd().split('\n')
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(made.jobs().map((j) => j.job))
  })

  it('are explained by docs/columns.md', async () => {
    await expect(columnsPage()).toMatchFileSnapshot('../../docs/columns.md')
  })
})
