/** The comparison of schedulers as a table for the terminal: aligned, units in the head, unfinished jobs visible. */
import Table from 'cli-table3'
import { createColors } from 'picocolors'
import type { RunSummary } from './summary-row.ts'

export interface TableOptions {
  /** colours and bold, for a terminal that shows them (default: plain) */
  readonly colour?: boolean
}

/** Sizes beyond this many are left to the tables on disk: the table must fit 120 columns. */
const MOST_SIZES = 6

type Paint = (text: string) => string
type Colours = ReturnType<typeof createColors>

const NONE = '-'

function whole(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : value.toFixed(value < 10 ? 1 : 0)
}

/** `mean ±sd` of the values that are there; the mean alone for one value, or where the table has no room. */
function spread(values: readonly (number | null | undefined)[], withSd = true): string {
  const known = values.filter((v): v is number => v !== null && v !== undefined)
  if (known.length === 0) return NONE
  const mean = known.reduce((a, b) => a + b, 0) / known.length
  if (known.length === 1 || !withSd) return whole(mean)
  const sd = Math.sqrt(known.reduce((a, b) => a + (b - mean) ** 2, 0) / (known.length - 1))
  return `${whole(mean)} ±${whole(sd)}`
}

/** `clogged at 62 s` for one run, `clogged 29/30` for several; what completed is not named where something else happened. */
function outcomes(runs: readonly RunSummary[]): string {
  const first = runs[0] as RunSummary
  if (runs.length === 1) {
    return first.clog !== null && first.outcome !== 'completed' ? `${first.outcome} at ${whole(first.clog.atS)} s` : first.outcome
  }
  const counts = new Map<string, number>()
  for (const run of runs) counts.set(run.outcome, (counts.get(run.outcome) ?? 0) + 1)
  if (counts.size > 1) counts.delete('completed')
  return `${[...counts].map(([outcome, n]) => `${outcome} ${n}`).join(', ')}/${runs.length}`
}

function painter(runs: readonly RunSummary[], c: Colours): Paint {
  if (runs.every((run) => run.outcome === 'completed')) return c.green
  return runs.some((run) => run.outcome === 'clogged' || run.outcome === 'livelock') ? c.red : c.yellow
}

function done(runs: readonly RunSummary[]): string {
  const first = runs[0] as RunSummary
  return `${
    runs.length === 1
      ? first.completed
      : spread(
          runs.map((run) => run.completed),
          false,
        )
  }/${first.jobs}`
}

function grouped(runs: readonly RunSummary[]): [string, RunSummary[]][] {
  const groups = new Map<string, RunSummary[]>()
  for (const run of runs) groups.set(run.scheduler, [...(groups.get(run.scheduler) ?? []), run])
  return [...groups]
}

/** Sizes to show: all, or evenly spread ones from the smallest to the largest. */
function shownSizes(runs: readonly RunSummary[], many: boolean): string[] {
  const sizes = [...new Set(runs.flatMap((run) => Object.keys(run.turnaroundBySizeS)))].sort((a, b) => Number(a) - Number(b))
  const most = many ? 3 : MOST_SIZES
  if (sizes.length <= most) return sizes
  return Array.from({ length: most }, (_, i) => sizes[Math.round((i * (sizes.length - 1)) / (most - 1))] as string)
}

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

function notes(runs: readonly RunSummary[], dropped: boolean): string[] {
  const lines = ['turnaround: submit to completion as the experimenter sees it, completed jobs only; makespan: where every job completed.']
  lines.push("util(isation): share of the places' time with enough of a job's pods running; idle-held: held while there are not.")
  if (runs.some((run) => run.outcome === 'clogged')) {
    lines.push('A clogged scheduler holds its places for ever: its idle-held time is what had passed when it clogged.')
  }
  if (new Set(runs.map((run) => run.seed)).size > 1) lines.push('Means over seeds, ± their standard deviation.')
  if (dropped) lines.push('Some sizes are left out here.')
  return lines
}

/**
 * The table, one line a scheduler, with what its words mean below it. Ends without a line feed.
 * @example summaryTable([]) // 'no runs'
 */
export function summaryTable(runs: readonly RunSummary[], options: TableOptions = {}): string {
  if (runs.length === 0) return 'no runs'
  const c = createColors(options.colour === true)
  const groups = grouped(runs)
  const sizes = shownSizes(
    runs,
    groups.some(([, list]) => list.length > 1),
  )
  const head = ['scheduler\n', 'outcome\n', 'jobs\ndone', 'makespan\ns', 'turnaround\nmean, s', ...sizes.map((size) => `size\n${size}, s`)]
  const table = new Table({
    head: [...head, 'util.\n%', 'idle-held\nslot·s'].map((text) => text.split('\n').map(c.bold).join('\n')),
    chars: BORDERLESS,
    colAligns: ['left', 'left', ...Array.from({ length: sizes.length + 5 }, () => 'right' as const)],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const [scheduler, list] of groups) {
    table.push([
      scheduler,
      painter(list, c)(outcomes(list)),
      done(list),
      spread(list.map((run) => run.makespanS)),
      spread(list.map((run) => run.turnaroundS.mean)),
      ...sizes.map((size) =>
        spread(
          list.map((run) => run.turnaroundBySizeS[size]?.mean),
          false,
        ),
      ),
      spread(
        list.map((run) => (run.utilisation === null ? null : run.utilisation * 100)),
        false,
      ),
      spread(list.map((run) => run.idleHeldSlotS)),
    ])
  }
  const all = new Set(runs.flatMap((run) => Object.keys(run.turnaroundBySizeS)))
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
  return [...lines, '', ...notes(runs, all.size > sizes.length).map(c.dim)].join('\n')
}
