/**
 * Two sets of runs against each other. Pairwise where both met the same jobs under the same seeds, apart otherwise; the
 * number compared is one a run, because jobs of one run share a cluster and are no independent witnesses.
 */
import { RUN_METRICS, type RunMetric } from './run-metrics.ts'
import { isWhole, lifetimesOf, type RunSet, recordsOf, type SetRun } from './run-set.ts'
import { mean, median } from './stats/describe.ts'
import { type EffectSize, effectSize } from './stats/effect-size.ts'
import { fisher } from './stats/fisher.ts'
import { holm } from './stats/holm.ts'
import { kaplanMeier, type Lifetime, type Survival } from './stats/kaplan-meier.ts'
import { type LogRank, logRank } from './stats/log-rank.ts'
import { type MannWhitney, mannWhitney } from './stats/mann-whitney.ts'
import { paired } from './stats/paired.ts'
import { ONE_VALUE } from './stats/sample.ts'
import type { Finding } from './stats/sentence.ts'
import { welch } from './stats/welch.ts'
import { type Proportion, wilson } from './stats/wilson.ts'

/** How often runs of each side clog or livelock. */
export interface Clogging {
  readonly a: Proportion
  readonly b: Proportion
  /** Fisher's exact test */
  readonly p: number
  readonly holm?: { readonly p: number; readonly of: number }
}

/** Time to completion over jobs, seconds, unfinished ones censored (`lifetimesOf`). Rests on the runs whose record was kept. */
export interface Completion {
  readonly a: Survival
  readonly b: Survival
  /** runs with a record */
  readonly runsA: number
  readonly runsB: number
  /** takes jobs as independent, which those of one run are not: too small, and kept out of the family */
  readonly logRank: LogRank
}

/** The same jobs in one run of each side. A description, not a test. */
export interface JobByJob {
  readonly n: number
  readonly sooner: number
  readonly later: number
  readonly equal: number
  /** seconds, A less B */
  readonly medianS: number
}

export interface MetricComparison {
  readonly metric: RunMetric
  /** absent where a side has no value at all */
  readonly finding?: Finding
  readonly mannWhitney?: MannWhitney
  readonly effect?: EffectSize
  /** runs left out, and why */
  readonly notes: readonly string[]
}

export interface Comparison {
  readonly a: RunSet
  readonly b: RunSet
  /** whether seeds mean the same jobs on both sides, and which both met */
  readonly seeds: readonly number[]
  readonly metrics: readonly MetricComparison[]
  readonly clogging?: Clogging
  readonly completion?: Completion
  readonly jobByJob?: JobByJob
}

function valuesOf(set: RunSet, metric: RunMetric): Map<number, number> {
  const values = new Map<number, number>()
  for (const [seed, run] of set.runs) {
    const value = metric.whole && !isWhole(run) ? undefined : metric.of(run)
    if (value !== undefined) values.set(seed, value)
  }
  return values
}

/** Seeds that both sides met with the same jobs, ascending. */
function sharedSeeds(a: RunSet, b: RunSet): number[] {
  if (a.workload !== b.workload) return []
  return [...a.runs.keys()].filter((seed) => b.runs.has(seed)).sort((x, y) => x - y)
}

/** Why runs of a set are left out of a metric, but for those in which not every job completed: they are told of once. */
function notesOf(metric: RunMetric, set: RunSet, values: ReadonlyMap<number, number>, used: number): string[] {
  const candidates = [...set.runs.values()].filter((run) => !metric.whole || isWhole(run)).length
  const without = candidates - values.size
  const unmatched = values.size - used
  const runs = (n: number): string => `${n} run${n === 1 ? '' : 's'} of ${set.name} left out: `
  return [
    ...(without > 0 ? [`${runs(without)}${metric.missing}`] : []),
    ...(unmatched > 0 ? [`${runs(unmatched)}the other side has none to pair with`] : []),
  ]
}

