/** Where the time went: mean time in each stage until completion, by scheduler and size, stacked. */
import { stagesOf } from '../../src/record/breakdown.ts'
import { inSeconds } from '../../src/units.ts'
import { type RunRecord, tablesOf } from '../run-view.ts'
import { grouped, sourceOfRuns } from './job-points.ts'
import { byStage, groupOf, STAGE_GROUPS } from './stage-groups.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'

interface Spent {
  readonly scheduler: string
  readonly size: number
  /** seconds by group */
  readonly seconds: ReadonlyMap<string, number>
}

/** Completed jobs with the seconds they spent in each group of stages until completion. */
function spentIn(run: RunRecord): Spent[] {
  return tablesOf(run.events)
    .jobs()
    .flatMap((row) => {
      const { completed } = row
      if (completed === undefined) return []
      const seconds = new Map<string, number>()
      for (const { stage, from, to } of stagesOf(row, run.outcome.time)) {
        if (from >= completed) break
        const { label } = groupOf(stage)
        seconds.set(label, (seconds.get(label) ?? 0) + inSeconds(to - from))
      }
      return [{ scheduler: run.header.scheduler, size: row.size, seconds }]
    })
}

export function stageBreakdown(runs: readonly RunRecord[], width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const schedulers = [...new Set(runs.map((run) => run.header.scheduler))]
  const jobs = runs.flatMap(spentIn)
  const all = runs.reduce((n, run) => n + run.outcome.jobs, 0)
  const values = [...grouped(jobs, (job) => `${job.scheduler} ${job.size}`).values()]
    .sort((a, b) => (a[0] as Spent).size - (b[0] as Spent).size)
    .flatMap((list) => {
      const { scheduler, size } = list[0] as Spent
      let top = 0
      return STAGE_GROUPS.flatMap(({ label }) => {
        const mean = list.reduce((sum, job) => sum + (job.seconds.get(label) ?? 0), 0) / list.length
        const from = top
        top += mean
        return mean === 0 ? [] : [{ scheduler, size, stage: label, from, to: top, seconds: mean }]
      })
    })
  const labels = [...new Set(values.map((v) => v.stage))]
  const most = values.reduce((top, v) => Math.max(top, v.to), 1)
  return chart(format, {
    title: titled(
      format,
      'Where the time of a job went, until completion',
      `Mean over the jobs that completed (${jobs.length} of ${all}). The stages of a job sum to its turnaround.`,
      sourceOfRuns(runs),
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
      height: { step: format.font * 1.5 },
      mark: { type: 'bar', height: { band: 0.86 } },
      encoding: {
        y: { field: 'size', type: 'ordinal', axis: { title: 'pods' } },
        x: {
          field: 'from',
          type: 'quantitative',
          scale: { domain: [0, most], nice: true },
          axis: { title: 'time since the submit of the job (s)', grid: true, tickCount: 7 },
        },
        x2: { field: 'to' },
        color: byStage(labels, format),
        tooltip: [
          { field: 'stage', type: 'nominal' },
          { field: 'seconds', type: 'quantitative', format: '.1f' },
        ],
      },
    },
  })
}
