/** What a comparison says: a sentence for everything found, and the numbers in a table. */
import type { Clogging, Comparison, Completion, JobByJob, MetricComparison } from './compare.ts'
import { type Column, plainTable } from './plain-table.ts'
import { isWhole, type RunSet } from './run-set.ts'
import type { Survival } from './stats/kaplan-meier.ts'
import { type Finding, inScale, pText, sentence, verdictOf } from './stats/sentence.ts'
import type { Proportion } from './stats/wilson.ts'
import type { RunSummary } from './summary-row.ts'

const runsText = (n: number): string => `${n} run${n === 1 ? '' : 's'}`
const percent = (share: number): string => `${Number((share * 100).toFixed(1))}`

/** What runs with unfinished jobs are left out of, said once for each side that has some. */
function unfinished(set: RunSet, c: Comparison): string[] {
  const rows = [...set.runs.values()].map((run) => run.row)
  const short = [...set.runs.values()].filter((run) => !isWhole(run)).length
  const names = c.metrics.filter(({ metric }) => metric.whole).map(({ metric }) => metric.title)
  if (short === 0 || names.length === 0) return []
  const sum = (of: (row: RunSummary) => number): number => rows.reduce((s, row) => s + of(row), 0)
  return [
    `${set.name} completed ${sum((r) => r.completed)} of ${sum((r) => r.jobs)} jobs: ${short} of its ${runsText(rows.length)} left jobs unfinished and ${short === 1 ? 'has' : 'have'} no ${names.join(', ')} to compare (over the jobs that came through, whoever leaves jobs behind would look best)`,
  ]
}

function metricSentences({ finding, notes }: MetricComparison): string[] {
  return finding === undefined ? [] : [sentence(finding), ...notes.map((note) => `  ${note}`)]
}

/** Metrics that a side has no value of for another reason than unfinished jobs, together. */
function nothing(c: Comparison): string[] {
  const without = c.metrics.filter((m) => m.finding === undefined && m.notes.length > 0)
  if (without.length === 0) return []
  const notes = new Set(without.flatMap((m) => m.notes).map((note) => `  ${note}`))
  return [`nothing to compare: ${without.map(({ metric }) => metric.title).join(', ')}`, ...notes]
}

function cloggingSentence({ a, b, p, holm }: Clogging, c: Comparison): string {
  const side = (name: string, { successes, n, low, high }: Proportion): string =>
    `${name} in ${successes} of ${n} runs (95 % interval ${percent(low)} to ${percent(high)} %)`
  const tested = `${pText(holm?.p ?? p)}${holm === undefined ? '' : ` after Holm over ${holm.of}`}`
  const seen = (holm?.p ?? p) <= 0.05 ? '' : 'no difference seen: '
  return `clogging or livelock: ${seen}${side(c.a.name, a)}, ${side(c.b.name, b)}; ${tested}`
}

function half(name: string, curve: Survival, runs: number): string {
  const done = `${curve.ended} of ${curve.n} jobs of ${name} (${runsText(runs)}) complete`
  if (curve.median === undefined) return `${done}, fewer than half`
  const { medianLow: low, medianHigh: high } = curve
  const bounds =
    low === undefined && high === undefined
      ? 'no interval'
      : `95 % interval ${low?.toFixed(1) ?? 'unknown'} to ${high?.toFixed(1) ?? 'unknown'} s`
  return `${done}, half of all within ${curve.median.toFixed(1)} s (${bounds})`
}

function completionSentence({ a, b, runsA, runsB, logRank }: Completion, c: Comparison): string {
  const censored = a.censored + b.censored === 0 ? '' : '; those that did not are censored when last seen, in a clogged run never'
  const test =
    logRank.p === undefined ? '' : `; log-rank ${pText(logRank.p)}, which takes the jobs of a run as independent and is too small`
  return `time to completion (Kaplan-Meier): ${half(c.a.name, a, runsA)}; ${half(c.b.name, b, runsB)}${censored}${test}`
}

