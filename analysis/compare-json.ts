/** The document of `muster compare --json`. Absent where there is nothing: no null, no NaN. */
import type { Comparison, MetricComparison } from './compare.ts'
import { sentencesOf } from './compare-text.ts'
import type { RunSet } from './run-set.ts'
import type { Survival } from './stats/kaplan-meier.ts'
import { verdictOf } from './stats/sentence.ts'

function side({ name, path, scheduler, scenario, runs }: RunSet): object {
  return { name, path, scheduler, scenario, runs: runs.size, seeds: [...runs.keys()].sort((a, b) => a - b) }
}

function metric({ metric: { name, unit }, finding, mannWhitney, effect, notes }: MetricComparison): object {
  if (finding === undefined) return { metric: name, unit, notes }
  const { a, b, difference, paired, p, holm } = finding
  const tests = {
    ...(p === undefined ? {} : { p }),
    ...(holm === undefined ? {} : { holm }),
    ...(mannWhitney && { mannWhitney }),
    ...(effect && { effect }),
  }
  return {
    metric: name,
    unit,
    a: { mean: a.mean, n: a.n },
    b: { mean: b.mean, n: b.n },
    difference,
    paired,
    ...tests,
    found: verdictOf(finding),
    notes,
  }
}

function curve({ steps: _, ...rest }: Survival): object {
  return rest
}

export function comparisonJson(comparisons: readonly Comparison[]): object {
  return {
    comparisons: comparisons.map((c) => ({
      a: side(c.a),
      b: side(c.b),
      sharedSeeds: c.seeds,
      metrics: c.metrics.map(metric),
      ...(c.clogging && { clogging: c.clogging }),
      ...(c.completion && { completion: { a: curve(c.completion.a), b: curve(c.completion.b), logRank: c.completion.logRank } }),
      ...(c.jobByJob && { jobByJob: c.jobByJob }),
      sentences: sentencesOf(c).map((line) => line.trim()),
    })),
  }
}
