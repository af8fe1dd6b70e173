/** The rows of an entry of the lab: every quantity of its views, recorded against predicted. */
import { inSeconds } from '../../src/units.ts'
import { compareNumbers, compareSamples, compareShares, compareWords, type Quantity } from './compare.ts'
import type { LabEntry, LabView } from './entry.ts'
import type { Observation } from './observation.ts'
import { LONG_QUEUE } from './reads.ts'
import type { FidelityRow, Subject, Target } from './row.ts'

type Measure = (o: Observation) => number | undefined

function within(share: number | undefined): Pick<Quantity, 'target'> {
  return share === undefined ? {} : { target: { kind: 'within', share } }
}

const SAME: Target = { kind: 'same' }
const ALIKE: Target = { kind: 'alike', level: 0.05 }

class Rows {
  readonly rows: FidelityRow[] = []
  readonly #subject: Subject
  readonly #recorded: readonly Observation[]
  readonly #predicted: readonly Observation[]

  constructor(subject: Subject, recorded: readonly Observation[], predicted: readonly Observation[]) {
    this.#subject = subject
    this.#recorded = recorded
    this.#predicted = predicted
  }

  add(row: FidelityRow | undefined): void {
    if (row !== undefined) this.rows.push(row)
  }

  number(quantity: Quantity, of: Measure, recorded?: readonly number[]): void {
    const truth = recorded ?? this.#recorded.flatMap((o) => of(o) ?? [])
    const predicted = this.#predicted.flatMap((o) => of(o) ?? [])
    this.add(compareNumbers(this.#subject, quantity, truth, predicted))
  }

  word(quantity: Quantity, of: (o: Observation) => string): void {
    this.add(compareWords(this.#subject, quantity, this.#recorded.map(of), this.#predicted.map(of)))
  }

  share(quantity: Quantity, of: (o: Observation) => boolean): void {
    this.add(compareShares(this.#subject, quantity, this.#recorded.map(of), this.#predicted.map(of)))
  }

  samples(quantity: Quantity, of: (o: Observation) => number): void {
    this.rows.push(...compareSamples(this.#subject, quantity, this.#recorded.map(of), this.#predicted.map(of)))
  }

  get sizes(): string[] {
    return [...new Set(this.#recorded.flatMap((o) => Object.keys(o.turnaroundBySizeS)))].sort((a, b) => +a - +b)
  }
}

function clogRows(rows: Rows, view: LabView, slots: number): void {
  rows.share({ quantity: `clogged, ${slots} of ${slots} places held, by partial gangs only`, unit: '', target: ALIKE }, (o) => {
    return o.clog !== undefined && o.clog.slotsHeld === slots && o.clog.wholeGangs === 0
  })
  rows.number({ quantity: 'jobs completed', unit: '' }, (o) => o.completed)
  if (view.recordings.length > 1) rows.samples({ quantity: 'jobs completed', unit: '', target: ALIKE }, (o) => o.completed)
  rows.number({ quantity: 'time of the clog', unit: 's' }, (o) => o.clog?.atS)
  rows.number({ quantity: 'pods pending at the clog', unit: '' }, (o) => o.clog?.pendingPods)
  rows.number({ quantity: 'attempts', unit: '' }, (o) => o.attempts)
  rows.number({ quantity: 'attempts per bind', unit: '', ...within(view.allowed.attemptsPerBind) }, (o) =>
    o.attempts === undefined ? undefined : o.attempts / o.binds,
  )
}

function timeRows(rows: Rows, view: LabView): void {
  const { allowed } = view
  if (view.kind === 'cut') {
    rows.number({ quantity: 'jobs completed', unit: '' }, (o) => o.completed)
    rows.number({ quantity: 'last completion', unit: 's', ...within(allowed.makespan) }, (o) => o.lastCompletionS)
  } else {
    rows.number({ quantity: 'makespan', unit: 's', ...within(allowed.makespan) }, (o) => o.makespanS)
  }
  rows.number({ quantity: 'mean turnaround', unit: 's' }, (o) => o.turnaroundS)
  for (const size of rows.sizes) {
    const quantity = { quantity: `mean turnaround, size ${size}`, unit: 's', ...within(allowed.turnaroundBySize) }
    rows.number(quantity, (o) => o.turnaroundBySizeS[size]?.meanS)
  }
  // where nothing is asked of it the order is chance: sizes are close together
  if (allowed.order === true) rows.word({ quantity: 'sizes by mean turnaround', unit: '', target: SAME }, (o) => o.orderBySize)
  rows.number({ quantity: 'start-order inversions', unit: '' }, (o) => o.inversions)
  rows.number({ quantity: 'attempts', unit: '', ...within(allowed.attempts) }, (o) => o.attempts)
  rows.number({ quantity: 'attempts per bind', unit: '' }, (o) => (o.attempts === undefined ? undefined : o.attempts / o.binds))
  rows.number({ quantity: 'PodGroup reads', unit: '', ...within(allowed.reads) }, (o) => o.reads)
  rows.number(
    { quantity: `PodGroup reads a second, ${LONG_QUEUE} or more pods pending`, unit: '1/s', ...within(allowed.readsPerS) },
    (o) => o.readsPerS,
  )
  rows.number({ quantity: 'idle although pods pend', unit: 's', ...within(allowed.idle) }, (o) => o.idleS)
  rows.number({ quantity: 'longest time without a completion', unit: 's' }, (o) => o.longestPauseS)
  const delay = within(allowed.fluence)
  rows.number({ quantity: 'last place free -> all placed, mean', unit: 's', ...delay }, (o) => o.placedAfterFreeS?.mean)
  rows.number({ quantity: 'pod created -> first attempt, mean', unit: 's', ...delay }, (o) => o.firstAttemptS)
}

function fluenceRows(rows: Rows, view: LabView): void {
  const { noted, allowed } = view
  if (noted === undefined) return
  const note = { note: `recorded: ${noted.source}` }
  const target = within(allowed.fluence)
  rows.number({ quantity: 'cycles, with pods that waited in vain', unit: '', ...target, ...note }, (o) => o.cycles, noted.cycles)
  rows.number({ quantity: 'matches', unit: '', ...target, ...note }, (o) => o.fluence?.matches, noted.matches)
  rows.number({ quantity: 'matches refused (busy)', unit: '', ...target, ...note }, (o) => o.fluence?.busy, noted.busy)
  rows.number(
    { quantity: 'groups matched onto nodes still held', unit: '', ...target, ...note },
    (o) => o.fluence?.matchedHeld,
    noted.matchedHeld,
  )
  rows.number(
    { quantity: 'attempts without room on the own node', unit: '', ...target, ...note },
    (o) => o.fluence?.insufficient,
    noted.insufficient,
  )
  rows.number(
    { quantity: 'waiting pods rejected for a sibling', unit: '', ...target, ...note },
    (o) => o.fluence?.rejectedWaiting,
    noted.rejectedWaiting,
  )
  rows.number({ quantity: 'permit timeouts', unit: '', ...note }, (o) => o.fluence?.permitTimeouts, noted.permitTimeouts)
  rows.number(
    { quantity: 'leader ended -> allocation given up, mean', unit: 's', ...note },
    (o) => o.fluence?.cancelAfterS,
    noted.cancelAfterS,
  )
}

/**
 * The rows of one view.
 * @param recorded one observation for each recording @param predicted one for each seed, watched as long as the view says
 * @param nodes places for a pod of 2 cpu: one each
 */
export function labRows(
  entry: LabEntry,
  view: LabView,
  recorded: readonly Observation[],
  predicted: readonly Observation[],
  nodes: number,
): FidelityRow[] {
  const subject: Subject = { run: view.id, source: 'lab', scheduler: entry.scheduler }
  const { pause } = view
  const paused = (o: Observation): boolean => pause !== undefined && o.longestPauseS >= inSeconds(pause)
  if (view.kind === 'pauses') {
    const rows = new Rows(subject, recorded, predicted)
    rows.share({ quantity: `no job completes for ${inSeconds(pause ?? 0)} s`, unit: '', target: ALIKE }, paused)
    return rows.rows
  }
  const steady = predicted.filter((o) => !paused(o))
  const rows = new Rows(subject, recorded, steady)
  rows.word({ quantity: 'outcome', unit: '', target: SAME }, (o) => o.outcome)
  if (view.kind === 'clogged') clogRows(rows, view, nodes)
  else timeRows(rows, view)
  fluenceRows(rows, view)
  if (steady.length === predicted.length) return rows.rows
  const all = new Rows(subject, recorded, predicted)
  all.share({ quantity: `no job completes for ${inSeconds(pause ?? 0)} s`, unit: '' }, paused)
  all.number({ quantity: 'makespan, with the seeds that stalled', unit: 's' }, (o) => o.makespanS)
  const note = `seeds that stalled (${predicted.length - steady.length} of ${predicted.length}) left out, as in the recordings`
  return [...rows.rows.map((row) => ({ ...row, note: row.note === undefined ? note : `${row.note}; ${note}` })), ...all.rows]
}
