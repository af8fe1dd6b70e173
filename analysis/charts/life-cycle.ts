/** The life of every job, one line a job, from submit to removal, coloured by what it waited for or did. */
import { stagesOf } from '../../src/record/breakdown.ts'
import { happenedWithin } from '../../src/record/reported.ts'
import type { Time } from '../../src/units.ts'
import { type RunRecord, viewOfRecord } from '../run-view.ts'
import { outcomeOf, sourceOf } from './source.ts'
import { byStage, groupOf } from './stage-groups.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'
import { timeUnit } from './time-axis.ts'
import { unsureLayer, unsureText } from './unsure.ts'

/** With more jobs than this, some evenly spread ones are drawn and the chart says so. */
const MOST_JOBS = 150

export function lifeCycle(run: RunRecord, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const view = viewOfRecord(run)
  const { from } = view.window
  const end: Time = Math.max(run.outcome.time, from + 1)
  const unit = timeUnit(end - from)
  const every = Math.ceil(view.jobs.length / MOST_JOBS)
  const jobs = view.jobs.filter((_, i) => i % Math.max(1, every) === 0)
  const at = (time: Time): number => (time - from) / unit.length
  const lived = jobs.map((row) => ({ row, number: row.number + 1, stages: stagesOf(row, end) }))
  const values = lived.flatMap(({ row, number, stages }) =>
    stages.map((s) => ({ number, job: row.job, stage: groupOf(s.stage).label, from: at(s.from), to: at(s.to) })),
  )
  const unsure = lived.flatMap(({ number, stages }) =>
    stages.flatMap(({ to, reported }) => {
      if (reported === undefined) return []
      const [early, late] = happenedWithin(to, reported)
      return [{ number, from: at(early), to: at(late) }]
    }),
  )
  const labels = [...new Set(values.map((v) => v.stage))]
  const step = Math.max(format.font * 0.35, Math.min(format.font * 1.2, (format.font * 60) / Math.max(1, jobs.length)))
  const labelled = jobs.length > 30 ? 10 : jobs.length > 12 ? 5 : 1
  const skipped = jobs.length < view.jobs.length ? `${jobs.length} of ${view.jobs.length} jobs` : `n: ${jobs.length} jobs`
  return chart(format, {
    title: titled(
      format,
      `${run.header.scheduler}: the life of every job`,
      `A line a job, in order of submission, from submit to removal, by what it waited for or did. ${outcomeOf(run.outcome)[0]?.toUpperCase()}${outcomeOf(run.outcome).slice(1)}.${unsureText(unsure)}`,
      `${skipped}, one run. ${sourceOf(run.header)}`,
    ),
    width: format.plot,
    height: { step },
    data: { values },
    encoding: {
      y: {
        field: 'number',
        type: 'ordinal',
        axis: { title: 'job', values: jobs.map((j) => j.number + 1).filter((n) => n === 1 || n % labelled === 0) },
      },
      x: {
        field: 'from',
        type: 'quantitative',
        scale: { domain: [0, (end - from) / unit.length], nice: false },
        axis: { title: `time since the first submit (${unit.name})`, grid: true, tickCount: 7 },
      },
    },
    layer: [
      {
        mark: { type: 'bar', height: { band: step > 6 ? 0.8 : 1 } },
        encoding: {
          x2: { field: 'to' },
          color: byStage(labels, format),
          tooltip: [
            { field: 'job', type: 'nominal' },
            { field: 'stage', type: 'nominal' },
          ],
        },
      },
      ...unsureLayer(unsure, format),
    ],
  })
}
