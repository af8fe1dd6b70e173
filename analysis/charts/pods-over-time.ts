/** Queue and cluster over time: pods without a place, and what those with a place do. */
import type { RunRecord } from '../run-view.ts'
import { overTime } from './over-time.ts'
import type { Chart, Width } from './theme.ts'

/** One row a run, so give one run of each scheduler. */
export function podsOverTime(runs: readonly RunRecord[], width: Width = 'slide'): Chart {
  const what = {
    title: 'Pods in the queue and on the nodes',
    said: 'Pods that exist, by what they do.',
    axis: 'pods',
    states: ['quorum', 'waiting', 'ending', 'pending'] as const,
    share: false,
  }
  return overTime(runs, what, width)
}
