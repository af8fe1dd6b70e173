/**
 * Gantt chart by node: who held which place when, and whether it did any good. A bar is a pod, coloured by job. Solid: enough
 * pods of the job run. Outlined: it waits for siblings. Pale: the work is done, the place is not free yet.
 */
import type { Time } from '../../src/units.ts'
import { type Hold, holdsByNode } from '../occupancy.ts'
import { type RunRecord, type RunView, viewOfRecord } from '../run-view.ts'
import { COLOURS, JOB_HUES } from './palette.ts'
import { outcomeOf, sourceOf } from './source.ts'
import { type Chart, chart, FORMATS, type Format, textWidth, titled, type Width } from './theme.ts'
import { shortSeconds, timeUnit } from './time-axis.ts'

export interface GanttOptions {
  /** default: slide */
  readonly width?: Width
  /** the view of the run, where it has been made already */
  readonly view?: RunView
}

/** With more nodes than this, some evenly spread ones are drawn and the chart says so. */
const MOST_NODES = 96

interface Bar {
  readonly node: string
  /** place on the node, from 0, for nodes that hold several pods */
  readonly lane: number
  readonly from: number
  readonly to: number
  readonly job: string
  readonly number: number
  readonly pod: string
  readonly state: Hold['state']
  /** too narrow for an outline: faded instead */
  readonly narrow: boolean
  readonly colour: string
}

function spread<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)] as T)
}

/** Gives each pod of a node the first lane that is free; holds of one pod keep theirs. */
function lanesOf(holds: readonly Hold[]): Map<string, number> {
  const freeFrom: Time[] = []
  const lanes = new Map<string, number>()
  const ends = new Map<string, Time>()
  for (const hold of holds) ends.set(hold.pod, Math.max(hold.to, ends.get(hold.pod) ?? 0))
  for (const hold of holds) {
    if (lanes.has(hold.pod)) continue
    let lane = freeFrom.findIndex((time) => time <= hold.from)
    if (lane < 0) lane = freeFrom.length
    freeFrom[lane] = ends.get(hold.pod) as Time
    lanes.set(hold.pod, lane)
  }
  return lanes
}

/** The moment the chart ends: a clog lasts for ever, so a little of that is shown. */
function endOf(view: RunView): Time {
  const { outcome, window } = view
  const end = Math.max(outcome.time, window.to)
  if (outcome.outcome !== 'clogged' || outcome.clog === null) return end
  return Math.max(end, window.from + Math.round((outcome.clog.at - window.from) * 1.2))
}

/** A label for each pod whose bar is wide enough for it: the number of its job. */
function labelsOf(bars: readonly Bar[], pixels: number, font: number): object[] {
  const whole = new Map<string, Bar & { end: number }>()
  for (const bar of bars) {
    const known = whole.get(bar.pod)
    if (known === undefined) whole.set(bar.pod, { ...bar, end: bar.to })
    else known.end = Math.max(known.end, bar.to)
  }
  return [...whole.values()]
    .filter(({ from, end, number }) => (end - from) * pixels >= textWidth(`${number}`, font) + 3)
    .map(({ node, lane, from, end, number, job }) => ({ node, lane, at: (from + end) / 2, number, job }))
}

function barLayer(filter: string, mark: Chart, place: Chart, gap: number): Chart {
  return {
    transform: [{ filter }],
    mark: { type: 'bar', ...mark, height: { band: gap } },
    encoding: {
      ...place,
      x: { field: 'from', type: 'quantitative' },
      x2: { field: 'to' },
      color: { field: 'colour', type: 'nominal', scale: null, legend: null },
      ...('strokeWidth' in mark ? { stroke: { field: 'colour', type: 'nominal', scale: null, legend: null } } : {}),
      tooltip: [
        { field: 'pod', type: 'nominal' },
        { field: 'job', type: 'nominal' },
        { field: 'node', type: 'nominal' },
        { field: 'state', type: 'nominal' },
      ],
    },
  }
}

