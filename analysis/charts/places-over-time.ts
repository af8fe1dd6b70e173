/** Utilisation and idle-held places over time, as shares of the places of the cluster. */
import type { RunRecord } from '../run-view.ts'
import { overTime } from './over-time.ts'
import type { Chart, Width } from './theme.ts'

/** One row a run, so give one run of each scheduler. */
export function placesOverTime(runs: readonly RunRecord[], width: Width = 'slide'): Chart {
  const what = {
    title: 'What the places of the cluster are good for',
    said: 'Utilisation is the blue part; what is held besides is idle-held; white is free.',
    axis: 'places',
    states: ['quorum', 'waiting', 'ending'] as const,
    share: true,
  }
  return overTime(runs, what, width)
}