function jobSentence({ n, sooner, later, equal, medianS }: JobByJob, c: Comparison): string {
  const middle = `the middle difference is ${inScale(medianS, medianS)} s`
  return `job by job, one run of each: of ${n} jobs completed by both, ${sooner} complete sooner under ${c.a.name}, ${later} later, ${equal} at once; ${middle}`
}

/** One sentence for everything that was compared; what must be known beside it follows, indented. */
export function sentencesOf(c: Comparison): string[] {
  return [
    ...(c.clogging === undefined ? [] : [cloggingSentence(c.clogging, c)]),
    ...unfinished(c.a, c),
    ...unfinished(c.b, c),
    ...c.metrics.flatMap(metricSentences),
    ...nothing(c),
    ...(c.completion === undefined ? [] : [completionSentence(c.completion, c)]),
    ...(c.jobByJob === undefined ? [] : [jobSentence(c.jobByJob, c)]),
  ]
}

type Row = MetricComparison & { readonly finding: Finding }

const scaleOf = ({ finding: { difference } }: Row): number =>
  difference.interval === undefined ? Math.abs(difference.value) : difference.interval.high - difference.interval.low

const optional = (value: number | undefined, text: (v: number) => string): string => (value === undefined ? '-' : text(value))
const bare = (p: number): string => pText(p).replace(/^p (= )?/, '')

function columns(c: Comparison): Column<Row>[] {
  return [
    { head: 'metric', align: 'left', cell: ({ metric }) => metric.title + (metric.unit && `, ${metric.unit}`) },
    { head: c.a.name, cell: (r) => inScale(r.finding.a.mean, scaleOf(r)) },
    { head: c.b.name, cell: (r) => inScale(r.finding.b.mean, scaleOf(r)) },
    { head: 'difference', cell: (r) => inScale(r.finding.difference.value, scaleOf(r)) },
    {
      head: '95 % interval',
      cell: (r) =>
        optional(
          r.finding.difference.interval?.low,
          (low) => `${inScale(low, scaleOf(r))} to ${inScale(r.finding.difference.interval?.high ?? low, scaleOf(r))}`,
        ),
    },
    { head: 'n', cell: ({ finding: { a, b, paired } }) => (paired ? `${a.n} pair${a.n === 1 ? '' : 's'}` : `${a.n}, ${b.n}`) },
    { head: 'p', cell: ({ finding }) => optional(finding.p, bare) },
    { head: 'p (Holm)', cell: ({ finding }) => optional(finding.holm?.p, bare) },
    { head: 'A12', cell: ({ finding }) => optional(finding.a12, (v) => v.toFixed(2)) },
    { head: 'found', align: 'left', cell: ({ finding }) => verdictOf(finding) },
  ]
}

function headOf(c: Comparison): string {
  const side = ({ name, path, scenario, runs }: RunSet): string => `${name}  ${path} (${scenario}, ${runsText(runs.size)})`
  const { length } = c.seeds
  const seeds =
    length === 0 ? 'no seed in common on the same jobs' : `${length} seed${length === 1 ? '' : 's'} met by both with the same jobs`
  return `${side(c.a)}\nagainst ${side(c.b)}\n${seeds}`
}

const FOOT = [
  'One number a run; difference: the first less the second. Pairs: runs of the same jobs under the same seed (t interval of their',
  'differences); otherwise Welch. Holm: corrected over all tests printed here. A12: how often a run of the first exceeds one of the second.',
]

/** The whole answer of a comparison, as printed. Ends without a line feed. */
export function comparisonText(comparisons: readonly Comparison[]): string {
  const parts = comparisons.map((c) => {
    const rows = c.metrics.filter((m): m is Row => m.finding !== undefined)
    const table = rows.length === 0 ? [] : ['', plainTable(rows, columns(c))]
    return [headOf(c), '', ...sentencesOf(c), ...table].join('\n')
  })
  return [...parts, FOOT.join('\n')].join('\n\n')
}
