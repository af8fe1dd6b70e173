/** Boxes: the spread of turnaround by size and scheduler, over jobs that completed. */
import { describe } from '../stats/describe.ts'
import { countsOf, grouped, type ManyRuns } from './job-points.ts'
import { byScheduler } from './legend.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

export function boxes({ points, source }: ManyRuns, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const schedulers = [...grouped(points, (p) => p.scheduler).keys()]
  const completed = points.filter((p) => p.turnaroundS !== undefined)
  const values = [...grouped(completed, (p) => `${p.size} ${p.scheduler}`).values()]
    .map((list) => {
      const { size, scheduler } = list[0] as (typeof list)[number]
      return { size, scheduler, ...describe(list.map((p) => p.turnaroundS as number)) }
    })
    .sort((a, b) => a.size - b.size)
  const missing = points.length - completed.length
  const most = values.reduce((top, box) => Math.max(top, box.p95), 1)
  const scale = { domain: [0, most], nice: true }
  const y = { field: 'p25', type: 'quantitative', scale, axis: { title: 'turnaround (s)', grid: true, tickCount: 6 } }
  const line = format.font / 9
  return chart(format, {
    title: titled(
      format,
      'Turnaround by size of job',
      `Box: half of the jobs, with the median. Line: from the 5th to the 95th percentile.${missing > 0 ? ` ${missing} of ${points.length} jobs did not complete and are in no box.` : ''}`,
      `${countsOf(points)} ${source}`,
    ),
    width: format.plot,
    height: format.plot * 0.5,
    data: { values },
    encoding: {
      x: { field: 'size', type: 'ordinal', axis: { title: 'pods of the job', labelAngle: 0 } },
      xOffset: { field: 'scheduler', type: 'nominal', scale: { domain: schedulers } },
    },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: line },
        encoding: {
          y: { ...y, field: 'p5' },
          y2: { field: 'p95' },
          color: byScheduler(schedulers, format),
        },
      },
      { mark: { type: 'bar', opacity: 0.75 }, encoding: { y, y2: { field: 'p75' }, color: byScheduler(schedulers, format) } },
      {
        mark: { type: 'tick', color: 'black', thickness: line * 1.5, orient: 'horizontal' },
        encoding: { y: { field: 'median', type: 'quantitative', scale } },
      },
    ],
  })
}
