/** Figures that set runs side by side, in words. */
import { inSeconds } from '../../src/units.ts'
import { type Sweep, type SweepPoint, sweepPoints } from '../charts/sweep.ts'
import { podWait } from '../metrics/wait.ts'
import { type RunRecord, tablesOf, viewOfRecord } from '../run-view.ts'
import { quantile } from '../stats/describe.ts'
import { stageShares } from './stage-shares.ts'
import { listed, many, percent, short } from './words.ts'

function each(runs: readonly RunRecord[], say: (run: RunRecord) => string): string {
  return `${runs.map((run) => `${run.header.scheduler}: ${say(run)}`).join('. ')}.`
}

export function stagesAlt(runs: readonly RunRecord[]): string {
  const say = (run: RunRecord): string => {
    const shares = stageShares(run).slice(0, 4)
    return shares.length === 0 ? 'no job completed' : listed(shares.map(([stage, share]) => `${percent(share)} ${stage}`))
  }
  return `Mean time in each stage until completion, by scheduler and size of job. Largest shares of the turnaround. ${each(runs, say)}`
}

export function latencyAlt(runs: readonly RunRecord[]): string {
  const say = (run: RunRecord): string => {
    const pods = tablesOf(run.events).pods()
    const waits = pods.flatMap((pod) => podWait(pod) ?? []).map(inSeconds)
    const never = pods.length === waits.length ? '' : `, ${pods.length - waits.length} of ${pods.length} never got one`
    return waits.length === 0
      ? 'no pod got a place'
      : `half of the pods within ${short(quantile(waits, 0.5))} s, nine of ten within ${short(quantile(waits, 0.9))} s${never}`
  }
  return `How long pods that got a place waited for it. ${each(runs, say)}`
}

export function attemptsAlt(runs: readonly RunRecord[]): string {
  const say = (run: RunRecord): string => {
    const pods = tablesOf(run.events).pods()
    const bound = pods.filter((pod) => pod.bound !== undefined).length
    const attempts = pods.reduce((sum, pod) => sum + pod.attempts, 0)
    return `${many(attempts, 'attempt')} for ${many(bound, 'bound pod')}`
  }
  return `How often the scheduler tried a pod. ${each(runs, say)}`
}

export function overTimeAlt(runs: readonly RunRecord[], alt: (run: RunRecord, view: ReturnType<typeof viewOfRecord>) => string): string {
  return each(runs, (run) => alt(run, viewOfRecord(run)))
}

export function differenceAlt(a: RunRecord, b: RunRecord): string {
  const completed = new Map(viewOfRecord(a).jobs.map((job) => [job.job, job.completed]))
  const both = viewOfRecord(b).jobs.flatMap((job) => {
    const before = completed.get(job.job)
    return before === undefined || job.completed === undefined ? [] : [inSeconds(job.completed - before)]
  })
  const earlier = both.filter((d) => d < 0).length
  const median = both.length === 0 ? '' : ` The middle difference is ${short(quantile(both, 0.5))} s.`
  return `A line for each job: where it ran under ${a.header.scheduler} and under ${b.header.scheduler}. Of ${both.length} that completed under both, ${earlier} completed earlier under ${b.header.scheduler}.${median}`
}

/** Points of a sweep, as many as can be listened to. */
export function sweepAlt(sweep: Sweep, what: string, say: (point: SweepPoint) => string): string {
  const points = sweepPoints(sweep)
  const said = points.slice(0, 40).map((p) => `${p.scheduler}, ${many(p.nodes, 'node')}, ${sweep.loadTitle} ${short(p.load)}: ${say(p)}`)
  const more = points.length > said.length ? ` And ${points.length - said.length} more points.` : ''
  return `${what}. ${said.join('. ')}.${more}`
}
