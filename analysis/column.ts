/** What a column of a table is. None of its parts is optional: the page that explains the tables is printed from them. */
import { inSeconds, type Time } from '../src/units.ts'

/** A cell: undefined where the thing did not happen or is not known. */
export type Cell = string | number | boolean | undefined

export interface ColumnInfo {
  readonly name: string
  /** `s`, `m` (millicores), `B`; `1` for a count or a ratio, `-` for words */
  readonly unit: string
  readonly type: 'text' | 'number' | 'flag'
  readonly meaning: string
  /** how it is computed, in names of other columns or of lines of the record */
  readonly formula: string
}

/** A column and how a row gives it. */
export interface Column<Row> extends ColumnInfo {
  readonly cell: (row: Row) => Cell
}

/** A column of words. */
export function words<Row>(name: string, meaning: string, formula: string, cell: (row: Row) => string | undefined): Column<Row> {
  return { name, unit: '-', type: 'text', meaning, formula, cell }
}

/** A column that says yes or no. */
export function flag<Row>(name: string, meaning: string, formula: string, cell: (row: Row) => boolean): Column<Row> {
  return { name, unit: '-', type: 'flag', meaning, formula, cell }
}

/** A column of counts or ratios, or of another unit where it is given. */
export function amount<Row>(
  name: string,
  meaning: string,
  formula: string,
  cell: (row: Row) => number | undefined,
  unit = '1',
): Column<Row> {
  return { name, unit, type: 'number', meaning, formula, cell }
}

/** A column of times or durations: whole microseconds inside, seconds in the table. Its name ends in `_s`. */
export function time<Row>(name: string, meaning: string, formula: string, cell: (row: Row) => Time | undefined): Column<Row> {
  const inTable = (row: Row): number | undefined => {
    const value = cell(row)
    return value === undefined ? undefined : inSeconds(value)
  }
  return { name, unit: 's', type: 'number', meaning, formula, cell: inTable }
}
