/** The tables of the page. */
import type { RunSet } from '../run-set.ts'
import { meanInterval } from '../stats/intervals.ts'
import { inScale } from '../stats/sentence.ts'
import { type SchedulerSummary, summariseAll } from '../summary-all.ts'
import { html, type Markup } from './html.ts'
import { percent, short } from './words.ts'

interface Row {
  readonly set: RunSet
  readonly sum: SchedulerSummary
}

interface Column {
  readonly head: string
  readonly unit?: string
  /** what it means, below the table */
  readonly cell: (row: Row) => string
}

const NONE = '–'

/** Mean and 95 % interval over runs; the mean alone for one run. */
function estimate(values: readonly number[]): string {
  if (values.length === 0) return NONE
  const { value, interval } = meanInterval(values)
  if (interval === undefined) return short(value)
  const scale = interval.high - interval.low
  return scale === 0 ? short(value) : `${inScale(value, scale)} ± ${inScale(scale / 2, scale)}`
}

function over(set: RunSet, of: (row: NonNullable<ReturnType<RunSet['runs']['get']>>['row']) => number | null | undefined): string {
  return estimate([...set.runs.values()].flatMap(({ row }) => of(row) ?? []))
}

function outcome({ set, sum }: Row): string {
  const only = [...set.runs.values()][0]?.row
  if (sum.runs === 1 && only !== undefined) return only.clog === null ? only.outcome : `${only.outcome} at ${short(only.clog.atS)} s`
  const counts: [number, string][] = [
    [sum.completed, 'completed'],
    [sum.clogged, 'clogged'],
    [sum.livelocked, 'livelock'],
    [sum.unfinished, 'unfinished'],
  ]
  return counts.flatMap(([n, what]) => (n === 0 ? [] : [`${what} ${n}/${sum.runs}`])).join(', ')
}

function clogging({ clogProbability: { share, low, high }, runs }: SchedulerSummary): string {
  return runs === 1 ? NONE : `${percent(share)} (${percent(low)} to ${percent(high)})`
}

function columnsOf(rows: readonly Row[]): Column[] {
  const sizes = [...new Set(rows.flatMap(({ sum }) => Object.keys(sum.turnaroundBySizeS)))].sort((a, b) => Number(a) - Number(b))
  const several = rows.some(({ sum }) => sum.runs > 1)
  return [
    { head: 'outcome', cell: outcome },
    ...(several ? [{ head: 'clogs or livelocks', cell: ({ sum }: Row) => clogging(sum) }] : []),
    {
      head: 'jobs done',
      cell: ({ set, sum }) => `${short(sum.jobsCompleted.mean)} of ${Math.max(...[...set.runs.values()].map(({ row }) => row.jobs))}`,
    },
    { head: 'makespan', unit: 's', cell: ({ set }) => over(set, (row) => row.makespanS) },
    { head: 'turnaround', unit: 's', cell: ({ set }) => over(set, (row) => row.turnaroundS.mean) },
    ...sizes.map(
      (size): Column => ({ head: `size ${size}`, unit: 's', cell: ({ set }) => over(set, (row) => row.turnaroundBySizeS[size]?.mean) }),
    ),
    { head: 'utilisation', unit: '%', cell: ({ set }) => over(set, (row) => (row.utilisation === null ? null : row.utilisation * 100)) },
    { head: 'idle-held', unit: 'slot·s', cell: ({ set }) => over(set, (row) => row.idleHeldSlotS) },
  ]
}

/** One row a scheduler. Wider than a phone: it can be scrolled on its own. */
export function summaryTableHtml(sets: readonly RunSet[]): Markup {
  const rows = sets.map((set): Row => ({ set, sum: summariseAll([...set.runs.values()].map((run) => run.row))[0] as SchedulerSummary }))
  const columns = columnsOf(rows)
  const n = new Set(sets.map((set) => set.runs.size))
  const several = Math.max(...n) > 1
  const runs =
    n.size === 1 ? `${[...n][0]} run${several ? 's' : ''} of each` : sets.map((set) => `${set.name}: ${set.runs.size}`).join(', ')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of schedulers">
<table><thead><tr><th scope="col">scheduler</th>${columns.map(
    (c) => html`<th scope="col">${c.head}${c.unit === undefined ? '' : html` <span class="unit">${c.unit}</span>`}</th>`,
  )}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr><th scope="row">${row.set.name}</th>${columns.map((c) => html`<td>${c.cell(row)}</td>`)}</tr>
`,
  )}</tbody></table></div>
<p class="note">n: ${runs}. ${several ? 'Means over runs, ± half of their 95 % interval (Student). ' : 'One run: no interval. '}Makespan only of runs in which every job completed; turnaround of jobs that completed, so of a scheduler that clogged it tells of the few that came through.</p>`
}
