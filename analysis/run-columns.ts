/** Columns that say which run a row is of: they stand before those of jobs and pods where tables of several runs are joined. */
import { SECOND } from '../src/units.ts'
import { amount, type Column, time, words } from './column.ts'
import type { RunRecord } from './run-view.ts'

/**
 * One run among many, by what it was: the same experiment again has the same.
 * @example runId({ header: { backend: 'sim', scenario: 'run10', scheduler: 'gang@1.37', seed: 4 } }) // 'sim/run10/gang@1.37/4'
 */
export function runId({ header }: Pick<RunRecord, 'header'>): string {
  return `${header.backend}/${header.scenario}/${header.scheduler}/${header.seed}`
}

const RESOLUTIONS = { sim: 1, lab: 1000, live: SECOND } as const

export const RUN_COLUMNS: readonly Column<RunRecord>[] = [
  words('run', 'one execution of an experiment', 'backend/scenario/scheduler/seed', runId),
  words('backend', 'sim, live or lab; published for tables taken from others', 'header', ({ header }) => header.backend),
  words('scenario', 'the experiment', 'header', ({ header }) => header.scenario),
  words('scheduler', 'name@version', 'header', ({ header }) => header.scheduler),
  amount('seed', 'the replication', 'header', ({ header }) => header.seed),
  words('outcome', 'how the run ended', 'outcome', ({ outcome }) => outcome.outcome),
  time(
    'resolution_s',
    'how far a time may be off: a microsecond of a model, a second of a cluster',
    'by backend',
    ({ header }) => RESOLUTIONS[header.backend],
  ),
]
