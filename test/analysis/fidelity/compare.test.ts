/** Recorded values against predicted ones, and whether a target is met. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bandOf, compareNumbers, compareSamples, compareShares, compareWords, tally } from '../../../analysis/fidelity/compare.ts'
import type { LabEntry, LabView, PublishedEntry } from '../../../analysis/fidelity/entry.ts'
import type { Observation } from '../../../analysis/fidelity/observation.ts'
import type { FidelityRow, Subject } from '../../../analysis/fidelity/row.ts'
import { labRows } from '../../../analysis/fidelity/rows-lab.ts'
import { type PublishedSeed, publishedRows } from '../../../analysis/fidelity/rows-published.ts'
import { countTargets, fidelityMarkdown, fidelityText, figure } from '../../../analysis/fidelity/table.ts'
import { CASES } from '../../support/cases.ts'

const SUBJECT: Subject = { run: 'a-run', source: 'lab', scheduler: 'default@1.28' }
const WITHIN = { quantity: 'makespan', unit: 's', target: { kind: 'within', share: 0.07 } } as const

/** The ten recorded runs of 1.28. */
const RECORDED = [11, 3, 5, 3, 8, 4, 2, 4, 17, 2]

describe('a number', () => {
  test('is met within its share, above and below, and missed beyond', () => {
    const met = (predicted: number): boolean | undefined => compareNumbers(SUBJECT, WITHIN, [1000], [predicted])?.met
    expect([met(930), met(1070), met(929), met(1071)]).toEqual([true, true, false, false])
  })

  test('is the mean over recorded runs, and each run is looked for in the band of single seeds', () => {
    const predicted = Array.from({ length: 41 }, (_, i) => 80 + i)
    const row = compareNumbers(SUBJECT, WITHIN, [95, 105, 130], predicted)
    expect(row).toMatchObject({
      recorded: 110,
      recordedRuns: 3,
      predicted: { mean: 100, low: 81, high: 119, n: 41 },
      inside: 2,
      met: false,
    })
    expect(row?.error).toBeCloseTo(-10 / 110, 12)
  })

  test('that no seed has is missed, one that was not recorded is no row', () => {
    expect(compareNumbers(SUBJECT, WITHIN, [1], [])).toMatchObject({ predicted: null, met: false })
    expect(compareNumbers(SUBJECT, WITHIN, [], [1])).toBeUndefined()
    expect(bandOf([])).toBeNull()
  })

  test('without a target it is not judged', () => {
    expect(compareNumbers(SUBJECT, { quantity: 'x', unit: '' }, [1], [9])).not.toHaveProperty('met')
  })

  test('recorded as zero has no error in percent', () => {
    expect(compareNumbers(SUBJECT, WITHIN, [0], [0, 0])).not.toHaveProperty('error')
  })
})

describe('samples', () => {
  const quantity = { quantity: 'jobs completed', unit: '', target: { kind: 'alike', level: 0.05 } } as const

  test('a sample is not distinguishable from itself, many times over', () => {
    const rows = compareSamples(
      SUBJECT,
      quantity,
      RECORDED,
      Array.from({ length: 100 }, (_, i) => RECORDED[i % 10] as number),
    )
    expect(rows.map((r) => [r.quantity, r.met])).toEqual([
      ['jobs completed, exact Mann-Whitney', true],
      ['jobs completed, exact Kolmogorov-Smirnov', true],
    ])
    expect(rows[0]?.recorded).toBe('2 2 3 3 4 4 5 8 11 17')
  })

  test('a shift is seen by both tests, a mere spread by the second', () => {
    const shifted = compareSamples(
      SUBJECT,
      quantity,
      RECORDED,
      Array.from({ length: 100 }, (_, i) => 20 + (i % 7)),
    )
    expect(shifted.map((r) => r.met)).toEqual([false, false])
    const narrow = Array.from({ length: 20 }, (_, i) => 50 + (i % 2))
    const wide = Array.from({ length: 100 }, (_, i) => i + 1)
    expect(compareSamples(SUBJECT, quantity, narrow, wide).map((r) => r.met)).toEqual([true, false])
  })

  test('no seeds, no fit', () => {
    expect(compareSamples(SUBJECT, quantity, RECORDED, []).map((r) => r.met)).toEqual([false])
  })
})

