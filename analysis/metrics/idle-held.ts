/**
 * Idle-held time: resource-time held by pods while their job is not at quorum, waiting for siblings before the work or for
 * removal after it. Allocation less utilisation, exactly. The price of hold-and-wait.
 */
import { inSeconds } from '../../src/units.ts'
import { occupancyOf } from '../occupancy.ts'
import type { RunView } from '../run-view.ts'

export interface IdleHeld {
  /** places times seconds */
  readonly slotS: number
  /** cores times seconds */
  readonly coreS: number
}

export function idleHeld(view: RunView): IdleHeld {
  const { idle } = occupancyOf(view)
  return { slotS: inSeconds(idle.slots), coreS: inSeconds(idle.cpu) / 1000 }
}
