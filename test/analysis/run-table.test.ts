/** Runs from tables in files say what their records say, as far as a table goes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { linesOfFile } from '../../analysis/file-lines.ts'
import { jobsTable, podsTable, writeTable } from '../../analysis/load.ts'
import { runSets } from '../../analysis/run-folder.ts'
import { isWhole, type JobTimes, setRunOf } from '../../analysis/run-set.ts'
import { CASES } from '../support/cases.ts'
import { emptyFolder } from '../support/command.ts'
import { clogged, completed } from '../support/example-run.ts'
import { arbitraryRun } from '../support/runs.ts'

const folder = emptyFolder()
afterAll(() => folder.remove())

function kept(name: string, bytes: Uint8Array | string): string {
  const path = join(folder.path, name)
  writeFileSync(path, bytes)
  return path
}

/** How long a job that completed was watched afterwards is of no use: a table ends it with its removal, a record with its own end. */
function unlessDone({ watchedS, ...job }: JobTimes): object {
  return job.turnaroundS === undefined ? { ...job, watchedS } : job
}

describe.each(['parquet', 'arrow'] as const)('a table of jobs kept as %s', (format) => {
  it('gives the runs of the records it was made from, without what only nodes tell', () => {
    const runs = [completed(), clogged()]
    const sets = runSets(kept(`jobs.${format}`, writeTable(jobsTable(runs), format)))
    expect(sets.map((set) => [set.scheduler, [...set.runs.keys()]])).toEqual(runs.map(({ header }) => [header.scheduler, [header.seed]]))
    for (const [i, run] of runs.entries()) {
      const own = sets[i]?.runs.get(run.header.seed)
      const { row, jobs } = setRunOf(run)
      expect(own?.jobs?.map(unlessDone)).toEqual(jobs?.map(unlessDone))
      expect(own?.row).toEqual({ ...row, jobs: jobs?.length, utilisation: null, idleHeldSlotS: null, clog: null })
    }
  })
})

describe('a table of jobs', () => {
  it('has the turnaround, makespan and times of any record', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const { row, jobs } = setRunOf(run)
        if (jobs === undefined || jobs.length === 0) return
        const set = runSets(kept('any.parquet', writeTable(jobsTable([run]), 'parquet')))[0]
        const own = set?.runs.get(run.header.seed)
        expect(own?.jobs?.map(({ watchedS: _, ...job }) => job)).toEqual(jobs.map(({ watchedS: _, ...job }) => job))
        expect(own?.row.turnaroundS.mean ?? -1).toBeCloseTo(row.turnaroundS.mean ?? -1, 5)
        if (own !== undefined && isWhole(own) && row.completed === row.jobs) expect(own.row.makespanS).toBeCloseTo(row.makespanS ?? -1, 6)
      }),
      { numRuns: Math.min(CASES, 50) },
    )
  })

  it('is told from others: a table of pods, of anything, or a damaged one, is refused with what to give', () => {
    const pods = kept('pods.parquet', writeTable(podsTable([completed()]), 'parquet'))
    expect(() => runSets(pods)).toThrow(
      'pods.parquet: expected a table of jobs, or of the runs of a sweep, got a table of pods\n  give the record that it was made from',
    )
    const other = kept('other.arrow', writeTable(jobsTable([completed()]).select('run', 'seed'), 'arrow'))
    expect(() => runSets(other)).toThrow('got columns run, seed')
    expect(() => runSets(kept('cut.parquet', 'PAR1'))).toThrow('cut.parquet: expected a whole parquet file, got 4 bytes that are none')
  })
})

describe('the lines of a file', () => {
  it('are those of its text, wherever a piece of it ends', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '\u{1f4a1}', '\n', '"'), { maxLength: 60 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (content, piece) => {
        const lines = content.split('\n')
        if (lines.at(-1) === '') lines.pop()
        expect([...linesOfFile(kept('lines', content), piece)]).toEqual(lines)
      }),
      { numRuns: CASES },
    )
  })
})
