/** Who waits for whom at the clog: gangs in a ring, an arrow from each that misses pods to those whose places it would need. */
import type { RunRecord } from '../run-view.ts'
import { COLOURS } from './palette.ts'
import { sourceOf } from './source.ts'
import { type Chart, chart, FORMATS, narrow, titled, type Width } from './theme.ts'
import { shortSeconds } from './time-axis.ts'

/** A ring with more gangs is not readable: those that hold most are drawn. */
const MOST_GANGS = 10
/** Radius of a gang, where the ring has radius 1 */
const GANG = 0.26

interface Gang {
  readonly job: string
  readonly text: string
  readonly x: number
  readonly y: number
  readonly blocked: boolean
}

interface Arrow {
  readonly x: number
  readonly y: number
  readonly x2: number
  readonly y2: number
  /** degrees clockwise from up, of the tip */
  readonly angle: number
}

/** Half the width and height of the drawing, in radii of the ring: room for names on both sides. */
const WIDE = 2.3
const HIGH = 1.45

interface Label {
  readonly job: string
  readonly x: number
  readonly y: number
  readonly side: 'left' | 'right' | 'center'
}

/** The name of a gang outside of the ring. */
function labelOf({ job, x, y }: Gang): Label {
  if (Math.abs(x) < 0.3) return { job, x, y: y + Math.sign(y) * GANG * 1.3, side: 'center' }
  return { job, x: x + Math.sign(x) * GANG * 1.2, y, side: x < 0 ? 'left' : 'right' }
}

function ring(n: number, i: number): { x: number; y: number } {
  const angle = (2 * Math.PI * i) / n
  return { x: Math.sin(angle), y: Math.cos(angle) }
}

/** From rim to rim, moved a little to the right of its direction, so that two opposite arrows do not cover each other. */
function arrow(from: Gang, to: Gang): Arrow {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const length = Math.hypot(dx, dy)
  const [ux, uy] = [dx / length, dy / length]
  const side = GANG * 0.22
  const [sx, sy] = [uy * side, -ux * side]
  const rim = GANG * 1.12
  return {
    x: from.x + ux * rim + sx,
    y: from.y + uy * rim + sy,
    x2: to.x - ux * rim + sx,
    y2: to.y - uy * rim + sy,
    angle: (Math.atan2(dx, dy) * 180) / Math.PI,
  }
}

/** The chart of a run that clogged; undefined for one that did not. */
export function waitFor(run: RunRecord, width: Width = 'slide'): Chart | undefined {
  const { clog } = run.outcome
  if (clog === null) return undefined
  const format = FORMATS[width]
  const holders = [...clog.holders].sort((a, b) => b.running - a.running).slice(0, MOST_GANGS)
  const freed = clog.remedy?.frees
  const gangs = holders.map(({ job, running, size }, i): Gang => {
    return { job, text: `${running}/${size}`, ...ring(holders.length, i), blocked: job !== freed }
  })
  const byJob = new Map(gangs.map((gang) => [gang.job, gang]))
  const arrows = clog.waits.flatMap(({ job, for: others }) => {
    const from = byJob.get(job)
    if (from === undefined) return []
    return others.flatMap((other) => {
      const to = byJob.get(other)
      return to === undefined || to === from ? [] : [arrow(from, to)]
    })
  })
  // pixels to a unit: the radius of the ring
  const scale = format.plot * (narrow(format) ? 0.22 : 0.18)
  const across = (field: string): Chart => ({ field, type: 'quantitative', scale: { domain: [-WIDE, WIDE], nice: false }, axis: null })
  const up = (field: string): Chart => ({ field, type: 'quantitative', scale: { domain: [-HIGH, HIGH], nice: false }, axis: null })
  const place = { x: across('x'), y: up('y') }
  const labels = (side: Label['side']): Label[] => gangs.map(labelOf).filter((label) => label.side === side)
  const remedy = clog.remedy === null ? '' : ` Deleting ${clog.remedy.delete.join(', ')} lets ${clog.remedy.frees} run (green).`
  return chart(format, {
    title: titled(
      format,
      `${run.header.scheduler}: who waits for whom at ${shortSeconds(clog.at)}`,
      `Circles: gangs with the places they hold of those they need. Arrows point to the gangs whose places they wait for. ${clog.slotsHeld} of ${clog.slots} places are held, ${clog.pendingPods} pods wait.${remedy}`,
      `${clog.holders.length > gangs.length ? `${gangs.length} of ` : 'n: '}${clog.holders.length} gangs, one run. ${sourceOf(run.header)}`,
    ),
    width: 2 * WIDE * scale,
    height: 2 * HIGH * scale,
    layer: [
      {
        data: { values: arrows },
        mark: { type: 'rule', color: '#777777', strokeWidth: format.font / 9 },
        encoding: { ...place, x2: { field: 'x2' }, y2: { field: 'y2' } },
      },
      {
        data: { values: arrows },
        mark: { type: 'point', shape: 'triangle', filled: true, opacity: 1, color: '#555555', size: format.font * format.font * 0.55 },
        encoding: { x: across('x2'), y: up('y2'), angle: { field: 'angle', type: 'quantitative', scale: null } },
      },
      {
        data: { values: gangs },
        mark: { type: 'point', filled: true, opacity: 1, size: Math.PI * (GANG * scale) ** 2 },
        encoding: {
          ...place,
          color: {
            field: 'blocked',
            type: 'nominal',
            scale: { domain: [true, false], range: ['#f3b08a', '#8fd3b6'] },
            legend: null,
          },
        },
      },
      {
        data: { values: gangs },
        mark: { type: 'text', fontWeight: 'bold', fontSize: format.font, color: COLOURS.ink },
        encoding: { ...place, text: { field: 'text' } },
      },
      ...(['left', 'right', 'center'] as const).map((side) => ({
        data: { values: labels(side) },
        mark: { type: 'text', align: side === 'left' ? 'right' : side === 'right' ? 'left' : 'center', color: COLOURS.ink },
        encoding: { ...place, text: { field: 'job' } },
      })),
    ],
  })
}
