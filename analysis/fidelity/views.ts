/** How long the recordings of a view were watched, so that seeds are watched as long. */
import { inSeconds, type Time } from '../../src/units.ts'
import type { LabRun } from '../recorded/lab.ts'
import type { LabView } from './entry.ts'
import type { Observation, Watched } from './observation.ts'
import { firstSubmit, observe, until } from './observe.ts'

/** Recordings end some milliseconds apart; their mean length stands for all. */
function meanLength(runs: readonly LabRun[]): Time {
  const lengths = runs.map((run) => run.end.time - firstSubmit(run.events))
  return Math.round(lengths.reduce((a, b) => a + b, 0) / lengths.length)
}

/**
 * From the first submit on, how long a seed is watched for this view. Runs that ended by themselves: until the limit of
 * the recording program. Cut: as long as the recordings. Pauses: as long as the shortest recording that did not stall.
 * A clogged run ends by itself.
 */
export function watchedFor(view: LabView, runs: readonly LabRun[]): Time {
  switch (view.kind) {
    case 'ended':
    case 'clogged':
      return Math.min(...runs.map((run) => run.parameters.limit))
    case 'cut':
      return meanLength(runs)
    case 'pauses':
      return Math.min(...runs.filter((run) => !stalled(run, view)).map((run) => run.end.time - firstSubmit(run.events)))
  }
}

function stalled(run: LabRun, view: LabView): boolean {
  const { longestPauseS } = observe({ events: run.events, jobs: run.parameters.jobs, end: run.end.time })
  return view.pause !== undefined && longestPauseS >= inSeconds(view.pause)
}

/** The observation of a run watched for so long from its first submit. */
export function observeFor(run: Watched, length: Time): Observation {
  return observe(until(run, firstSubmit(run.events) + length))
}
