/** The table of a sweep: one row a run, every parameter of its experiment a column. */
import { ownersText, type Parameter } from '../../src/experiment/parameter.ts'
import { PARAMETERS } from '../../src/experiment/parameters/index.ts'
import { parseCpu, parseDuration, parseMemory } from '../../src/experiment/quantities.ts'
import { inSeconds } from '../../src/units.ts'
import { amount, type Cell, type Column, words } from '../column.ts'
import { cost, nodeHours } from '../metrics/cost.ts'
import type { RunSummary } from '../summary-row.ts'
import { nodesOf, type SweepRow } from './cell.ts'

/** Longer lists (the jobs of a trace) are cut: the record of a run has them whole. */
const LONGEST = 200

const orAbsent = (value: number | null | undefined): number | undefined => value ?? undefined

interface Reading {
  /** behind the path, in the name of the column */
  readonly ending: string
  readonly unit: string
  readonly type: Column<SweepRow>['type']
  readonly read: (text: string) => Cell
}

const seconds = (text: string): number | undefined => {
  const value = parseDuration(text)
  return value === undefined ? undefined : inSeconds(value)
}

/** How the text of a parameter becomes a cell, by the name of its type; all others stay text. */
const READINGS: Readonly<Record<string, Reading>> = {
  'whole number': { ending: '', unit: '1', type: 'number', read: Number },
  number: { ending: '', unit: '1', type: 'number', read: Number },
  duration: { ending: '_s', unit: 's', type: 'number', read: seconds },
  cpu: { ending: '_m', unit: 'm', type: 'number', read: parseCpu },
  memory: { ending: '_B', unit: 'B', type: 'number', read: parseMemory },
  'true or false': { ending: '', unit: '-', type: 'flag', read: (text) => text === 'true' },
}

const TEXT: Reading = {
  ending: '',
  unit: '-',
  type: 'text',
  read: (text) => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`),
}

function parameterColumn(parameter: Parameter): Column<SweepRow> {
  const { ending, unit, type, read } = READINGS[parameter.type.name] ?? TEXT
  const owners = ownersText(parameter)
  return {
    name: parameter.path + ending,
    unit,
    type,
    meaning: parameter.help,
    formula: owners === '' ? 'the experiment' : `the experiment; only under ${owners}`,
    cell: ({ cell }) => {
      const text = cell.settings.get(parameter.path)
      return text === undefined ? undefined : read(text)
    },
  }
}

function ofRun(
  name: string,
  unit: string,
  meaning: string,
  formula: string,
  of: (run: RunSummary) => number | null | undefined,
): Column<SweepRow> {
  return amount(name, meaning, formula, ({ run }) => (run === undefined ? undefined : orAbsent(of(run))), unit)
}

function paid(of: (pools: NonNullable<SweepRow['cell']['pools']>, makespanS: number) => number | undefined) {
  return ({ cell, run }: SweepRow): number | undefined =>
    cell.pools === undefined || run?.makespanS == null ? undefined : of(cell.pools, run.makespanS)
}

/** Columns of every sweep, before those of the parameters. */
export const SWEEP_RESULT_COLUMNS: readonly Column<SweepRow>[] = [
  amount('cell', 'place in the grid, from 0', 'the first axis varies slowest', ({ cell }) => cell.number),
  words('scheduler', 'name@version', 'the experiment', ({ cell }) => cell.scheduler),
  amount('seed', 'the replication', 'command line', ({ run }) => run?.seed),
  words('outcome', 'how the run ended; impossible where nothing could be run', 'outcome', ({ run }) => run?.outcome ?? 'impossible'),
  words('reason', 'why nothing could be run', 'the check of the experiment', ({ cell }) => cell.reason),
  amount('nodes', 'nodes of all pools', 'sum over pools', ({ cell }) => nodesOf(cell)),
  amount('jobs', 'jobs of the workload', 'the experiment', ({ cell }) => cell.jobs),
  ofRun('completed', '1', 'jobs completed', 'count', (run) => run.completed),
  ofRun('makespan_s', 's', 'first submit to last completion; empty where a job did not complete', 'makespan', (run) => run.makespanS),
  ofRun('turnaround_mean_s', 's', 'mean turnaround of completed jobs', 'submit to completion', (run) => run.turnaroundS.mean),
  ofRun('turnaround_p50_s', 's', 'median of the same', 'submit to completion', (run) => run.turnaroundS.median),
  ofRun('turnaround_p95_s', 's', '95 % quantile of the same', 'submit to completion', (run) => run.turnaroundS.p95),
  ofRun('utilisation', '1', "share of the places' time used by jobs at quorum", 'useful / available', (run) => run.utilisation),
  ofRun('idle_held_slot_s', 'slot s', 'places times time held by jobs not at quorum', 'sum', (run) => run.idleHeldSlotS),
  ofRun('clogged_at_s', 's', 'when nothing could move any more', 'clog report', (run) => run.clog?.atS),
  amount('node_hours', 'nodes paid from first submit to last completion', 'nodes * makespan_s / 3600', paid(nodeHours), 'node h'),
  amount(
    'cost',
    'the same in money; empty where a price is not known',
    'sum over pools: nodes * price * makespan_s / 3600',
    paid(cost),
    'currency',
  ),
]

/** Columns of the parameters, those that the sweep varies first. */
export function parameterColumns(varied: readonly string[]): readonly Column<SweepRow>[] {
  const first = varied.flatMap((path) => PARAMETERS.filter((p) => p.path === path))
  return [...first, ...PARAMETERS.filter((p) => !first.includes(p))].map(parameterColumn)
}

/** All columns of the table of a sweep. */
export function sweepColumns(varied: readonly string[]): readonly Column<SweepRow>[] {
  return [...SWEEP_RESULT_COLUMNS, ...parameterColumns(varied)]
}
