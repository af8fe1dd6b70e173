/**
 * The one bridge from records to tables, and from tables to files and back. Whatever comes in, JSON lines of a simulated
 * or a live run, Arrow or Parquet, comes out with the same columns.
 */
import { type ColumnTable, fromArrow, table } from 'arquero'
import { Compression, readParquet, Table, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm'
import { ExperimentError, type Problem } from '../src/errors.ts'
import { stagesOf } from '../src/record/breakdown.ts'
import type { JobRow, PodRow } from '../src/record/rows.ts'
import type { Cell, Column, ColumnInfo } from './column.ts'
import { JOB_COLUMNS, STAGE_COLUMNS, type Staged } from './job-columns.ts'
import { POD_COLUMNS } from './pod-columns.ts'
import { RUN_COLUMNS } from './run-columns.ts'
import { type RunRecord, tablesOf } from './run-view.ts'

export type { ColumnTable } from 'arquero'

/** How a table is kept. Arrow to hand on within a program, Parquet (zstd) to share. */
export type TableFormat = 'arrow' | 'parquet'

/** A row of a table that joins runs. */
interface OfRun<Row> {
  readonly run: RunRecord
  readonly own: Row
}

function joined<Row>(columns: readonly Column<Row>[]): readonly Column<OfRun<Row>>[] {
  const ofRun = RUN_COLUMNS.map((c) => ({ ...c, cell: ({ run }: OfRun<Row>): Cell => c.cell(run) }))
  return [...ofRun, ...columns.map((c) => ({ ...c, cell: ({ own }: OfRun<Row>): Cell => c.cell(own) }))]
}

const JOBS = joined<Staged>([...JOB_COLUMNS.map((c) => ({ ...c, cell: ({ row }: Staged): Cell => c.cell(row) })), ...STAGE_COLUMNS])
const PODS = joined<PodRow>(POD_COLUMNS)

/** Columns of `jobsTable`: RUN_COLUMNS, JOB_COLUMNS, STAGE_COLUMNS. */
export const JOBS_TABLE: readonly ColumnInfo[] = JOBS
/** Columns of `podsTable`: RUN_COLUMNS, POD_COLUMNS. */
export const PODS_TABLE: readonly ColumnInfo[] = PODS

/** A table of rows, one column after another. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): ColumnTable {
  return table(Object.fromEntries(columns.map((c): [string, Cell[]] => [c.name, rows.map(c.cell)])))
}

function staged(run: RunRecord): Staged[] {
  const stage = (row: JobRow): Staged => {
    const until = Math.max(run.outcome.time, row.submitted)
    return { row, until, stages: stagesOf(row, until) }
  }
  return tablesOf(run.events).jobs().map(stage)
}

/** The table of jobs of some runs, runs in the order given, jobs in order of submission. */
export function jobsTable(runs: readonly RunRecord[]): ColumnTable {
  return tableOf(
    JOBS,
    runs.flatMap((run) => staged(run).map((own) => ({ run, own }))),
  )
}

/** The table of pods of some runs, in order of creation. */
export function podsTable(runs: readonly RunRecord[]): ColumnTable {
  return tableOf(
    PODS,
    runs.flatMap((run) =>
      tablesOf(run.events)
        .pods()
        .map((own) => ({ run, own })),
    ),
  )
}

/** Bytes of a table. The same table gives the same bytes. */
export function writeTable(content: ColumnTable, format: TableFormat): Uint8Array {
  if (format === 'arrow') return content.toArrowIPC({ format: 'file' }) as Uint8Array
  const stream = content.toArrowIPC({ format: 'stream' }) as Uint8Array
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).build()
  return writeParquet(Table.fromIPCStream(stream), properties)
}

function parse(bytes: Uint8Array, format: TableFormat, file: string): ColumnTable {
  try {
    return fromArrow(format === 'arrow' ? bytes : readParquet(bytes).intoIPCStream())
  } catch (cause) {
    const problem = { where: file, expected: `a whole ${format} file`, got: `${bytes.length} bytes that are none`, todo: 'write it again' }
    throw new ExperimentError([problem], { cause })
  }
}

const TYPES: Readonly<Record<ColumnInfo['type'], string>> = { text: 'string', number: 'number', flag: 'boolean' }

/** What is wrong with a table that should have these columns: columns missing, and cells of another type. */
export function tableProblems(content: ColumnTable, columns: readonly ColumnInfo[], file: string): Problem[] {
  const problems: Problem[] = []
  const todo = 'write the table again from its records with this version'
  for (const { name, type } of columns) {
    if (!content.columnNames().includes(name)) {
      problems.push({ where: `${file}: ${name}`, expected: `a column of ${type}`, got: 'no such column', todo })
      continue
    }
    const wrong = (content.array(name) as Cell[]).findIndex((cell) => cell !== undefined && cell !== null && typeof cell !== TYPES[type])
    if (wrong >= 0) {
      const got = `${JSON.stringify(content.get(name, wrong))} in row ${wrong + 1}`
      problems.push({ where: `${file}: ${name}`, expected: type, got, todo })
    }
  }
  return problems
}

/**
 * A table from its bytes, checked.
 * @param columns those it must have, JOBS_TABLE or PODS_TABLE; it may have more
 * @param file its name, for messages
 * @throws ExperimentError where the bytes are damaged, a column is missing or has another type
 */
export function readTable(bytes: Uint8Array, format: TableFormat, columns: readonly ColumnInfo[], file: string): ColumnTable {
  const content = parse(bytes, format, file)
  const problems = tableProblems(content, columns, file)
  if (problems.length > 0) throw new ExperimentError(problems)
  return content
}
