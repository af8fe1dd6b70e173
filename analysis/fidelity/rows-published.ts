/** The rows of a published run: the quantities of its tables, and whether it clogged. */
import type { JobTimes } from '../recorded/published.ts'
import { compareNumbers, compareShares, compareWords, type Quantity } from './compare.ts'
import type { PublishedEntry } from './entry.ts'
import type { Clog } from './observation.ts'
import { maskedLike, observePublished, type PublishedObservation } from './published-times.ts'
import type { FidelityRow, Subject } from './row.ts'

/** A simulated seed of a published run. */
export interface PublishedSeed {
  readonly outcome: 'completed' | 'clogged' | 'unfinished'
  readonly completed: number
  readonly clog?: Clog
  /** from the beginning of the run */
  readonly jobs: readonly JobTimes[]
}

/** One 2-cpu pod fits each of the eight nodes of run8 and run9. */
const PLACES = 8

function within(share: number | undefined): Pick<Quantity, 'target'> {
  return share === undefined ? {} : { target: { kind: 'within', share } }
}

/** Jobs that ended before somebody stopped the recording. */
function endedBy(jobs: readonly JobTimes[], seconds: number): number {
  const first = Math.min(...jobs.flatMap((j) => j.submittedS ?? []))
  return jobs.filter((j) => j.endS !== undefined && j.endS - first <= seconds).length
}

function timeRows(subject: Subject, entry: PublishedEntry, recorded: readonly JobTimes[], seeds: readonly PublishedSeed[]): FidelityRow[] {
  const truth = observePublished(recorded)
  const leftOut = new Set(entry.leftOut?.jobs)
  // a seed counts where every job that the recording has ended; the others are in the row of outcomes
  const masked = seeds
    .map((seed) => maskedLike(seed.jobs, recorded, entry.firstIteration))
    .filter((jobs) => jobs.length === recorded.length && jobs.every((job, i) => sameFields(job, recorded[i] as JobTimes)))
  const predicted = masked.map((jobs) => observePublished(jobs))
  const row = (quantity: Quantity, of: (o: PublishedObservation) => number | undefined): FidelityRow[] => {
    const value = of(truth)
    const found =
      value === undefined
        ? undefined
        : compareNumbers(
            subject,
            quantity,
            [value],
            predicted.flatMap((o) => of(o) ?? []),
          )
    return found === undefined ? [] : [found]
  }
  const { allowed } = entry
  const clean = leftOut.size === 0 ? truth : observePublished(recorded.filter((j) => !leftOut.has(j.job)))
  const cleaned = leftOut.size === 0 ? predicted : masked.map((jobs) => observePublished(jobs.filter((j) => !leftOut.has(j.job))))
  const bySize = Object.entries(clean.turnaroundBySizeS).flatMap(([size, { n, meanS }]) => {
    const quantity = { quantity: `mean turnaround, size ${size} (${n} jobs)`, unit: 's', ...within(allowed.turnaroundBySize) }
    const values = cleaned.flatMap((o) => o.turnaroundBySizeS[size]?.meanS ?? [])
    return (
      compareNumbers(subject, entry.leftOut === undefined ? quantity : { ...quantity, note: notOf(entry.leftOut) }, [meanS], values) ?? []
    )
  })
  const span = entry.ended === 'completed' ? 'makespan' : `time of the ${recorded.length} jobs recorded`
  return [
    ...row({ quantity: span, unit: 's', ...within(allowed.makespan) }, (o) => o.makespanS),
    ...row({ quantity: 'mean turnaround', unit: 's', ...within(allowed.turnaround) }, (o) => o.turnaroundS),
    ...bySize,
    ...row({ quantity: 'start-order inversions', unit: '' }, (o) => o.inversions),
  ]
}

function notOf({ jobs, why }: NonNullable<PublishedEntry['leftOut']>): string {
  return `without ${jobs.join(', ')}: ${why}`
}

function sameFields(a: JobTimes, b: JobTimes): boolean {
  return Object.keys(b).every((key) => key in a)
}

/** @param recorded completed jobs of the attempt @param seeds one for each seed */
export function publishedRows(entry: PublishedEntry, recorded: readonly JobTimes[], seeds: readonly PublishedSeed[]): FidelityRow[] {
  const subject: Subject = { run: entry.id, source: 'published', scheduler: entry.scheduler }
  const rows: (FidelityRow | undefined)[] = []
  const span = observePublished(recorded).makespanS ?? 0
  if (entry.ended === 'clogged' || entry.ended === 'completed') {
    const quantity: Quantity = { quantity: 'outcome', unit: '', target: { kind: 'same' } }
    rows.push(
      compareWords(
        subject,
        quantity,
        [entry.ended],
        seeds.map((s) => s.outcome),
      ),
    )
  }
  if (entry.clogs !== undefined) {
    const quantity: Quantity = {
      quantity: `clogs, all ${PLACES} places held, by partial gangs only`,
      unit: '',
      target: { kind: 'at-least', share: entry.clogs },
    }
    const holds = (s: PublishedSeed): boolean => s.clog !== undefined && s.clog.slotsHeld >= PLACES && s.clog.wholeGangs === 0
    rows.push(compareShares(subject, quantity, [true], seeds.map(holds)))
  }
  if (entry.neverClogs === true) {
    const quantity: Quantity = { quantity: 'does not clog', unit: '', target: { kind: 'at-least', share: 1 } }
    rows.push(
      compareShares(
        subject,
        quantity,
        [true],
        seeds.map((s) => s.outcome !== 'clogged'),
      ),
    )
  }
  if (entry.ended === 'open' || entry.ended === 'clogged') {
    rows.push(
      compareNumbers(
        subject,
        { quantity: 'jobs completed', unit: '' },
        [recorded.length],
        seeds.map((s) => s.completed),
      ),
    )
  }
  if (entry.ended === 'stopped') {
    const quantity: Quantity = { quantity: `jobs completed in ${Math.round(span)} s`, unit: '' }
    rows.push(
      compareNumbers(
        subject,
        quantity,
        [recorded.length],
        seeds.map((s) => endedBy(s.jobs, span)),
      ),
    )
  }
  if (entry.ended === 'completed' || entry.ended === 'stopped') rows.push(...timeRows(subject, entry, recorded, seeds))
  const { note } = entry
  return rows.flatMap((row) =>
    row === undefined ? [] : [note === undefined ? row : { ...row, note: row.note === undefined ? note : `${note}; ${row.note}` }],
  )
}
