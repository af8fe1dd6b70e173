/** Jobs of several runs as charts compare them: one point a job, and a line that says how many there are. */
import { inSeconds, SECOND } from '../../src/units.ts'
import { boundedSlowdown } from '../metrics/slowdown.ts'
import { turnaround } from '../metrics/turnaround.ts'
import { wait } from '../metrics/wait.ts'
import { type RunRecord, tablesOf } from '../run-view.ts'
import { BACKENDS } from './source.ts'

export interface JobPoint {
  readonly scheduler: string
  readonly seed: number
  readonly size: number
  /** seconds; absent for a job that never started */
  readonly waitS?: number
  /** seconds; absent for a job that did not complete */
  readonly turnaroundS?: number
  readonly slowdown?: number
  /** seconds from submit to completion, or to the end of the record */
  readonly watchedS: number
  /** it never will complete: its run clogged */
  readonly never?: true
}

/** What a chart of several runs is drawn from. */
export interface ManyRuns {
  readonly points: readonly JobPoint[]
  readonly source: string
}

/** `1`, `1, 5` or `1-30`. */
function seedsOf(runs: readonly RunRecord[]): string {
  const seeds = [...new Set(runs.map((run) => run.header.seed))].sort((a, b) => a - b)
  const first = seeds[0] as number
  const last = seeds.at(-1) as number
  if (seeds.length > 2 && last - first === seeds.length - 1) return `seeds ${first}-${last}`
  return seeds.length === 1 ? `seed ${first}` : `seeds ${seeds.join(', ')}`
}

/** `Source: run10, seeds 1-30, simulated, muster 0.1.0.` */
export function sourceOfRuns(runs: readonly RunRecord[]): string {
  const distinct = (of: (run: RunRecord) => string): string => [...new Set(runs.map(of))].join(', ')
  if (runs.length === 0) return 'Source: no runs.'
  return `Source: ${distinct((r) => r.header.scenario)}, ${seedsOf(runs)}, ${distinct((r) => BACKENDS[r.header.backend])}, muster ${distinct((r) => r.header.muster)}.`
}

/** Points of all jobs of all runs, runs in the order given. */
export function manyRuns(runs: readonly RunRecord[]): ManyRuns {
  const points = runs.flatMap((run) => {
    const { scheduler, seed } = run.header
    return tablesOf(run.events)
      .jobs()
      .map((job): JobPoint => {
        const waited = wait(job)
        const turned = turnaround(job)
        const slowdown = boundedSlowdown(job)
        return {
          scheduler,
          seed,
          size: job.size,
          watchedS: ((job.completed ?? Math.max(run.outcome.time, job.submitted)) - job.submitted) / SECOND,
          ...(turned === undefined && run.outcome.outcome === 'clogged' ? { never: true as const } : {}),
          ...(waited === undefined ? {} : { waitS: inSeconds(waited) }),
          ...(turned === undefined ? {} : { turnaroundS: inSeconds(turned) }),
          ...(slowdown === undefined ? {} : { slowdown }),
        }
      })
  })
  return { points, source: sourceOfRuns(runs) }
}

/** Groups in order of first appearance. */
export function grouped<T, K>(list: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of list) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return groups
}

/** `50 jobs a run, 30 runs each`, or what there is of each scheduler where they differ. */
export function countsOf(points: readonly JobPoint[]): string {
  const counts = [...grouped(points, (p) => p.scheduler)].map(([scheduler, list]) => {
    const runs = new Set(list.map((p) => p.seed)).size
    return { scheduler, text: `${list.length} ${list.length === 1 ? 'job' : 'jobs'} in ${runs} ${runs === 1 ? 'run' : 'runs'}` }
  })
  const texts = new Set(counts.map((c) => c.text))
  if (texts.size === 1) return `n: ${[...texts][0]}${counts.length > 1 ? ' of each scheduler' : ''}.`
  return `n: ${counts.map((c) => `${c.scheduler} ${c.text}`).join('; ')}.`
}
