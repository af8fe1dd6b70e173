/** Figures of one run, in words. */
import { inSeconds } from '../../src/units.ts'
import { occupancyOf } from '../occupancy.ts'
import type { RunRecord, RunView } from '../run-view.ts'
import { many, percent, short } from './words.ts'

function spanOf({ window }: RunView): string {
  return `${short(inSeconds(window.to - window.from))} s`
}

export function ganttAlt(run: RunRecord, view: RunView): string {
  const { held, useful } = occupancyOf(view)
  const nodes = new Set([...view.nodes.map((n) => n.node), ...view.pods.flatMap((p) => p.node ?? [])]).size
  const bound = view.pods.filter((pod) => pod.bound !== undefined).length
  const clog = run.outcome.clog
  const end =
    clog === null
      ? ''
      : ` From ${short(inSeconds(clog.at - view.window.from))} s on nothing moves: ${many(clog.holders.length, 'job')} hold ${clog.slotsHeld} of ${many(clog.slots, 'place')}.`
  const share =
    held.slots === 0 ? '' : ` Of the time that places were held, ${percent(useful.slots / held.slots)} had enough pods of the job running.`
  return `A row for each of ${many(nodes, 'node')}, a bar for each of ${many(bound, 'pod')} with a place, coloured by job, over ${spanOf(view)}.${share}${end}`
}
