/** Every column of the tables: name, unit, type, meaning and formula. The page that explains the tables is printed from this. */

export interface Column {
  readonly name: string
  /** `s`, `m` (millicores), `bytes`; '' for what has none */
  readonly unit: string
  readonly type: 'text' | 'number' | 'flag'
  readonly meaning: string
  /** how it is computed, in names of other columns or of lines of the record */
  readonly formula: string
}

/** A cell: undefined where the thing did not happen or is not known. */
export type Cell = string | number | boolean | undefined

/** A column and how a row gives it. */
export interface ColumnOf<R> extends Column {
  readonly of: (row: R) => Cell
}

/** Shorthand for a column of one type of row. */
export function column<R>(
  name: string,
  unit: string,
  type: Column['type'],
  meaning: string,
  formula: string,
  of: (row: R) => Cell,
): ColumnOf<R> {
  return { name, unit, type, meaning, formula, of }
}

/**
 * One table as a page: a row a column.
 * @example columnsPage('Jobs', [{ name: 'wait_s', unit: 's', type: 'number', meaning: 'a', formula: 'b' }]).includes('| `wait_s` | s | a | b |') // true
 */
export function columnsPage(title: string, columns: readonly Column[]): string {
  const lines = columns.map((c) => `| \`${c.name}\` | ${c.unit === '' ? '-' : c.unit} | ${c.meaning} | ${c.formula} |`)
  return [`## ${title}`, '', '| column | unit | meaning | formula |', '| --- | --- | --- | --- |', ...lines, ''].join('\n')
}
