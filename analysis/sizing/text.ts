/** The evidence behind an answer in the terminal: one line a value. */
import { plainTable } from '../plain-table.ts'
import { short } from '../report/words.ts'
import type { EvidenceRow } from './document.ts'

const percentOf = (share: number): string => (share * 100).toFixed(share < 0.1 ? 2 : 0)

/** @param unit head of the first column */
export function evidenceText(rows: readonly EvidenceRow[], unit: string, answer: EvidenceRow['value'] | null): string {
  const priced = rows.some((row) => row.cost !== null)
  return plainTable(rows, [
    { head: '', cell: (row) => (row.value === answer ? '>' : '') },
    { head: unit, cell: (row) => `${row.value}` },
    { head: 'runs', cell: (row) => `${row.runs}` },
    { head: 'clogged', cell: (row) => `${row.clogged}` },
    { head: 'at most, %', cell: (row) => percentOf(row.upper95) },
    { head: 'makespan p50, s', cell: (row) => (row.makespanS === null ? '-' : row.makespanS.p50.toFixed(0)) },
    { head: 'p95, s', cell: (row) => (row.makespanS === null ? '-' : row.makespanS.p95.toFixed(0)) },
    { head: 'node-hours', cell: (row) => short(row.nodeHours) },
    ...(priced ? [{ head: 'cost', cell: (row: EvidenceRow) => short(row.cost) }] : []),
  ])
}
