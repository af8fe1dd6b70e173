/** Scheduling latency: how long pods waited for their place, from creation to binding, on a scale of powers of two. */
import { SECOND } from '../../src/units.ts'
import { podWait } from '../metrics/wait.ts'
import { type RunRecord, tablesOf } from '../run-view.ts'
import { grouped, sourceOfRuns } from './job-points.ts'
import { byScheduler } from './legend.ts'
import { eachCount } from './source.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

/** Upper ends of the bins, in seconds: everything below the first is in it. */
const EDGES = Array.from({ length: 19 }, (_, i) => 2 ** (i - 6))

function labelOf(edge: number): string {
  return edge < 1
    ? `${Math.round(edge * 1000)} ms`
    : edge < 60
      ? `${edge} s`
      : edge < 3600
        ? `${Math.round(edge / 60)} min`
        : `${Math.round(edge / 3600)} h`
}

export function schedulingLatency(runs: readonly RunRecord[], width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const groups = [...grouped(runs, (run) => run.header.scheduler)].map(([scheduler, list]) => {
    const pods = list.flatMap((run) => tablesOf(run.events).pods())
    const waits = pods.flatMap((pod) => podWait(pod) ?? [])
    return { scheduler, pods: pods.length, waits }
  })
  const schedulers = groups.map((g) => g.scheduler)
  const counted = groups.flatMap(({ scheduler, pods, waits }) => {
    const counts = EDGES.map(() => 0)
    for (const wait of waits) {
      const at = EDGES.findIndex((edge) => wait < edge * SECOND)
      const bin = at < 0 ? EDGES.length - 1 : at
      counts[bin] = (counts[bin] as number) + 1
    }
    return counts.map((count, bin) => ({ scheduler, bin, share: count / Math.max(1, pods) }))
  })
  const used = counted.filter((row) => row.share > 0).map((row) => row.bin)
  const [first, last] = [Math.min(...used, EDGES.length - 1), Math.max(...used, 0)]
  const values = counted
    .filter((row) => row.bin >= first && row.bin <= last)
    .map((row) => ({ ...row, upTo: labelOf(EDGES[row.bin] as number) }))
  const domain = EDGES.slice(first, last + 1).map(labelOf)
  const never = groups.filter((g) => g.waits.length < g.pods).map((g) => `${g.scheduler} ${g.pods - g.waits.length} of ${g.pods}`)
  const counts = eachCount(
    groups.map((g) => [g.scheduler, g.pods]),
    'pod',
  )
  const most = values.reduce((top, v) => Math.max(top, v.share), 0.01)
  return chart(format, {
    title: titled(
      format,
      'How long pods waited for their place',
      `Share of pods by time from creation to binding, each bar up to its label.${never.length > 0 ? ` Never bound: ${never.join(', ')}.` : ''}`,
      `n: ${counts}. ${sourceOfRuns(runs)}`,
    ),
    data: { values },
    facet: {
      row: {
        field: 'scheduler',
        type: 'nominal',
        sort: schedulers,
        title: null,
        header: { labelOrient: 'top', labelAnchor: 'start', labelFontWeight: 'bold', labelPadding: format.font / 4 },
      },
    },
    spacing: format.font,
    spec: {
      width: format.plot,
      height: format.plot / 8,
      mark: { type: 'bar', width: { band: 0.9 } },
      encoding: {
        x: {
          field: 'upTo',
          type: 'nominal',
          sort: null,
          scale: { domain },
          axis: { title: 'pod wait, up to', labelAngle: 0, labelOverlap: 'greedy', labelSeparation: format.font / 2 },
        },
        y: {
          field: 'share',
          type: 'quantitative',
          scale: { domain: [0, most], nice: true },
          axis: { title: 'pods', format: '.0%', tickCount: 3 },
        },
        color: { ...byScheduler(schedulers, format), legend: null },
      },
    },
  })
}
