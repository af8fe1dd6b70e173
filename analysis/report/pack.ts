/**
 * Specifications without repetition. A chart drawn for two widths has nearly the same data twice, and charts of one run
 * share names of jobs and nodes: tables within specifications are kept by column, and equal columns once. Also read by the
 * page itself, which unpacks them.
 */

type Json = unknown
type Row = Readonly<Record<string, unknown>>

/** Values of one column; texts that repeat as numbers of words. */
export type Column = readonly unknown[] | { readonly words: readonly unknown[]; readonly at: readonly number[] }

export interface Packed {
  readonly columns: readonly Column[]
  /** what was packed, with `{ $table: [[rows, { name: column }], ...] }` in place of tables */
  readonly content: Json
}

/** A shorter list is left as it is. */
const FEWEST_ROWS = 8

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether it holds values only: a list of objects within objects is no table. */
function isFlat(row: Row): boolean {
  return Object.values(row).every((cell) => typeof cell !== 'object' || cell === null)
}

/** Rows that follow one another with the same names in the same order; undefined for what is no table, or for a motley one. */
function partsOf(value: readonly unknown[]): Row[][] | undefined {
  if (value.length < FEWEST_ROWS) return undefined
  const parts: Row[][] = []
  let before: string | undefined
  for (const row of value) {
    if (!isRow(row) || !isFlat(row)) return undefined
    const names = JSON.stringify(Object.keys(row))
    if (names === before) parts.at(-1)?.push(row)
    else parts.push([row])
    before = names
  }
  return parts.length * FEWEST_ROWS <= value.length ? parts : undefined
}

function shorten(values: readonly unknown[]): Column {
  const known = new Map<string, number>()
  const words: unknown[] = []
  const at = values.map((value) => {
    const key = JSON.stringify(value) ?? 'undefined'
    let number = known.get(key)
    if (number === undefined) {
      number = words.length
      known.set(key, number)
      words.push(value)
    }
    return number
  })
  const packed = { words, at }
  return JSON.stringify(packed).length < JSON.stringify(values).length ? packed : values
}

/**
 * Packs any JSON value.
 * @example unpack(pack({ a: [1, 'b'] })) // { a: [1, 'b'] }
 */
export function pack(value: Json): Packed {
  const columns: Column[] = []
  const known = new Map<string, number>()
  const keep = (values: readonly unknown[]): number => {
    const key = JSON.stringify(values)
    let number = known.get(key)
    if (number === undefined) {
      number = columns.length
      known.set(key, number)
      columns.push(shorten(values))
    }
    return number
  }
  const walk = (node: Json): Json => {
    if (Array.isArray(node)) {
      const table = partsOf(node)?.map((rows) => {
        const names = Object.keys(rows[0] as Row)
        return [rows.length, Object.fromEntries(names.map((name) => [name, keep(rows.map((row) => row[name]))]))]
      })
      return table === undefined ? node.map(walk) : { $table: table }
    }
    if (!isRow(node)) return node
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child)]))
  }
  return { content: walk(value), columns }
}

/** The value that was packed. */
export function unpack({ content, columns }: Packed): Json {
  const long = columns.map((column) => ('words' in column ? column.at.map((i) => column.words[i]) : column))
  const walk = (node: Json): Json => {
    if (Array.isArray(node)) return node.map(walk)
    if (!isRow(node)) return node
    if (Array.isArray(node.$table)) {
      return (node.$table as [number, Readonly<Record<string, number>>][]).flatMap(([rows, table]) => {
        const cells = Object.entries(table).map(([name, column]) => [name, long[column] as readonly unknown[]] as const)
        return Array.from({ length: rows }, (_, i) => Object.fromEntries(cells.map(([name, values]) => [name, values[i]])))
      })
    }
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child)]))
  }
  return walk(content)
}
