/**
 * Jobs as a table: comma-separated values, one job a line, the first line naming the columns. Columns are the fields of
 * `workload.jobs` (`docs/parameters.md`): size, and what else there is of name, cpu, memory, gpu, tasks, minSize, minMember,
 * priority, app, tolerations, nodeSelector, runTime, at. Values are written as in a scenario (`2`, `600m`, `4Gi`, `90s`); several in one cell are
 * parted by `;`. For tables of numbers `runTime_s` and `at_s` take seconds without their unit. An empty cell says nothing.
 */
import { ExperimentError, type Problem } from '../errors.ts'
import { JOB_FIELDS } from '../experiment/parameters/workload.ts'
import { didYouMean } from '../experiment/suggest.ts'
import { ALL_SCHEDULERS, type Draft, type Entry, type Text } from './draft.ts'
import { timesOf } from './times.ts'

export interface CsvRow {
  /** of its first character, from 1 */
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Rows of comma-separated values; a cell in double quotes may hold commas, line ends, and quotes written twice. Empty lines
 * are left out.
 * @example csvRows('a,"b ""c"""\n\n1,2')
 * // [{ line: 1, cells: ['a', 'b "c"'] }, { line: 3, cells: ['1', '2'] }]
 * @throws ExperimentError for a quote that never ends
 */
export function csvRows(text: string, file = 'table.csv'): CsvRow[] {
  const rows: CsvRow[] = []
  let cells: string[] = []
  let line = 1
  let began = 1
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y
  const whole = text.replace(/^\uFEFF/, '')
  while (cell.lastIndex < whole.length) {
    const at = cell.lastIndex
    const match = cell.exec(whole)
    if (match === null) {
      const got = JSON.stringify(whole.slice(at, at + 20).split('\n')[0])
      const todo = 'put the whole cell into double quotes, and write a quote inside it twice'
      throw new ExperimentError([{ where: `${file}:${line}`, expected: 'a cell, then a comma or the end of the line', got, todo }])
    }
    const [, raw = '', end = ''] = match
    cells.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw.trim())
    line += (raw.match(/\n/g)?.length ?? 0) + (end.endsWith('\n') ? 1 : 0)
    if (end === ',' && cell.lastIndex < whole.length) continue
    if (end === ',') cells.push('')
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: began, cells })
    cells = []
    began = line
  }
  return rows
}

/** Columns in seconds without unit, and the field of each. */
const IN_SECONDS: Readonly<Record<string, string>> = { runTime_s: 'runTime', at_s: 'at' }
const COLUMNS: readonly string[] = [...Object.keys(JOB_FIELDS), ...Object.keys(IN_SECONDS)]
const LISTS: ReadonlySet<string> = new Set(['tolerations', 'nodeSelector'])

/** The column that a heading means: case, blanks, `-` and `_` inside do not matter (`min_member`, `Run Time`). */
function columnOf(heading: string): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '')
  return COLUMNS.find((name) => name === heading) ?? COLUMNS.find((name) => plain(name) === plain(heading))
}

function columnsOf(row: CsvRow, file: string): readonly string[] {
  const problems: Problem[] = []
  const columns = row.cells.map((heading, i) => {
    const column = columnOf(heading)
    const where = `${file}:${row.line} column ${i + 1}`
    const told = column === undefined || row.cells.findIndex((h) => columnOf(h) === column) !== i
    if (told) {
      const expected = column === undefined ? `one of ${COLUMNS.join(', ')}` : `${column} once`
      problems.push({
        where,
        expected,
        got: JSON.stringify(heading),
        todo: column === undefined ? didYouMean(heading, COLUMNS) : 'remove one of the two',
      })
    }
    return column ?? ''
  })
  if (!columns.includes('size') && problems.length === 0)
    problems.push({
      where: `${file}:${row.line}`,
      expected: 'a column size',
      got: row.cells.join(', '),
      todo: 'say how many pods each job has',
    })
  if (problems.length > 0) throw new ExperimentError(problems)
  return columns
}

function entryOf(row: CsvRow, columns: readonly string[], file: string): Entry {
  const fields: Record<string, Text> = {}
  const places: Record<string, string> = {}
  for (const [i, column] of columns.entries()) {
    const cell = row.cells[i] ?? ''
    if (cell === '') continue
    const name = IN_SECONDS[column] ?? column
    places[name] = `${file}:${row.line}`
    if (LISTS.has(name)) fields[name] = cell.split(';').map((one) => one.trim())
    else fields[name] = IN_SECONDS[column] === undefined ? cell : `${cell}s`
  }
  return { where: `${file}:${row.line}`, fields, places }
}

/**
 * The scenario of a table of jobs. The cluster is not in it: it is at its defaults.
 * @throws ExperimentError for what is no table, and for unknown columns
 */
export function csvDraft(text: string, file: string): Draft {
  const [head, ...rows] = csvRows(text, file)
  if (head === undefined) {
    throw new ExperimentError([
      {
        where: `${file}:1`,
        expected: 'a line that names the columns',
        got: 'an empty file',
        todo: 'write for instance name,size,cpu,runTime',
      },
    ])
  }
  const columns = columnsOf(head, file)
  const wide = rows.filter((row) => row.cells.length > columns.length)
  if (wide.length > 0) {
    throw new ExperimentError(
      wide.map((row) => ({
        where: `${file}:${row.line}`,
        expected: `${columns.length} cells`,
        got: String(row.cells.length),
        todo: 'quote a cell that holds a comma',
      })),
    )
  }
  if (rows.length === 0)
    throw new ExperimentError([
      { where: `${file}:2`, expected: 'a job', got: 'no line after the first', todo: 'write a line for each job' },
    ])
  const jobs = rows.map((row) => entryOf(row, columns, file))
  const { settings, notes } = timesOf(jobs, 'its column runTime (or runTime_s)')
  return { title: `${file}: ${jobs.length} jobs of a table`, schedulers: ALL_SCHEDULERS, settings, jobs, notes, rejected: [] }
}
