/** Allocation: resource-time held by any pod / resource-time that the workload's pods could take, over the window. */
import { capacityOf } from '../capacity.ts'
import { occupancyOf } from '../occupancy.ts'
import type { RunView } from '../run-view.ts'

/** Millicore-microseconds that pods of the workload could take over the window; undefined where unknown or none. */
export function availableCpuTime(view: RunView): number | undefined {
  const capacity = capacityOf(view.nodes, view.pods)
  const time = (capacity?.cpu ?? 0) * (view.window.to - view.window.from)
  return time > 0 ? time : undefined
}

/** A share from 0 to 1; undefined where the record names no nodes or the window is empty. */
export function allocation(view: RunView): number | undefined {
  const available = availableCpuTime(view)
  return available === undefined ? undefined : occupancyOf(view).held.cpu / available
}
