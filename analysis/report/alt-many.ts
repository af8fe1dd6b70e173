/** Figures over jobs of many runs, in words. */
import { grouped, type JobPoint, type ManyRuns } from '../charts/job-points.ts'
import { mean, median, quantile } from '../stats/describe.ts'
import { kaplanMeier } from '../stats/kaplan-meier.ts'
import { short } from './words.ts'

function known(points: readonly JobPoint[], of: (point: JobPoint) => number | undefined): number[] {
  return points.flatMap((point) => of(point) ?? [])
}

function eachScheduler({ points }: ManyRuns, say: (points: readonly JobPoint[]) => string): string {
  return [...grouped(points, (p) => p.scheduler)].map(([scheduler, list]) => `${scheduler}: ${say(list)}`).join('. ')
}

function eachSize(points: readonly JobPoint[], say: (values: readonly number[]) => string): string {
  const sizes = [...grouped(points, (p) => p.size)].sort(([a], [b]) => a - b)
  const said = sizes.map(([size, list]) => {
    const values = known(list, (p) => p.turnaroundS)
    const done = values.length < list.length ? ` (${values.length} of ${list.length} completed)` : ''
    return values.length === 0 ? `size ${size} none of ${list.length} completed` : `size ${size} ${say(values)}${done}`
  })
  return said.join(', ')
}

export function barsAlt(runs: ManyRuns): string {
  return `Mean turnaround of completed jobs. ${eachScheduler(runs, (list) => eachSize(list, (v) => `${short(mean(v))} s`))}.`
}

export function boxesAlt(runs: ManyRuns): string {
  const range = (v: readonly number[]): string => `${short(median(v))} s (${short(quantile(v, 0.25))} to ${short(quantile(v, 0.75))})`
  return `Median turnaround of completed jobs, with the middle half. ${eachScheduler(runs, (list) => eachSize(list, range))}.`
}

/** @param unit with a space before it, or empty */
export function ecdfAlt(runs: ManyRuns, what: string, unit: string, of: (point: JobPoint) => number | undefined): string {
  const say = (list: readonly JobPoint[]): string => {
    // who never got there is above every value
    const values = [...known(list, of), ...list.filter((p) => of(p) === undefined).map(() => Number.POSITIVE_INFINITY)].sort(
      (a, b) => a - b,
    )
    const at = (p: number): string => {
      const value = values[Math.max(0, Math.ceil(p * values.length) - 1)] as number
      return Number.isFinite(value) ? `${short(value)}${unit}` : 'never'
    }
    return `half of the jobs ${at(0.5)}, nine of ten ${at(0.9)}`
  }
  return `${what} that so many jobs stay at or below. ${eachScheduler(runs, say)}.`
}

export function survivalAlt(runs: ManyRuns): string {
  const say = (list: readonly JobPoint[]): string => {
    const curve = kaplanMeier(list.map((p) => ({ time: p.watchedS, ended: p.turnaroundS !== undefined })))
    const half = curve.median === undefined ? 'fewer than half complete' : `half complete within ${short(curve.median)} s`
    return `${curve.ended} of ${curve.n} jobs complete, ${half}`
  }
  return `Share of jobs not completed, by time since their submit. ${eachScheduler(runs, say)}.`
}
