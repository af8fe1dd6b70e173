/**
 * Utilisation: as allocation, but a pod counts only while its job is at quorum, that is while enough of its pods run for
 * progress. Many tools call allocation by this name.
 */
import { occupancyOf } from '../occupancy.ts'
import type { RunView } from '../run-view.ts'
import { availableCpuTime } from './allocation.ts'

/** A share from 0 to 1, never above allocation; undefined where the record names no nodes or the window is empty. */
export function utilisation(view: RunView): number | undefined {
  const available = availableCpuTime(view)
  return available === undefined ? undefined : occupancyOf(view).useful.cpu / available
}
