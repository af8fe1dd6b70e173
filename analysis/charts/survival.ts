/** Kaplan-Meier curves of the time to completion: unfinished jobs are censored, not dropped. */
import { kaplanMeier, type Survival } from '../stats/kaplan-meier.ts'
import { countsOf, grouped, type ManyRuns } from './job-points.ts'
import { byScheduler, linesByScheduler } from './legend.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

const MOST_STEPS = 300

interface Point {
  readonly scheduler: string
  readonly time: number
  readonly left: number
  readonly low: number
  readonly high: number
}

function curveOf(scheduler: string, { steps }: Survival): Point[] {
  const every = Math.max(1, Math.ceil(steps.length / MOST_STEPS))
  const kept = steps.filter((_, i) => i % every === every - 1 || i === steps.length - 1)
  const points = kept.map(
    ({ time, survival, plain }): Point => ({ scheduler, time, left: survival, low: plain?.low ?? survival, high: plain?.high ?? survival }),
  )
  return [{ scheduler, time: 0, left: 1, low: 1, high: 1 }, ...points]
}

export function survival({ points, source }: ManyRuns, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const groups = [...grouped(points, (p) => p.scheduler)]
  const schedulers = groups.map(([scheduler]) => scheduler)
  // a clog lasts for ever, so its jobs are known to be unfinished at any later time, here until the end of the axis
  const watched = points.reduce((most, p) => Math.max(most, p.watchedS), 1)
  const curves = groups.map(([scheduler, list]) => ({
    scheduler,
    curve: kaplanMeier(list.map((p) => ({ time: p.never === true ? watched : p.watchedS, ended: p.turnaroundS !== undefined }))),
  }))
  const values = curves.flatMap(({ scheduler, curve }) => curveOf(scheduler, curve))
  const censored = curves.flatMap(({ scheduler, curve }) =>
    curve.steps.filter((s) => s.censored > 0).map((s) => ({ scheduler, time: s.time, left: s.survival })),
  )
  const every = Math.max(1, Math.ceil(censored.length / MOST_STEPS))
  const x = {
    field: 'time',
    type: 'quantitative',
    scale: { domain: [0, watched], nice: false },
    axis: { title: 'time since the submit of the job (s)', grid: true, tickCount: 7 },
  }
  const y = (field: string): Chart => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, 1] },
    axis: { title: 'share of jobs not completed', format: '.0%', tickCount: 5 },
  })
  return chart(format, {
    title: titled(
      format,
      'Time to completion',
      `Kaplan-Meier curves with 95 % intervals (Greenwood).${censored.length > 0 ? ' Marks: jobs last seen unfinished; those of a clogged run stay so for ever.' : ''}`,
      `${countsOf(points)} ${source}`,
    ),
    width: format.plot,
    height: format.plot * 0.5,
    data: { values },
    layer: [
      {
        mark: { type: 'area', interpolate: 'step-after', opacity: 0.18 },
        encoding: { x, y: y('low'), y2: { field: 'high' }, color: byScheduler(schedulers, format) },
      },
      {
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: format.font / 6 },
        encoding: { x, y: y('left'), ...linesByScheduler(schedulers, format) },
      },
      {
        data: { values: censored.filter((_, i) => i % every === 0) },
        mark: { type: 'tick', orient: 'vertical', thickness: format.font / 8, size: format.font },
        encoding: { x, y: y('left'), color: byScheduler(schedulers, format) },
      },
    ],
  })
}
