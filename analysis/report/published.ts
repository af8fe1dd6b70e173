/** The published experiments as a report takes them: each run with its tables made again, its attempts and its jobs. */
import type { JobPoint, ManyRuns } from '../charts/job-points.ts'
import { namesRun, once, type Reproduced } from '../published-summary.ts'
import type { PublishedAttempt } from '../recorded/published-attempts.ts'
import type { PublishedJob } from '../recorded/published-tables.ts'

export interface PublishedRun {
  readonly name: string
  /** rows of its published summaries, made again */
  readonly rows: readonly Reproduced[]
  readonly attempts: readonly PublishedAttempt[]
  /** jobs of the attempts that were published, or that clogged */
  readonly many: ManyRuns
}

function isOf({ run, result_dir, scheduler, attempt }: PublishedJob, a: PublishedAttempt): boolean {
  return run === a.run && scheduler === a.scheduler && attempt === a.attempt && (result_dir === a.folder || result_dir === '')
}

/** Jobs that were planned and did not complete, by size: they left no row, and are watched until the last one that did. */
function unfinished(a: PublishedAttempt, seed: number, done: readonly PublishedJob[]): JobPoint[] {
  return [...a.plannedBySize].flatMap(([size, planned]) => {
    const left = planned - done.filter((job) => job.size === size).length
    return Array.from({ length: Math.max(0, left) }, () => ({ scheduler: a.scheduler, seed, size, watchedS: a.spanS ?? 0 }))
  })
}

/** @param seed number of the attempt among all of its run: folders count theirs anew */
function pointsOf(a: PublishedAttempt, seed: number, jobs: readonly PublishedJob[]): JobPoint[] {
  const done = jobs.filter((job) => isOf(job, a) && job.outcome === 'completed')
  if (!a.clogged && !done.some((job) => job.in_published_table)) return []
  const completed = done.flatMap(({ size, seconds }) => {
    const took = seconds.submit_to_completion_s
    return took === undefined ? [] : [{ scheduler: a.scheduler, seed, size, turnaroundS: took, watchedS: took }]
  })
  return [...completed, ...(a.clogged ? unfinished(a, seed, done) : [])]
}

/** The runs that have published summaries; only those that `asked` names, unless it is `all`. */
export function publishedRuns(
  asked: string,
  reproduced: readonly Reproduced[],
  attempts: readonly PublishedAttempt[],
  jobs: readonly PublishedJob[],
): PublishedRun[] {
  const rows = reproduced.filter(({ row }) => row.scope === 'published' && row.metric !== 'count')
  const names = [...new Set(rows.map(({ row }) => row.run))].filter((name) => asked === 'all' || namesRun(asked, name))
  return names.map((name) => {
    const own = attempts.filter((a) => a.run === name)
    const points = own.flatMap((a, i) => pointsOf(a, i + 1, jobs))
    const source = `Source: ${name} of google/scheduler in converged-computing/operator-experiments, recorded on GKE; data/published.`
    return { name, rows: once(rows.filter(({ row }) => row.run === name)), attempts: own, many: { points, source } }
  })
}
