/**
 * Difference of two runs of the same jobs, one line a job: where it ran in each, and by how much its completion moved.
 */
import type { JobRow } from '../../src/record/rows.ts'
import type { Time } from '../../src/units.ts'
import { type RunRecord, type RunView, viewOfRecord } from '../run-view.ts'
import { describe } from '../stats/describe.ts'
import { sourceOfRuns } from './job-points.ts'
import { byScheduler } from './legend.ts'
import { COLOURS } from './palette.ts'
import { type Chart, chart, FORMATS, titled, type Width } from './theme.ts'
import { type TimeUnit, timeUnit } from './time-axis.ts'

interface Ran {
  readonly number: number
  readonly scheduler: string
  readonly from: number
  readonly to: number
}

function endOf({ outcome, window }: RunView): Time {
  return Math.max(outcome.time, window.to) - window.from
}

/** From enough pods running to completion, on the run's own clock. */
function ranIn(row: JobRow, number: number, view: RunView, scheduler: string, unit: TimeUnit): Ran[] {
  if (row.started === undefined || row.completed === undefined) return []
  return [{ number, scheduler, from: (row.started - view.window.from) / unit.length, to: (row.completed - view.window.from) / unit.length }]
}

/** Names that tell the two runs apart: the scheduler, with the seed where both have the same. */
function namesOf(a: RunRecord, b: RunRecord): [string, string] {
  if (a.header.scheduler !== b.header.scheduler) return [a.header.scheduler, b.header.scheduler]
  return [`${a.header.scheduler}, seed ${a.header.seed}`, `${b.header.scheduler}, seed ${b.header.seed}`]
}

/** `earlier by 12 s at the median` and so on, over the jobs that both completed. */
function sentence(differences: readonly number[], names: readonly [string, string], unit: TimeUnit): string {
  if (differences.length === 0) return 'No job completed in both.'
  const { median } = describe(differences)
  const earlier = differences.filter((d) => d < 0).length
  const amount = `${Math.abs(median).toFixed(1)} ${unit.name}`
  const shift = median === 0 ? 'no shift at the median' : `${amount} ${median < 0 ? 'earlier' : 'later'} at the median`
  return `Under ${names[1]} ${earlier} of ${differences.length} jobs completed earlier than under ${names[0]}; ${shift}.`
}

export function ganttDifference(a: RunRecord, b: RunRecord, width: Width = 'slide'): Chart {
  const format = FORMATS[width]
  const [one, two] = [viewOfRecord(a), viewOfRecord(b)]
  const names = namesOf(a, b)
  const unit = timeUnit(Math.max(endOf(one), endOf(two), 1))
  const span = Math.max(endOf(one), endOf(two), 1) / unit.length
  const jobs = one.jobs.filter((job) => two.byName.has(job.job))
  const ran = jobs.flatMap((job) => [
    ...ranIn(job, job.number + 1, one, names[0], unit),
    ...ranIn(two.byName.get(job.job) as JobRow, job.number + 1, two, names[1], unit),
  ])
  const moves = jobs.flatMap((job) => {
    const first = ran.find((r) => r.number === job.number + 1 && r.scheduler === names[0])
    const second = ran.find((r) => r.number === job.number + 1 && r.scheduler === names[1])
    if (first === undefined || second === undefined) return []
    return [{ number: job.number + 1, from: first.to, to: second.to }]
  })
  const only = (name: string): number => ran.filter((r) => r.scheduler === name).length - moves.length
  const unfinished = [0, 1].map((i) => ({ name: names[i] as string, other: only(names[1 - i] as string) })).filter((u) => u.other > 0)
  const x = {
    type: 'quantitative',
    scale: { domain: [0, span], nice: false },
    axis: { title: `time since the first submit (${unit.name})`, grid: true, tickCount: 7 },
  }
  const step = Math.max(format.font * 0.5, Math.min(format.font * 1.1, (format.font * 55) / Math.max(1, jobs.length)))
  return chart(format, {
    title: titled(
      format,
      `${names[1]} against ${names[0]}`,
      sentence(
        moves.map((m) => m.to - m.from),
        names,
        unit,
      ),
      `Bars: from enough pods running to completion. Line between their ends: grey where ${names[1]} is earlier, black and dashed where it is later.${unfinished.map((u) => ` ${u.other} of the jobs did not complete under ${u.name}.`).join('')}`,
      `n: ${jobs.length} jobs, one run each. ${sourceOfRuns([a, b])}`,
    ),
    width: format.plot,
    height: { step },
    data: { values: ran },
    encoding: {
      y: {
        field: 'number',
        type: 'ordinal',
        scale: { domain: jobs.map((j) => j.number + 1) },
        axis: { title: 'job in order of submission', values: jobs.map((j) => j.number + 1).filter((n) => n === 1 || n % 10 === 0) },
      },
    },
    layer: [
      {
        data: { values: moves },
        mark: { type: 'rule', strokeWidth: Math.max(0.6, step * 0.14) },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          stroke: { condition: { test: 'datum.to < datum.from', value: '#8c8c8c' }, value: COLOURS.ink },
          strokeDash: { condition: { test: 'datum.to < datum.from', value: [1, 0] }, value: [step / 3, step / 4] },
        },
      },
      {
        mark: { type: 'bar', height: { band: 0.8 }, minBandSize: 1 },
        encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' }, color: byNames(names, [a, b], format) },
      },
    ],
  })
}

/** Colours of the schedulers; two runs of one scheduler are its colour and ink. */
function byNames(names: readonly [string, string], runs: readonly [RunRecord, RunRecord], format: (typeof FORMATS)[Width]): Chart {
  const [a, b] = runs.map((run) => run.header.scheduler.split('@')[0])
  const colours = byScheduler(names, format)
  return a === b ? { ...colours, scale: { domain: names, range: [COLOURS.grey, COLOURS.ink] } } : colours
}