function clogLayers(view: RunView, format: Format, at: number): Chart[] {
  const { clog } = view.outcome
  if (clog === null) return []
  const text = `${clog.kind === 'deadlock' ? 'clogged' : 'livelock'} ${shortSeconds(clog.at - view.window.from)}`
  const data = { values: [{ at, text }] }
  return [
    {
      data,
      mark: { type: 'rule', color: COLOURS.ink, strokeWidth: format.font / 6, strokeDash: [format.font / 2, format.font / 4] },
      encoding: { x: { field: 'at', type: 'quantitative' } },
    },
    {
      data,
      mark: { type: 'text', align: 'right', baseline: 'bottom', dx: 2, y: 0, dy: -2, fontWeight: 'bold', color: COLOURS.ink },
      encoding: { x: { field: 'at', type: 'quantitative' }, text: { field: 'text' } },
    },
  ]
}

/** The chart of one run. */
export function gantt(run: RunRecord, options: GanttOptions = {}): Chart {
  const format = FORMATS[options.width ?? 'slide']
  const view = options.view ?? viewOfRecord(run)
  const end = endOf(view)
  const origin = view.window.from
  const unit = timeUnit(end - origin)
  const all = holdsByNode(view, end)
  const nodes = spread([...all.keys()], MOST_NODES)

  const span = Math.max(1, end - origin) / unit.length
  const pixels = format.plot / span
  const thin = Math.max(0.5, format.font / 12)
  const bars: Bar[] = []
  let lanes = 1
  for (const node of nodes) {
    const holds = all.get(node) ?? []
    const laneOf = lanesOf(holds)
    for (const { pod, job, from, to, state } of holds) {
      const number = view.byName.get(job)?.number ?? -1
      const lane = laneOf.get(pod) as number
      lanes = Math.max(lanes, lane + 1)
      const colour = JOB_HUES[(number + JOB_HUES.length) % JOB_HUES.length] as string
      const place = { from: (from - origin) / unit.length, to: (to - origin) / unit.length }
      const narrow = (place.to - place.from) * pixels < 4 * thin
      bars.push({ node, lane, ...place, job, number: number + 1, pod, state, narrow, colour })
    }
  }

  const step = Math.max(3, Math.min(format.step * Math.sqrt(lanes), (format.step * 24) / nodes.length))
  const labelFont = Math.min(format.font, (step / lanes) * 0.75)
  const labels = labelFont < 5 ? [] : labelsOf(bars, pixels, labelFont)
  const place = {
    y: { field: 'node', type: 'nominal', sort: null, scale: { domain: nodes }, title: null, axis: { labelOverlap: true } },
    yOffset: { field: 'lane', type: 'ordinal', scale: { domain: Array.from({ length: lanes }, (_, i) => i) } },
  }
  const gap = step / lanes > 8 ? 0.84 : 1
  const text = { type: 'text', fontSize: labelFont }

  return chart(format, {
    title: titled(
      format,
      `${run.header.scheduler}: ${outcomeOf(run.outcome)}`,
      "Solid: enough of the job's pods run. Outlined: holds its place and waits for siblings. Pale: work done, place not free yet. Number: job in order of submission.",
      `${nodes.length < all.size ? `${nodes.length} of ${all.size}` : all.size} nodes, ${view.jobs.length} jobs, ${view.pods.length} pods; one run. ${sourceOf(run.header)}`,
    ),
    width: format.plot,
    height: { step },
    data: { values: bars },
    encoding: {
      x: {
        type: 'quantitative',
        axis: { title: `time since the first submit (${unit.name})`, grid: true, tickCount: 8 },
        scale: { domain: [0, span], nice: false },
      },
    },
    layer: [
      barLayer("datum.state === 'ending'", { opacity: 0.22 }, place, gap),
      barLayer("datum.state === 'waiting' && datum.narrow", { opacity: 0.5 }, place, gap),
      barLayer("datum.state === 'waiting' && !datum.narrow", { fillOpacity: 0.12, strokeWidth: thin }, place, gap),
      barLayer("datum.state === 'quorum'", { opacity: 1 }, place, gap),
      {
        data: { values: labels },
        layer: [
          { mark: { ...text, stroke: 'white', strokeWidth: labelFont / 4, strokeJoin: 'round' } },
          { mark: { ...text, color: COLOURS.ink } },
        ],
        encoding: { ...place, x: { field: 'at', type: 'quantitative' }, text: { field: 'number' } },
      },
      ...clogLayers(view, format, ((view.outcome.clog?.at ?? 0) - origin) / unit.length),
    ],
  })
}
