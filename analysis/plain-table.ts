/** Text in aligned columns without lines around it, as every table in the terminal. */

export interface Column<Row> {
  readonly head: string
  readonly align?: 'left' | 'right'
  readonly cell: (row: Row) => string
}

/**
 * The rows under their heads, two spaces between columns; numbers to the right (the default). No line feed at the end.
 * @example plainTable([{ n: 7 }, { n: 12 }], [{ head: 'jobs', cell: (r) => String(r.n) }]) // 'jobs\n   7\n  12'
 */
export function plainTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const texts = [columns.map((c) => c.head), ...rows.map((row) => columns.map((c) => c.cell(row)))]
  const widths = columns.map((_, i) => Math.max(...texts.map((line) => (line[i] as string).length)))
  const pad = (text: string, i: number): string =>
    columns[i]?.align === 'left' ? text.padEnd(widths[i] as number) : text.padStart(widths[i] as number)
  return texts.map((line) => line.map(pad).join('  ').trimEnd()).join('\n')
}
