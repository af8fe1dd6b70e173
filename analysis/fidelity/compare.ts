/**
 * Recorded values against those of many simulated seeds, one quantity at a time. Each function gives one row; where there
 * is a target, the row says whether it is met.
 */
import { mean, quantile } from '../stats/describe.ts'
import { fisher } from '../stats/fisher.ts'
import { kolmogorovSmirnov } from '../stats/ks.ts'
import { mannWhitney } from '../stats/mann-whitney.ts'
import { type Band, type FidelityRow, percent, type Subject, type Target } from './row.ts'

/** What is compared, and what is asked of it. */
export interface Quantity {
  readonly quantity: string
  readonly unit: string
  readonly target?: Target
  readonly note?: string
}

/** Mean, and the band from the 2.5th to the 97.5th percentile of single seeds; null without values. */
export function bandOf(values: readonly number[]): Band | null {
  if (values.length === 0) return null
  return { mean: mean(values), low: quantile(values, 0.025), high: quantile(values, 0.975), n: values.length }
}

function judged(target: Target | undefined, met: boolean): Pick<FidelityRow, 'target' | 'met'> {
  return target === undefined ? {} : { target, met }
}

/**
 * A number of each run. Undefined where it was not recorded.
 * @example compareNumbers({ run: 'a', source: 'lab', scheduler: 's' }, { quantity: 'makespan', unit: 's', target: { kind: 'within', share: 0.1 } }, [100], [105, 107])?.met // true
 */
export function compareNumbers(
  subject: Subject,
  quantity: Quantity,
  recorded: readonly number[],
  predicted: readonly number[],
): FidelityRow | undefined {
  if (recorded.length === 0) return undefined
  const truth = mean(recorded)
  const band = bandOf(predicted)
  const error = band === null || truth === 0 ? undefined : (band.mean - truth) / truth
  const { target } = quantity
  const met = target?.kind === 'within' && error !== undefined && Math.abs(error) <= target.share
  return {
    ...subject,
    ...quantity,
    recorded: truth,
    recordedRuns: recorded.length,
    predicted: band,
    ...(error === undefined ? {} : { error }),
    ...(band === null ? {} : { inside: recorded.filter((v) => v >= band.low && v <= band.high).length }),
    ...judged(target, met),
  }
}

/**
 * Whether the numbers come from one distribution: two rows, Mann-Whitney (is one of them larger?) and Kolmogorov-Smirnov
 * (does anything differ?), both exact, by counting all ways to deal out the values, ties included.
 */
export function compareSamples(
  subject: Subject,
  quantity: Quantity,
  recorded: readonly number[],
  predicted: readonly number[],
): FidelityRow[] {
  if (recorded.length === 0) return []
  const { target } = quantity
  const tests: [string, number | undefined][] =
    predicted.length === 0
      ? [['Mann-Whitney', undefined]]
      : [
          ['Mann-Whitney', mannWhitney(recorded, predicted, 'exact').p],
          ['Kolmogorov-Smirnov', kolmogorovSmirnov(recorded, predicted, 'exact').p],
        ]
  return tests.map(([name, p]) => ({
    ...subject,
    ...quantity,
    quantity: `${quantity.quantity}, exact ${name}`,
    recorded: [...recorded].sort((a, b) => a - b).join(' '),
    recordedRuns: recorded.length,
    predicted: p === undefined ? null : `p = ${p.toPrecision(2)}`,
    ...judged(target, target?.kind === 'alike' && p !== undefined && p > target.level),
  }))
}

/** Different words shown; the others are summed up. */
const MOST_WORDS = 3

/** How often each word comes, the most frequent first; equally frequent ones by their letters. */
function frequencies(words: readonly string[]): [word: string, n: number][] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
}

/**
 * @example tally(['clogged', 'completed', 'clogged']) // 'clogged 2, completed 1 of 3'
 * @example tally(['clogged', 'clogged']) // 'clogged (2)'
 */
export function tally(words: readonly string[]): string {
  const parts = frequencies(words)
  if (parts.length === 1) return `${parts[0]?.[0]} (${words.length})`
  const shown = parts.slice(0, MOST_WORDS).map(([word, n]) => `${word} ${n}`)
  const others = parts.slice(MOST_WORDS).reduce((sum, [, n]) => sum + n, 0)
  return `${[...shown, ...(others === 0 ? [] : [`others ${others}`])].join(', ')} of ${words.length}`
}

function mostFrequent(words: readonly string[]): string | undefined {
  return frequencies(words)[0]?.[0]
}

/** One recorded run in twenty may be as unusual as this. */
const LEVEL = 0.05

/** A word of each run: its outcome, the order of its sizes. */
export function compareWords(
  subject: Subject,
  quantity: Quantity,
  recorded: readonly string[],
  predicted: readonly string[],
): FidelityRow | undefined {
  const truth = mostFrequent(recorded)
  if (truth === undefined) return undefined
  const count = (words: readonly string[]): number => words.filter((w) => w === truth).length
  const agree = mostFrequent(predicted) === truth && fisher(count(recorded), recorded.length, count(predicted), predicted.length) > LEVEL
  return {
    ...subject,
    ...quantity,
    recorded: recorded.length === 1 ? truth : tally(recorded),
    recordedRuns: recorded.length,
    predicted: predicted.length === 0 ? null : tally(predicted),
    ...judged(quantity.target, agree),
  }
}

/**
 * How often something happens. Target `at-least`: in so many of the seeds; `alike`: as often as recorded (Fisher's exact test).
 */
export function compareShares(
  subject: Subject,
  quantity: Quantity,
  recorded: readonly boolean[],
  predicted: readonly boolean[],
): FidelityRow | undefined {
  if (recorded.length === 0) return undefined
  const hits = (flags: readonly boolean[]): number => flags.filter((f) => f).length
  const { target } = quantity
  const share = predicted.length === 0 ? undefined : hits(predicted) / predicted.length
  const p = predicted.length === 0 ? undefined : fisher(hits(recorded), recorded.length, hits(predicted), predicted.length)
  const met =
    target?.kind === 'at-least'
      ? share !== undefined && share >= target.share
      : target?.kind === 'alike' && p !== undefined && p > target.level
  const test = target?.kind === 'alike' && p !== undefined ? `, p = ${p.toPrecision(2)}` : ''
  return {
    ...subject,
    ...quantity,
    recorded: `${hits(recorded)} of ${recorded.length}`,
    recordedRuns: recorded.length,
    predicted: share === undefined ? null : `${percent(share)} of ${predicted.length}${test}`,
    ...judged(target, met),
  }
}
