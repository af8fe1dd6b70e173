/** The fidelity table: for the terminal, and as Markdown for a page. */
import { type Column, plainTable } from '../plain-table.ts'
import { type Band, type FidelityRow, percent, targetText } from './row.ts'

/** @example figure(1257.04) // '1257' */
export function figure(value: number): string {
  const size = Math.abs(value)
  if (size >= 1000 || Number.isInteger(value)) return value.toFixed(0)
  return size >= 100 ? value.toFixed(1) : size >= 1 ? value.toFixed(2) : value.toPrecision(2)
}

function withUnit(text: string, unit: string): string {
  return unit === '' ? text : `${text} ${unit}`
}

function recordedText({ recorded, unit }: FidelityRow): string {
  return typeof recorded === 'string' ? recorded : withUnit(figure(recorded), unit)
}

function bandText({ mean, low, high }: Band): string {
  return `${figure(mean)} [${figure(low)}, ${figure(high)}]`
}

function predictedText({ predicted }: FidelityRow): string {
  if (predicted === null) return 'none'
  return typeof predicted === 'string' ? predicted : bandText(predicted)
}

function errorText({ error }: FidelityRow): string {
  if (error === undefined) return ''
  return `${error < 0 ? '-' : '+'}${percent(Math.abs(error))}`
}

function insideText({ inside, recordedRuns }: FidelityRow): string {
  if (inside === undefined) return ''
  return recordedRuns === 1 ? (inside === 1 ? 'yes' : 'no') : `${inside} of ${recordedRuns}`
}

function metText({ met }: FidelityRow): string {
  return met === undefined ? '' : met ? 'met' : 'MISSED'
}

const COLUMNS: readonly Column<FidelityRow>[] = [
  { head: 'quantity', align: 'left', cell: (r) => r.quantity },
  { head: 'recorded', cell: recordedText },
  { head: 'predicted [95 %]', cell: predictedText },
  { head: 'error', cell: errorText },
  { head: 'in band', cell: insideText },
  { head: 'target', cell: (r) => (r.target === undefined ? '' : targetText(r.target)) },
  { head: '', align: 'left', cell: metText },
]

function grouped(rows: readonly FidelityRow[]): [string, FidelityRow[]][] {
  const groups = new Map<string, FidelityRow[]>()
  for (const row of rows) groups.set(row.run, [...(groups.get(row.run) ?? []), row])
  return [...groups]
}

function heading(run: string, rows: readonly FidelityRow[]): string {
  const [first] = rows
  const runs = Math.max(...rows.map((r) => r.recordedRuns))
  return `${run}: ${first?.scheduler}, ${first?.source}, ${runs} recorded run${runs === 1 ? '' : 's'}`
}

function notesOf(rows: readonly FidelityRow[]): string[] {
  return [...new Set(rows.flatMap((r) => r.note ?? []))]
}

export interface TargetCount {
  readonly targets: number
  readonly met: number
}

/** @example countTargets([]) // { targets: 0, met: 0 } */
export function countTargets(rows: readonly FidelityRow[]): TargetCount {
  const judged = rows.filter((r) => r.met !== undefined)
  return { targets: judged.length, met: judged.filter((r) => r.met).length }
}

const LEGEND = [
  'predicted: mean over seeds, and the band in which 95 % of single seeds lie. error: mean predicted against mean recorded.',
  'in band: recorded runs inside it.',
]

/** The table for the terminal: one block for each run, then the targets that are missed. Ends without a line feed. */
export function fidelityText(rows: readonly FidelityRow[], seeds: number): string {
  const blocks = grouped(rows).map(([run, list]) =>
    [heading(run, list), plainTable(list, COLUMNS), ...notesOf(list).map((n) => `  ${n}`)].join('\n'),
  )
  const { targets, met } = countTargets(rows)
  const missed = rows.filter((r) => r.met === false)
  const summary = [
    `${met} of ${targets} targets met, ${seeds} seeds`,
    ...missed.map((r) => `  missed: ${r.run}, ${r.quantity}: recorded ${recordedText(r)}, predicted ${predictedText(r)}`),
  ]
  return [...blocks, [...LEGEND, ...summary].join('\n')].join('\n\n')
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`
}

/** The same as one Markdown table, with a bold name at the first line of each run. */
export function fidelityMarkdown(rows: readonly FidelityRow[], seeds: number): string {
  const heads = ['run', ...COLUMNS.map((c) => c.head)]
  const lines = grouped(rows).flatMap(([run, list]) =>
    list.map((row, i) => {
      const name = i === 0 ? `**${run}** ${row.scheduler}, ${row.source}, ${heading(run, list).split(', ').at(-1)}` : ''
      return markdownRow([name, ...COLUMNS.map((c) => c.cell(row))])
    }),
  )
  const notes = grouped(rows).flatMap(([run, list]) => notesOf(list).map((note) => `- ${run}: ${note}`))
  const { targets, met } = countTargets(rows)
  return [
    `${met} of ${targets} targets met, ${seeds} seeds. ${LEGEND.join(' ')}`,
    '',
    markdownRow(heads),
    markdownRow(heads.map(() => '---')),
    ...lines,
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n')
}