function compareMetric(metric: RunMetric, a: RunSet, b: RunSet, seeds: readonly number[]): MetricComparison {
  const [allA, allB] = [valuesOf(a, metric), valuesOf(b, metric)]
  const common = seeds.filter((seed) => allA.has(seed) && allB.has(seed))
  const fewer = Math.min(allA.size, allB.size)
  const inPairs = common.length > 0 && (Math.max(allA.size, allB.size) === 1 || (common.length >= 2 && common.length * 2 >= fewer))
  const pick = (values: Map<number, number>): number[] =>
    inPairs ? common.map((seed) => values.get(seed) as number) : [...values.values()]
  const [x, y] = [pick(allA), pick(allB)]
  const notes = [...notesOf(metric, a, allA, x.length), ...notesOf(metric, b, allB, y.length)]
  if (x.length === 0 || y.length === 0) return { metric, notes }
  const { difference, p } = inPairs ? paired(x, y) : welch(x, y)
  const effect = effectSize(x, y)
  const alone = x.length === 1 && y.length === 1
  const finding: Finding = {
    metric: metric.title,
    unit: metric.unit,
    a: { name: a.name, mean: mean(x), n: x.length },
    b: { name: b.name, mean: mean(y), n: y.length },
    difference: alone ? { ...difference, note: ONE_VALUE } : difference,
    paired: inPairs,
    ...(p === undefined ? {} : { p }),
    ...(alone ? {} : { a12: effect.a12 }),
  }
  return { metric, finding, ...(alone ? {} : { mannWhitney: mannWhitney(x, y), effect }), notes }
}

const isStuck = ({ row }: SetRun): boolean => row.outcome === 'clogged' || row.outcome === 'livelock'

function compareClogging(a: RunSet, b: RunSet): Clogging | undefined {
  const count = (set: RunSet): number => [...set.runs.values()].filter(isStuck).length
  const [x, y] = [count(a), count(b)]
  if (x === 0 && y === 0) return undefined
  const [n, m] = [a.runs.size, b.runs.size]
  return { a: wilson(x, n), b: wilson(y, m), p: fisher(x, n, y, m) }
}

function compareCompletion(a: RunSet, b: RunSet): Completion | undefined {
  const [endlessA, endlessB] = [lifetimesOf(a), lifetimesOf(b)]
  if (endlessA.length === 0 || endlessB.length === 0) return undefined
  // without end: until nobody on either side is watched any more
  const horizon = [...endlessA, ...endlessB].reduce((m, { time }) => (Number.isFinite(time) ? Math.max(m, time) : m), 0)
  const cut = (jobs: readonly Lifetime[]): Lifetime[] => jobs.map((job) => ({ ...job, time: Math.min(job.time, horizon) }))
  const [x, y] = [cut(endlessA), cut(endlessB)]
  return { a: kaplanMeier(x), b: kaplanMeier(y), runsA: recordsOf(a), runsB: recordsOf(b), logRank: logRank(x, y) }
}

function compareJobs(a: RunSet, b: RunSet, seeds: readonly number[]): JobByJob | undefined {
  const [seed] = seeds
  if (seed === undefined || a.runs.size !== 1 || b.runs.size !== 1) return undefined
  const other = new Map((b.runs.get(seed)?.jobs ?? []).map((job) => [job.job, job.turnaroundS]))
  const differences = (a.runs.get(seed)?.jobs ?? []).flatMap(({ job, turnaroundS }) => {
    const theirs = other.get(job)
    return turnaroundS === undefined || theirs === undefined ? [] : [turnaroundS - theirs]
  })
  if (differences.length === 0) return undefined
  const sooner = differences.filter((d) => d < 0).length
  const later = differences.filter((d) => d > 0).length
  return { n: differences.length, sooner, later, equal: differences.length - sooner - later, medianS: median(differences) }
}

function compareTwo(a: RunSet, b: RunSet, metrics: readonly RunMetric[]): Comparison {
  const seeds = sharedSeeds(a, b)
  const parts = { clogging: compareClogging(a, b), completion: compareCompletion(a, b), jobByJob: compareJobs(a, b, seeds) }
  const present = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined))
  return { a, b, seeds, metrics: metrics.map((metric) => compareMetric(metric, a, b, seeds)), ...present }
}

/**
 * Compares each pair of sets by each metric. All tests together are one family: their p are corrected by Holm.
 * @param metrics default: all
 */
export function compareSets(pairs: readonly (readonly [RunSet, RunSet])[], metrics: readonly RunMetric[] = RUN_METRICS): Comparison[] {
  const found = pairs.map(([a, b]) => compareTwo(a, b, metrics))
  const tests = found.flatMap((c) => [...c.metrics.flatMap((m) => m.finding?.p ?? []), ...(c.clogging === undefined ? [] : [c.clogging.p])])
  if (tests.length < 2) return found
  // in the order in which they were gathered
  const adjusted = holm(tests)[Symbol.iterator]()
  const next = (): { p: number; of: number } => ({ p: adjusted.next().value as number, of: tests.length })
  return found.map((c) => ({
    ...c,
    metrics: c.metrics.map((m) => (m.finding?.p === undefined ? m : { ...m, finding: { ...m.finding, holm: next() } })),
    ...(c.clogging === undefined ? {} : { clogging: { ...c.clogging, holm: next() } }),
  }))
}
