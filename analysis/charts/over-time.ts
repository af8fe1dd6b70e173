/** Stacked states of pods over time, one row a run: what queue length and utilisation charts share. */
import type { Time } from '../../src/units.ts'
import { capacityOf } from '../capacity.ts'
import { type RunRecord, type RunView, viewOfRecord } from '../run-view.ts'
import { binned, type PodState, podIntervals } from '../timeline.ts'
import { grouped, sourceOfRuns } from './job-points.ts'
import { COLOURS } from './palette.ts'
import { byState, STATE_LABELS } from './states.ts'
import { type Chart, chart, FORMATS, type Format, titled, type Width } from './theme.ts'
import { type TimeUnit, timeUnit } from './time-axis.ts'

/** Parts of the time axis: finer than a pixel of a column would not show. */
const BINS = 240

interface Row {
  readonly run: string
  readonly time: number
  readonly label: string
  readonly low: number
  readonly high: number
}

interface Drawn {
  readonly run: RunRecord
  readonly view: RunView
  readonly end: Time
}

function endOf({ outcome, window }: RunView): Time {
  return Math.max(outcome.clog?.at ?? outcome.time, window.to)
}

/** The edge of each state in each bin, stacked here so that the chart needs no aggregation. */
function rowsOf({ run, view, end }: Drawn, states: readonly PodState[], unit: TimeUnit, scale: number): Row[] {
  const { from } = view.window
  const samples = grouped(binned(podIntervals(view, end), from, end, BINS), (sample) => sample.state)
  const tops = new Float64Array(BINS)
  return states.flatMap((state) => {
    const rows = (samples.get(state) ?? []).map(({ at, mean }, i): Row => {
      const low = tops[i] as number
      const high = low + mean / scale
      tops[i] = high
      return {
        run: run.header.scheduler,
        time: tidy((at - from) / unit.length),
        label: STATE_LABELS[state],
        low: tidy(low),
        high: tidy(high),
      }
    })
    // a step that goes on as it was needs no row of its own
    return rows.filter((row, i) => {
      const before = rows[i - 1]
      return before === undefined || i === rows.length - 1 || before.low !== row.low || before.high !== row.high
    })
  })
}

/** Finer than a pixel is not drawn, and makes pages large. */
function tidy(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

export interface OverTime {
  readonly title: string
  readonly said: string
  readonly axis: string
  /** states to stack, the lowest first */
  readonly states: readonly PodState[]
  /** whether to count in shares of the places of the cluster */
  readonly share: boolean
}

/** Where the run clogged: a line, and words above it, or beside it where a heading is above. */
function clogLayers(clogs: readonly { readonly right: boolean }[], x: Chart, format: Format, above: boolean): Chart[] {
  if (clogs.length === 0) return []
  const words = (right: boolean): Chart => ({
    transform: [{ filter: `datum.right === ${right}` }],
    mark: {
      type: 'text',
      align: right ? 'right' : 'left',
      fontWeight: 'bold',
      color: COLOURS.ink,
      ...(above ? { y: 0, dy: -2, baseline: 'bottom', dx: right ? 2 : -2 } : { dx: ((right ? -1 : 1) * format.font) / 2 }),
    },
    encoding: { text: { field: 'text' } },
  })
  return [
    {
      transform: [{ filter: 'isValid(datum.clog)' }],
      encoding: { x: { ...x, field: 'clog' } },
      layer: [
        { mark: { type: 'rule', color: COLOURS.ink, strokeDash: [format.font / 2, format.font / 4], strokeWidth: format.font / 6 } },
        ...[false, true].filter((right) => clogs.some((clog) => clog.right === right)).map(words),
      ],
    },
  ]
}

/** A chart with one row a run, on one time axis. */
export function overTime(runs: readonly RunRecord[], what: OverTime, width: Width): Chart {
  const format = FORMATS[width]
  const drawn = runs.map((run): Drawn => {
    const view = viewOfRecord(run)
    return { run, view, end: endOf(view) }
  })
  const longest = drawn.reduce((most, { view, end }) => Math.max(most, end - view.window.from), 1)
  const unit = timeUnit(longest)
  const values = drawn.flatMap((one) => {
    const slots = what.share ? (capacityOf(one.view.nodes, one.view.pods)?.slots ?? 1) : 1
    return rowsOf(one, what.states, unit, slots)
  })
  const clogs = drawn.flatMap(({ run, view }) => {
    const { clog } = view.outcome
    return clog === null
      ? []
      : [
          {
            run: run.header.scheduler,
            clog: (clog.at - view.window.from) / unit.length,
            text: `${clog.kind === 'deadlock' ? 'clogged' : 'livelock'} for ever`,
            // no room on the right
            right: clog.at - view.window.from > longest * 0.6,
          },
        ]
  })
  const names = runs.map((run) => run.header.scheduler)
  const row = {
    field: 'run',
    type: 'nominal',
    sort: names,
    title: null,
    header: { labelOrient: 'top', labelAnchor: 'start', labelFontWeight: 'bold', labelPadding: format.font / 4 },
  }
  const x = {
    type: 'quantitative',
    scale: { domain: [0, longest / unit.length], nice: false },
    axis: { title: `time since the first submit (${unit.name})`, tickCount: 7, grid: true },
  }
  const y = {
    field: 'low',
    type: 'quantitative',
    ...(what.share ? { scale: { domain: [0, 1] } } : {}),
    axis: { title: what.axis, tickCount: 3, ...(what.share ? { format: '.0%' } : {}) },
  }
  const only = names.length === 1 ? names[0] : undefined
  const rows = {
    width: format.plot,
    height: format.plot / (names.length > 2 ? 8 : 4),
    layer: [
      {
        transform: [{ filter: 'isValid(datum.label)' }],
        mark: { type: 'area', interpolate: 'step-after' },
        encoding: { x: { ...x, field: 'time' }, y, y2: { field: 'high' }, color: byState(what.states, format) },
      },
      ...clogLayers(clogs, x, format, only !== undefined),
    ],
  }
  return chart(format, {
    title: titled(
      format,
      only === undefined ? what.title : `${only}: ${what.title.charAt(0).toLowerCase()}${what.title.slice(1)}`,
      what.said,
      `${only === undefined ? 'n: one run of each.' : 'n: one run.'} ${sourceOfRuns(runs)}`,
    ),
    data: { values: [...values, ...clogs] },
    ...(only === undefined ? { facet: { row }, spacing: format.font, spec: rows } : rows),
  })
}
