/** How often the scheduler tried a pod. Model only, or from a scheduler's log. */
import { type RunRecord, tablesOf } from '../run-view.ts'
import { grouped, sourceOfRuns } from './job-points.ts'
import { byScheduler } from './legend.ts'
import { eachCount } from './source.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

/** Upper ends of the bins; the last takes all above. */
const BINS = [
  { label: '1', most: 1 },
  { label: '2', most: 2 },
  { label: '3-4', most: 4 },
  { label: '5-8', most: 8 },
  { label: '9-16', most: 16 },
  { label: '17-32', most: 32 },
  { label: '33-64', most: 64 },
  { label: 'more', most: Number.POSITIVE_INFINITY },
] as const

export function attemptsPerPod(runs: readonly RunRecord[], width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const groups = [...grouped(runs, (run) => run.header.scheduler)].map(([scheduler, list]) => {
    const pods = list.flatMap((run) => tablesOf(run.events).pods()).filter((pod) => pod.attempts > 0)
    const attempts = pods.reduce((sum, pod) => sum + pod.attempts, 0)
    const bound = pods.filter((pod) => pod.bound !== undefined).length
    return { scheduler, pods, mean: bound === 0 ? undefined : attempts / bound }
  })
  const schedulers = groups.map((g) => g.scheduler)
  const values = groups.flatMap(({ scheduler, pods }) =>
    BINS.map(({ label, most }, i) => {
      const least = (BINS[i - 1]?.most ?? 0) + 1
      const count = pods.filter((pod) => pod.attempts >= least && pod.attempts <= most).length
      return { scheduler, attempts: label, share: count / Math.max(1, pods.length) }
    }),
  )
  const means = groups.flatMap((g) => (g.mean === undefined ? [] : [`${g.scheduler} ${g.mean.toFixed(1)}`]))
  const counts = eachCount(
    groups.map((g) => [g.scheduler, g.pods.length]),
    'pod',
  )
  const most = values.reduce((top, v) => Math.max(top, v.share), 0.01)
  return chart(format, {
    title: titled(
      format,
      'How often the scheduler tried a pod',
      `Scheduling cycles of a pod, bound or not. Attempts of all pods per bound pod: ${means.join(', ')}.`,
      `n: ${counts}, tried at least once. ${sourceOfRuns(runs)}`,
    ),
    width: format.plot,
    height: format.plot * 0.4,
    data: { values },
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'attempts', type: 'nominal', sort: null, axis: { title: 'attempts', labelAngle: 0 } },
      xOffset: { field: 'scheduler', type: 'nominal', scale: { domain: schedulers } },
      y: {
        field: 'share',
        type: 'quantitative',
        scale: { domain: [0, most], nice: true },
        axis: { title: 'share of pods', format: '.0%', grid: true, tickCount: 5 },
      },
      color: byScheduler(schedulers, format),
    },
  })
}