describe('words and shares', () => {
  const same = { quantity: 'outcome', unit: '', target: { kind: 'same' } } as const

  test('the most frequent prediction must be what was recorded', () => {
    expect(compareWords(SUBJECT, same, ['clogged'], ['clogged', 'clogged', 'completed'])?.met).toBe(true)
    expect(compareWords(SUBJECT, same, ['completed'], ['clogged', 'clogged', 'completed'])?.met).toBe(false)
  })

  test('ten of ten recorded do not agree with six of ten predicted', () => {
    const predicted = Array.from({ length: 100 }, (_, i) => (i < 60 ? 'clogged' : 'completed'))
    expect(compareWords(SUBJECT, same, Array(10).fill('clogged'), predicted)?.met).toBe(false)
  })

  test('a share must reach its level', () => {
    const often = { quantity: 'clogs', unit: '', target: { kind: 'at-least', share: 0.99 } } as const
    const flags = (n: number): boolean[] => Array.from({ length: 100 }, (_, i) => i < n)
    expect(compareShares(SUBJECT, often, [true], flags(99))?.met).toBe(true)
    expect(compareShares(SUBJECT, often, [true], flags(98))?.met).toBe(false)
  })

  test('one stall in eight agrees with 5 of 100, none with 60 of 100', () => {
    const alike = { quantity: 'stalls', unit: '', target: { kind: 'alike', level: 0.05 } } as const
    const eight = [true, ...Array(7).fill(false)]
    const hundred = (n: number): boolean[] => Array.from({ length: 100 }, (_, i) => i < n)
    expect(compareShares(SUBJECT, alike, eight, hundred(5))?.met).toBe(true)
    expect(compareShares(SUBJECT, alike, eight, hundred(60))?.met).toBe(false)
  })

  test('rare words are summed up', () => {
    expect(tally(['e', 'd', 'c', 'b', 'a', 'a'])).toBe('a 2, b 1, c 1, others 2 of 6')
  })
})

function observation(fields: Partial<Observation>): Observation {
  return {
    outcome: 'completed',
    jobs: 50,
    completed: 50,
    turnaroundBySizeS: { 2: { n: 10, meanS: 500 }, 3: { n: 10, meanS: 600 } },
    orderBySize: '2<3',
    inversions: 7,
    binds: 200,
    idleS: 0,
    longestPauseS: 50,
    ...fields,
  }
}

const LAB: LabEntry = { source: 'lab', id: 'l', scenario: 'lab', scheduler: 's@1', sets: [], views: [] }

describe('the rows of a lab view', () => {
  const ended: LabView = {
    id: 'l',
    kind: 'ended',
    recordings: ['r'],
    allowed: { makespan: 0.07, turnaroundBySize: 0.07, attempts: 0.15, order: true },
  }
  const truth = observation({ makespanS: 1000, turnaroundS: 550, attempts: 800 })

  test('a perfect prediction meets every target', () => {
    const rows = labRows(LAB, ended, [truth], [truth, truth], 8)
    expect(countTargets(rows)).toEqual({ targets: 6, met: 6 })
    expect(rows.filter((r) => r.error !== undefined).every((r) => r.error === 0 && r.inside === 1)).toBe(true)
  })

  test('each target is missed by what it is about, and by nothing else', () => {
    const missed = (prediction: Partial<Observation>): string[] =>
      labRows(LAB, ended, [truth], [{ ...truth, ...prediction }], 8).flatMap((r) => (r.met === false ? [r.quantity] : []))
    expect(missed({ makespanS: 1080 })).toEqual(['makespan'])
    expect(missed({ attempts: 1000 })).toEqual(['attempts'])
    expect(missed({ outcome: 'clogged' })).toEqual(['outcome'])
    expect(missed({ orderBySize: '3<2' })).toEqual(['sizes by mean turnaround'])
    expect(missed({ turnaroundBySizeS: { 2: { n: 10, meanS: 540 }, 3: { n: 10, meanS: 600 } } })).toEqual(['mean turnaround, size 2'])
    expect(missed({ inversions: 90, idleS: 500 })).toEqual([])
  })

  test('seeds that stalled are left out where the recordings had no stall, and that is said', () => {
    const view: LabView = { ...ended, pause: 150_000_000 }
    const stalled = observation({ makespanS: 3000, longestPauseS: 300 })
    const rows = labRows(LAB, view, [truth], [truth, stalled], 8)
    expect(rows.find((r) => r.quantity === 'makespan')).toMatchObject({ predicted: { mean: 1000, n: 1 }, met: true })
    expect(rows[0]?.note).toBe('seeds that stalled (1 of 2) left out, as in the recordings')
    expect(rows.slice(-2).map((r) => [r.quantity, r.recorded, r.note])).toEqual([
      ['no job completes for 150 s', '0 of 1', undefined],
      ['makespan, with the seeds that stalled', 1000, undefined],
    ])
    expect(rows.at(-1)?.predicted).toMatchObject({ mean: 2000, n: 2 })
    const pauses = labRows(LAB, { ...view, kind: 'pauses' }, [truth], [truth, stalled], 8)
    expect(pauses.map((r) => [r.quantity, r.predicted, r.met])).toEqual([['no job completes for 150 s', '50 % of 2, p = 1.0', true]])
  })

  test('a clog must hold every place, and by partial gangs', () => {
    const view: LabView = { id: 'c', kind: 'clogged', recordings: ['r'], allowed: { attemptsPerBind: 0.15 } }
    const clog = { atS: 60, slotsHeld: 8, partialGangs: 4, wholeGangs: 0, pendingPods: 183 }
    const clogged = observation({ outcome: 'clogged', completed: 3, attempts: 1000, binds: 20, clog })
    const met = (predicted: Partial<Observation>): (boolean | undefined)[] =>
      labRows(LAB, view, Array(9).fill(clogged), Array(50).fill({ ...clogged, ...predicted }), 8).map((r) => r.met)
    expect(met({})).toEqual([true, true, undefined, undefined, undefined, undefined, true])
    expect(met({ clog: { ...clog, slotsHeld: 7 } })[1]).toBe(false)
    expect(met({ clog: { ...clog, wholeGangs: 1 } })[1]).toBe(false)
    expect(met({ attempts: 1200 })[6]).toBe(false)
  })
})

