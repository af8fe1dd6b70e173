/** Throughput: jobs completed / length of the window, in jobs a second. */
import { SECOND } from '../../src/units.ts'
import type { RunView } from '../run-view.ts'

/** Jobs a second over the window of the run; undefined for an empty window. */
export function throughput(view: RunView): number | undefined {
  const length = view.window.to - view.window.from
  if (length <= 0) return undefined
  const done = view.jobs.filter((job) => job.completed !== undefined && job.completed <= view.window.to).length
  return done / (length / SECOND)
}
