import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../analysis/summary-row.ts'
import { summaryTable } from '../../analysis/terminal.ts'

const done: RunSummary = {
  scheduler: 'kueue@0.6.2',
  seed: 1,
  outcome: 'completed',
  jobs: 50,
  completed: 50,
  makespanS: 1152.25,
  turnaroundS: { mean: 581.2, median: 600, p95: 1100 },
  turnaroundBySizeS: { 2: { n: 10, mean: 480.4, median: 480 }, 6: { n: 10, mean: 641.6, median: 640 } },
  utilisation: 0.0834,
  idleHeldSlotS: 6071.4,
  clog: null,
}
const clogged: RunSummary = {
  ...done,
  scheduler: 'default@1.27',
  outcome: 'clogged',
  completed: 3,
  makespanS: null,
  turnaroundBySizeS: { 2: { n: 3, mean: 8.25, median: 8 }, 6: { n: 0, mean: null, median: null } },
  clog: { atS: 62.1, slots: 8, slotsHeld: 8, partialGangs: 4, pendingPods: 183, holders: [] },
}

describe('the table in the terminal', () => {
  it('is aligned, with units, and shows who did not finish', () => {
    const lines = summaryTable([clogged, done]).split('\n')
    expect(lines.slice(0, 4)).toEqual([
      'scheduler     outcome           jobs  makespan  turnaround  size  size  util.  idle-held',
      '                                done         s     mean, s  2, s  6, s      %     slot·s',
      'default@1.27  clogged at 62 s   3/50         -         581   8.3     -    8.3       6071',
      'kueue@0.6.2   completed        50/50      1152         581   480   642    8.3       6071',
    ])
  })

  it('has no escape codes unless colours are asked for', () => {
    const ESC = String.fromCharCode(27)
    expect(summaryTable([clogged, done])).not.toContain(ESC)
    expect(summaryTable([clogged, done], { colour: true })).toContain(`${ESC}[31mclogged at 62 s`)
  })

  it('counts outcomes and gives mean and sd over seeds', () => {
    const text = summaryTable([done, { ...done, seed: 2, outcome: 'time-limit', makespanS: null, completed: 40, idleHeldSlotS: 6073.4 }])
    expect(text).toContain('time-limit 1/2')
    expect(text).toContain(' 45/50 ')
    expect(text).toContain('6072 ±1.4')
    expect(text).toContain('Means over seeds, ± their standard deviation.')
  })

  it('fits 120 columns with five sizes, the longest names, one run or a hundred', () => {
    const size = { n: 10, mean: 1234.5, median: 1234.5 }
    const wide: RunSummary = {
      ...done,
      scheduler: 'coscheduling@master',
      turnaroundBySizeS: { 2: size, 3: size, 4: size, 5: size, 6: size },
    }
    const other: RunSummary = { ...wide, seed: 2, outcome: 'clogged', makespanS: 2152, idleHeldSlotS: 99999, clog: clogged.clog }
    for (const rows of [[wide], [{ ...wide, outcome: 'livelock' as const, clog: clogged.clog }], [wide, other]]) {
      for (const line of summaryTable(rows).split('\n')) expect(line.length).toBeLessThanOrEqual(120)
    }
  })
})
