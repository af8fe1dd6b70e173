/** Bars: mean turnaround by size and scheduler, over jobs that completed; what did not is written above the bar. */
import { describe } from '../stats/describe.ts'
import { meanInterval } from '../stats/intervals.ts'
import { countsOf, grouped, type JobPoint, type ManyRuns } from './job-points.ts'
import { byScheduler } from './legend.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

interface Bar {
  readonly scheduler: string
  readonly size: number
  readonly mean?: number
  readonly low?: number
  readonly high?: number
  /** `3/10` where some did not complete */
  readonly done?: string
}

/** Mean of the means of the runs, so that its interval is over replications, not over jobs that met in one cluster. */
function barOf(scheduler: string, size: number, points: readonly JobPoint[]): Bar {
  const completed = points.filter((p) => p.turnaroundS !== undefined)
  const runs = [...grouped(completed, (p) => p.seed).values()].map((list) => describe(list.map((p) => p.turnaroundS as number)).mean)
  const done = completed.length < points.length ? { done: `${completed.length}/${points.length}` } : {}
  if (runs.length === 0) return { scheduler, size, ...done }
  const { value, interval } = meanInterval(runs)
  return {
    scheduler,
    size,
    mean: value,
    ...done,
    ...(interval === undefined ? {} : { low: Math.max(0, interval.low), high: interval.high }),
  }
}

export function bars({ points, source }: ManyRuns, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const schedulers = [...grouped(points, (p) => p.scheduler).keys()]
  const sizes = [...new Set(points.map((p) => p.size))].sort((a, b) => a - b)
  const values = sizes.flatMap((size) =>
    schedulers.map((scheduler) =>
      barOf(
        scheduler,
        size,
        points.filter((p) => p.size === size && p.scheduler === scheduler),
      ),
    ),
  )
  const intervals = values.some((bar) => bar.low !== undefined)
  const one = values.some((bar) => bar.mean !== undefined && bar.low === undefined)
  const said = [
    ...(intervals ? ['Line: 95 % interval (Student) of the mean over runs.'] : []),
    ...(one ? ['n = 1 run: no interval.'] : []),
    ...(values.some((bar) => bar.done !== undefined) ? ['3/10: only 3 of 10 jobs completed; the mean is over these.'] : []),
  ]
  const most = values.reduce((top, bar) => Math.max(top, bar.high ?? bar.mean ?? 0), 1)
  const scale = { domain: [0, most], nice: true }
  const mean = { field: 'mean', type: 'quantitative', scale, axis: { title: 'mean turnaround (s)', grid: true, tickCount: 6 } }
  return chart(format, {
    title: titled(format, 'Turnaround by size of job', said.join(' '), `${countsOf(points)} ${source}`),
    width: format.plot,
    height: format.plot * 0.5,
    data: { values },
    encoding: {
      x: { field: 'size', type: 'ordinal', axis: { title: 'pods of the job', labelAngle: 0 } },
      xOffset: { field: 'scheduler', type: 'nominal', scale: { domain: schedulers } },
    },
    layer: [
      { mark: { type: 'bar' }, encoding: { y: mean, color: byScheduler(schedulers, format) } },
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', strokeWidth: format.font / 8, color: '#222222' },
        encoding: { y: { field: 'low', type: 'quantitative', scale }, y2: { field: 'high' } },
      },
      {
        transform: [{ filter: 'isValid(datum.done)' }, { calculate: 'isValid(datum.high) ? datum.high : datum.mean || 0', as: 'top' }],
        mark: { type: 'text', angle: 270, align: 'left', baseline: 'middle', dx: format.font / 3, fontSize: format.font * 0.9 },
        encoding: { y: { field: 'top', type: 'quantitative', scale }, text: { field: 'done' } },
      },
    ],
  })
}
