/** A recording of data/lab as a whole record: header, events, outcome, like one of a simulation or a live run. */
import { FORMAT_VERSION } from '../../src/record/events.ts'
import { MUSTER_VERSION } from '../../src/version.ts'
import type { RunRecord } from '../run-view.ts'
import type { LabRun } from './lab.ts'

/**
 * @param scheduler name@version: the file does not say it, its README does
 * @param scenario what is compared with what; default: that of the README
 */
export function labRecord({ parameters, events, end }: LabRun, scheduler: string, scenario = 'lab'): RunRecord {
  const completed = events.reduce((n, event) => n + (event.kind === 'completed' ? 1 : 0), 0)
  const outcome = completed === parameters.jobs ? ('completed' as const) : ('stopped' as const)
  return {
    header: {
      kind: 'header',
      format: FORMAT_VERSION,
      muster: MUSTER_VERSION,
      backend: 'lab',
      scenario,
      scheduler,
      seed: parameters.seed,
      experiment: undefined,
    },
    events,
    outcome: { kind: 'outcome', outcome, time: end.time, jobs: parameters.jobs, completed, clog: null },
  }
}
