/** Where the time went: mean time in each stage until completion, by scheduler and size, stacked. */
import { stagesOf } from '../../src/record/breakdown.ts'
import { happenedWithin } from '../../src/record/reported.ts'
import { inSeconds } from '../../src/units.ts'
import { type RunRecord, tablesOf } from '../run-view.ts'
import { grouped, sourceOfRuns } from './job-points.ts'
import { byStage, groupOf, STAGE_GROUPS } from './stage-groups.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'
import { unsureLayer, unsureText } from './unsure.ts'

/** Seconds in a group of stages, and by how much its end may be off where the cluster's stamps are whole seconds. */
interface Part {
  readonly seconds: number
  /** 0 or below */
  readonly early: number
  /** below 0 where the end was surely earlier than it was learned of */
  readonly late: number
}

interface Spent {
  readonly scheduler: string
  readonly size: number
  /** by group */
  readonly parts: ReadonlyMap<string, Part>
}

const NOTHING: Part = { seconds: 0, early: 0, late: 0 }

/** Completed jobs with the seconds they spent in each group of stages until completion. */
function spentIn(run: RunRecord): Spent[] {
  return tablesOf(run.events)
    .jobs()
    .flatMap((row) => {
      const { completed } = row
      if (completed === undefined) return []
      const parts = new Map<string, Part>()
      for (const { stage, from, to, reported } of stagesOf(row, run.outcome.time)) {
        if (from >= completed) break
        const { label } = groupOf(stage)
        const { seconds } = parts.get(label) ?? NOTHING
        const [first, last] = reported === undefined ? [to, to] : happenedWithin(to, reported)
        parts.set(label, { seconds: seconds + inSeconds(to - from), early: inSeconds(first - to), late: inSeconds(last - to) })
      }
      return [{ scheduler: run.header.scheduler, size: row.size, parts }]
    })
}

/** Means of jobs of one scheduler and size, one part upon the other. */
function stacked(jobs: readonly Spent[]): (Part & { scheduler: string; size: number; stage: string; from: number; to: number })[] {
  const { scheduler, size } = jobs[0] as Spent
  const mean = (of: keyof Part, label: string): number =>
    jobs.reduce((sum, { parts }) => sum + (parts.get(label) ?? NOTHING)[of], 0) / jobs.length
  let to = 0
  return STAGE_GROUPS.flatMap(({ label }) => {
    const seconds = mean('seconds', label)
    const from = to
    to += seconds
    const [early, late] = [mean('early', label), mean('late', label)]
    return seconds === 0 ? [] : [{ scheduler, size, stage: label, from, to, seconds, early, late }]
  })
}

/** Rows of which there is no mean: none of the jobs of that size completed. */
function nothingCompleted(
  runs: readonly RunRecord[],
  bars: readonly { readonly scheduler: string; readonly size: number }[],
): { scheduler: string; size: number; from: number; text: string }[] {
  const jobs = runs.flatMap(({ header, events }) =>
    events.flatMap((e) => (e.kind === 'submit' ? [{ scheduler: header.scheduler, size: e.size }] : [])),
  )
  return [...grouped(jobs, (job) => `${job.scheduler} ${job.size}`).values()].flatMap((list) => {
    const { scheduler, size } = list[0] as (typeof jobs)[number]
    if (bars.some((bar) => bar.scheduler === scheduler && bar.size === size)) return []
    return [{ scheduler, size, from: 0, text: `none of ${list.length} completed` }]
  })
}

export function stageBreakdown(runs: readonly RunRecord[], width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const schedulers = [...new Set(runs.map((run) => run.header.scheduler))]
  const jobs = runs.flatMap(spentIn)
  const all = runs.reduce((n, run) => n + run.outcome.jobs, 0)
  const bars = [...grouped(jobs, (job) => `${job.scheduler} ${job.size}`).values()]
    .sort((a, b) => (a[0] as Spent).size - (b[0] as Spent).size)
    .flatMap(stacked)
  const unsure = bars
    .filter(({ early, late }) => early < 0 || late > 0)
    .map(({ scheduler, size, to, early, late }) => ({ scheduler, size, from: to + early, to: to + late }))
  const none = nothingCompleted(runs, bars)
  const values = [
    ...bars.map(({ early: _, late: __, ...bar }) => ({ is: 'bar', ...bar })),
    ...unsure.map((line) => ({ is: 'unsure', ...line })),
    ...none.map((text) => ({ is: 'text', ...text })),
  ]
  const only = (is: string): Chart => ({ transform: [{ filter: `datum.is === '${is}'` }] })
  const labels = [...new Set(bars.map((v) => v.stage))]
  const most = bars.reduce((top, v) => Math.max(top, v.to), 1)
  return chart(format, {
    title: titled(
      format,
      'Where the time of a job went, until completion',
      `Mean over the jobs that completed (${jobs.length} of ${all}). The stages of a job sum to its turnaround.${unsureText(unsure)}`,
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
      encoding: {
        y: { field: 'size', type: 'ordinal', axis: { title: 'pods' } },
        x: {
          field: 'from',
          type: 'quantitative',
          scale: { domain: [0, most], nice: true },
          axis: { title: 'time since the submit of the job (s)', grid: true, tickCount: 7 },
        },
      },
      layer: [
        {
          ...only('bar'),
          mark: { type: 'bar', height: { band: 0.86 } },
          encoding: {
            x2: { field: 'to' },
            color: byStage(labels, format),
            tooltip: [
              { field: 'stage', type: 'nominal' },
              { field: 'seconds', type: 'quantitative', format: '.1f' },
            ],
          },
        },
        ...unsureLayer(unsure, format, only('unsure')),
        { ...only('text'), mark: { type: 'text', align: 'left', dx: format.font / 3 }, encoding: { text: { field: 'text' } } },
      ],
    },
  })
}
