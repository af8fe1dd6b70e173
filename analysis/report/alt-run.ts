/** Figures of one run, in words. */
import { inSeconds } from '../../src/units.ts'
import { occupancyOf } from '../occupancy.ts'
import type { RunRecord, RunView } from '../run-view.ts'
import { stageShares } from './stage-shares.ts'
import { listed, many, percent, short } from './words.ts'

function spanOf({ window }: RunView): string {
  return `${short(inSeconds(window.to - window.from))} s`
}

/** How much of the time that places were held was of use. */
function useOf(view: RunView): string {
  const { held, useful } = occupancyOf(view)
  return held.slots === 0
    ? 'No place was held'
    : `${percent(useful.slots / held.slots)} of the time that places were held, enough pods of the job ran`
}

export function ganttAlt(run: RunRecord, view: RunView): string {
  const nodes = new Set([...view.nodes.map((n) => n.node), ...view.pods.flatMap((p) => p.node ?? [])]).size
  const bound = view.pods.filter((pod) => pod.bound !== undefined).length
  const clog = run.outcome.clog
  const end =
    clog === null
      ? ''
      : ` From ${short(inSeconds(clog.at - view.window.from))} s on nothing moves: ${many(clog.holders.length, 'job')} with ${clog.slotsHeld} of ${many(clog.slots, 'place')}.`
  return `A row for each of ${many(nodes, 'node')}, a bar for each of ${many(bound, 'pod')} with a place, coloured by job, over ${spanOf(view)}. ${useOf(view)}.${end}`
}

export function podsAlt(_run: RunRecord, view: RunView): string {
  const changes = view.pods.flatMap((pod): [number, number][] => {
    if (pod.created === undefined) return []
    const until = pod.bound ?? pod.gone
    return [[pod.created, 1], ...(until === undefined ? [] : [[until, -1] as [number, number]])]
  })
  let waiting = 0
  let [most, when] = [0, 0]
  for (const [at, change] of changes.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    waiting += change
    if (waiting > most) [most, when] = [waiting, at]
  }
  return `Numbers of pods over ${spanOf(view)}, stacked: running with enough siblings, waiting for siblings, ending, and without a place. Most without a place: ${most}, at ${short(inSeconds(when - view.window.from))} s.`
}

export function placesAlt(_run: RunRecord, view: RunView): string {
  return `Share of the cluster's places over ${spanOf(view)}: of use, held while waiting for siblings, held after the work was done. ${useOf(view)}.`
}

export function lifeAlt(run: RunRecord, view: RunView): string {
  const shares = stageShares(run).slice(0, 3)
  const most =
    shares.length === 0
      ? 'No job completed'
      : `Of the turnaround of completed jobs, ${listed(shares.map(([stage, share]) => `${percent(share)} was ${stage}`))}`
  return `A line for each of ${many(view.jobs.length, 'job')} from submit to removal, coloured by what it waited for. ${most}.`
}

export function waitForAlt({ outcome }: RunRecord): string {
  const waits = outcome.clog?.waits ?? []
  const said = waits
    .slice(0, 10)
    .map(({ job, missing, for: others }) => `${job} misses ${many(missing, 'pod')} and waits for ${listed(others)}`)
  return `Jobs in a ring, an arrow from each that waits to those it waits for. ${said.join('. ')}.`
}
