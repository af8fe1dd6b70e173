import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { disagreements, jobsOf, publishedTable, reproduce, totalTimes } from '../../analysis/published-summary.ts'
import { readPublishedJobs, readPublishedSummaries } from '../../analysis/recorded/published-tables.ts'

const text = (name: string): string => readFileSync(new URL(`../../data/published/${name}`, import.meta.url), 'utf8')
const jobs = readPublishedJobs(text('jobs.csv'), 'jobs.csv')
const rows = readPublishedSummaries(text('summaries.csv'), 'summaries.csv')
const reproduced = reproduce(rows, jobs)

describe('the published summaries, made again from the jobs', () => {
  test('every row marked `agree` equals the published value to the sixth decimal', () => {
    const agreeing = reproduced.filter(({ row }) => row.agree === true)
    expect(agreeing).toHaveLength(99)
    for (const { row, found, differs } of agreeing) {
      expect(differs, `line ${row.line}`).toEqual([])
      if (row.published_mean !== undefined) expect(Math.abs((found?.mean ?? Number.NaN) - row.published_mean)).toBeLessThan(0.51e-6)
      if (row.published_std !== undefined) expect(Math.abs((found?.sd ?? Number.NaN) - row.published_std)).toBeLessThan(0.51e-6)
    }
  })

  test('so does every other row equal what was computed when the tables were tidied', () => {
    expect(reproduced).toHaveLength(529)
    expect(reproduced.filter((r) => r.differs.length > 0)).toEqual([])
  })

  test('the ten rows that do not agree are listed, each with its reason, and do differ', () => {
    const others = disagreements(reproduced)
    expect(others).toHaveLength(10)
    for (const { row, found } of others) {
      expect(row.note.length, `line ${row.line}`).toBeGreaterThan(20)
      expect(found?.mean.toFixed(6) === row.published_mean?.toFixed(6) && found?.sd?.toFixed(6) === row.published_std?.toFixed(6)).toBe(
        false,
      )
    }
  })

  test('the original table of run6: mean and standard deviation of total time', () => {
    expect(
      totalTimes(reproduced).map(({ scheduler, experiment, n, mean, sd }) => [scheduler, experiment, n, mean.toFixed(6), sd?.toFixed(6)]),
    ).toEqual([
      ['default', 'size-4-8-8-8', 20, '278.769004', '168.904840'],
      ['default', 'size-8-8-8-8', 20, '200.557229', '135.923852'],
      ['default', 'size-16-8-8-8', 19, '231.673912', '170.809912'],
      ['fluence', 'size-4-8-8-8', 20, '417.339467', '158.262492'],
      ['fluence', 'size-8-8-8-8', 20, '363.893496', '160.588298'],
      ['fluence', 'size-16-8-8-8', 20, '332.043333', '157.394845'],
    ])
  })

  test('the same jobs in another order give the same numbers to the last bit', () => {
    expect(reproduce(rows, [...jobs].reverse())).toEqual(reproduced)
  })

  test('one second more in one job is noticed', () => {
    const row = rows.find(
      (r) => r.run === 'run6-min-size' && r.scope === 'published' && r.scheduler === 'default' && r.metric === 'total_time_s',
    )
    const [first] = jobsOf(row as NonNullable<typeof row>, jobs)
    const moved = jobs.map((job) =>
      job === first ? { ...job, seconds: { ...job.seconds, total_time_s: (job.seconds.total_time_s as number) + 1 } } : job,
    )
    const noticed = reproduce(rows, moved).filter((r) => r.differs.length > 0 && r.row.agree === true)
    expect(noticed.map((r) => r.row.metric)).toEqual(['total_time_s', 'total_time_s'])
    expect(publishedTable('run6', reproduce(rows, moved))).toContain('1 of 11 differ from what was published')
  })
})

describe('the printed table', () => {
  test('run6, by the short name, shows made again beside published and what does not agree', () => {
    const table = publishedTable('run6', reproduced) as string
    expect(table.split('\n')[0]).toContain('run6-min-size: seconds, made again from data/published/jobs.csv')
    expect(table).toMatch(/default +size-16-8-8-8 +total_time_s +19 +231\.673912 +170\.809912 +231\.673912 +170\.809912/)
    expect(table).toContain('all 11 equal what was published, to the sixth decimal')
    expect(table).toContain('two files hold two attempts')
  })

  test('a run without published summaries has none', () => {
    expect(publishedTable('run7', reproduced)).toBeUndefined()
    expect(publishedTable('run', reproduced)).toBeUndefined()
  })
})
