/** The tables of jobs and pods, column by column, as text: the files beside a record, and the page that explains them. */
import type { Cell, Column, ColumnInfo } from './column.ts'
import { JOB_COLUMNS, STAGE_COLUMNS } from './job-columns.ts'
import { POD_COLUMNS } from './pod-columns.ts'
import { RUN_COLUMNS } from './run-columns.ts'

export { JOB_COLUMNS, STAGE_COLUMNS } from './job-columns.ts'
export { POD_COLUMNS } from './pod-columns.ts'
export { RUN_COLUMNS } from './run-columns.ts'

/** Rows to a piece of text: files are written piece by piece. */
const PIECE = 1024

function cellText(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** A table as CSV (RFC 4180 with line feeds), head first, some thousand rows at a time. An absent cell is empty. */
export function* csv<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Iterable<string> {
  let text = `${columns.map((c) => c.name).join(',')}\n`
  let count = 0
  for (const row of rows) {
    text += `${columns.map((c) => cellText(c.cell(row))).join(',')}\n`
    if (++count % PIECE === 0) {
      yield text
      text = ''
    }
  }
  if (text !== '') yield text
}

function section(title: string, columns: readonly ColumnInfo[]): string[] {
  const lines = columns.map((c) => `| \`${c.name}\` | ${c.unit} | ${c.meaning} | ${c.formula} |`)
  return ['', `## ${title}`, '', '| column | unit | meaning | formula |', '|---|---|---|---|', ...lines]
}

/** The page that explains every column: docs/columns.md. */
export function columnsPage(): string {
  return [
    '# Columns of the tables',
    '',
    'Beside each record: one row a job, one a pod. Times are seconds since the run began; a cell is empty where a thing did not happen.',
    ...section('Jobs', JOB_COLUMNS),
    ...section('Pods', POD_COLUMNS),
    '',
    'Tables that join several runs have these columns besides, the first group before and the second behind those of the jobs.',
    ...section('Runs', RUN_COLUMNS),
    ...section('Stages of a job', STAGE_COLUMNS),
    '',
  ].join('\n')
}
