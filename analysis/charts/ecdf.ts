/**
 * Empirical distribution of wait or of slowdown. Jobs that never got that far count in the denominator, so the curve of a
 * scheduler that clogged ends at the share of jobs it served.
 */
import { countsOf, grouped, type JobPoint, type ManyRuns } from './job-points.ts'
import { linesByScheduler } from './legend.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

export type EcdfMetric = 'wait' | 'slowdown'

const METRICS: Readonly<Record<EcdfMetric, { title: string; axis: string; of: (p: JobPoint) => number | undefined; log: boolean }>> = {
  wait: { title: 'Wait until enough pods run', axis: 'wait (s)', of: (p) => p.waitS, log: false },
  slowdown: { title: 'Bounded slowdown', axis: 'turnaround / max(run time, 10 s)', of: (p) => p.slowdown, log: true },
}

/** Steps of a curve: at most this many, evenly spread over the jobs, are drawn. */
const MOST_STEPS = 400

interface Step {
  readonly scheduler: string
  readonly value: number
  readonly share: number
}

function stepsOf(scheduler: string, values: readonly number[], all: number, from: number): Step[] {
  const sorted = [...values].sort((a, b) => a - b)
  const every = Math.max(1, Math.ceil(sorted.length / MOST_STEPS))
  const steps = sorted.flatMap((value, i) =>
    (i + 1) % every === 0 || i === sorted.length - 1 ? [{ scheduler, value, share: (i + 1) / all }] : [],
  )
  return [{ scheduler, value: from, share: 0 }, ...steps]
}

export function ecdf({ points, source }: ManyRuns, metric: EcdfMetric = 'wait', width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const { title, axis, of, log } = METRICS[metric]
  const groups = grouped(points, (p) => p.scheduler)
  const schedulers = [...groups.keys()]
  const from = log ? 1 : 0
  const curves = [...groups].map(([scheduler, list]) =>
    stepsOf(
      scheduler,
      list.flatMap((p) => of(p) ?? []),
      list.length,
      from,
    ),
  )
  const end = Math.max(from, ...curves.flat().map((step) => step.value))
  // each curve goes on to the end of the axis at the height it reached
  const values = curves.flatMap((curve) => [...curve, { ...(curve.at(-1) as Step), value: end }])
  return chart(format, {
    title: titled(
      format,
      title,
      `Share of all jobs at or below a value. A curve that ends below 1 is of a scheduler that did not ${metric === 'wait' ? 'start' : 'complete'} the others.`,
      `${countsOf(points)} ${source}`,
    ),
    width: format.plot,
    height: format.plot * 0.5,
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: format.font / 6 },
    encoding: {
      x: {
        field: 'value',
        type: 'quantitative',
        scale: log ? { type: 'log', domain: [1, end], nice: false } : { domain: [0, end], nice: false },
        axis: { title: axis, grid: true, tickCount: 7 },
      },
      y: { field: 'share', type: 'quantitative', scale: { domain: [0, 1] }, axis: { title: 'share of jobs', format: '.0%', tickCount: 5 } },
      ...linesByScheduler(schedulers, format),
    },
  })
}