describe('the rows of a published run', () => {
  const entry: PublishedEntry = {
    source: 'published',
    id: 'p',
    scenario: 'run9',
    scheduler: 's@1',
    sets: [],
    attempt: { run: 'run9', folder: '', attempt: 1 },
    ended: 'completed',
    jobs: 2,
    allowed: { makespan: 0.1, turnaround: 0.1 },
    neverClogs: true,
  }
  const recorded = [
    { job: 'job-0-0-size-2', size: 2, order: 0, submittedS: 0, endS: 100 },
    { job: 'job-0-0-size-3', size: 3, order: 1, submittedS: 1, endS: 201 },
  ]
  const seed = (shift: number): PublishedSeed => ({
    outcome: 'completed',
    completed: 2,
    jobs: recorded.map((job) => ({ ...job, startedS: 50, endS: job.endS * shift })),
  })

  test('a prediction 5 % long is within 10 %, one 20 % long is not', () => {
    const met = (shift: number): (boolean | undefined)[] => publishedRows(entry, recorded, [seed(shift)]).flatMap((r) => r.met ?? [])
    expect(met(1.05)).toEqual([true, true, true, true])
    expect(met(1.2)).toEqual([true, true, false, false])
  })

  test('a seed that clogs is counted against a gang scheduler, and its times are not used', () => {
    const clogged: PublishedSeed = { outcome: 'clogged', completed: 1, jobs: [recorded[0] as (typeof recorded)[0]] }
    const rows = publishedRows(entry, recorded, [seed(1), seed(1), clogged])
    expect(rows.find((r) => r.quantity === 'does not clog')?.met).toBe(false)
    expect(rows.find((r) => r.quantity === 'makespan')?.predicted).toMatchObject({ n: 2 })
  })

  test('a job whose recorded end is wrong is left out of the means by size, with the reason', () => {
    const leftOut = { jobs: ['job-0-0-size-3'], why: 'it was not looked at' }
    const rows = publishedRows({ ...entry, leftOut }, recorded, [seed(1)])
    expect(rows.filter((r) => r.quantity.includes('size')).map((r) => [r.quantity, r.note])).toEqual([
      ['mean turnaround, size 2 (1 jobs)', 'without job-0-0-size-3: it was not looked at'],
    ])
  })

  test('of a recording that was stopped the jobs done by then are compared', () => {
    const rows = publishedRows({ ...entry, ended: 'stopped' }, recorded.slice(0, 1), [seed(1), seed(0.4)])
    expect(rows.find((r) => r.quantity.startsWith('jobs completed'))).toMatchObject({ recorded: 1, predicted: { mean: 1.5 } })
  })
})

describe('the table', () => {
  const rows: FidelityRow[] = labRows(
    LAB,
    { id: 'l', kind: 'ended', recordings: ['r'], allowed: { makespan: 0.07 } },
    [observation({ makespanS: 1000 })],
    [observation({ makespanS: 1100 })],
    8,
  )

  test('shows recorded, predicted, error and what is missed', () => {
    const text = fidelityText(rows, 1)
    expect(text).toContain('l: s@1, lab, 1 recorded run')
    expect(text).toMatch(/makespan +1000 s +1100 \[1100, 1100\] +\+10 % +no +±7 % {2}MISSED/)
    expect(text).toContain('1 of 2 targets met, 1 seeds\n  missed: l, makespan: recorded 1000 s, predicted 1100 [1100, 1100]')
  })

  test('as Markdown it has as many cells in every line', () => {
    const lines = fidelityMarkdown(rows, 1)
      .split('\n')
      .filter((line) => line.startsWith('|'))
    expect(lines).toHaveLength(rows.length + 2)
    expect(new Set(lines.map((line) => line.split('|').length)).size).toBe(1)
  })

  test('figures have as many digits as they mean', () => {
    expect([1257.04, 585.06, 63.333, 0.0417, 50].map(figure)).toEqual(['1257', '585.1', '63.33', '0.042', '50'])
  })
})

test('a prediction that equals the recording in every seed has no error and is met, whatever the values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 9 }), (values) => {
      const row = compareNumbers(SUBJECT, WITHIN, values, [...values, ...values])
      expect(row?.met).toBe(true)
      expect(Math.abs(row?.error ?? 1)).toBeLessThan(1e-12)
    }),
    { numRuns: CASES },
  )
})
