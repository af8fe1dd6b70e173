/** From the words of a command line to what shall be simulated. Every mistake is collected before anything is done. */
import { availableParallelism } from 'node:os'
import { ExperimentError, type Problem } from '../src/errors.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import { parseDuration } from '../src/experiment/quantities.ts'
import { formatScheduler } from '../src/experiment/schedulers.ts'
import { didYouMean } from '../src/experiment/suggest.ts'
import type { Time } from '../src/units.ts'
import { loadScenario } from './scenario-files.ts'

/** Options as commander gives them. */
export interface SimOptions {
  readonly scheduler?: readonly string[]
  readonly seed?: string
  readonly seeds?: string
  readonly set?: readonly string[]
  readonly out?: string
  readonly json?: boolean
  readonly explain?: string
  readonly until?: string
  readonly workers?: string
  readonly quiet?: boolean
  readonly pictures?: boolean
  readonly records?: boolean
  readonly sweep?: readonly string[]
  readonly shard?: string
  /** with --sweep: its figures as files too */
  readonly figures?: boolean
}

export interface SimPlan {
  /** as typed */
  readonly scenario: string
  /** the scenario's own name */
  readonly name: string
  /** one for each scheduler */
  readonly experiments: readonly Experiment[]
  readonly seeds: readonly number[]
  readonly until: Time | undefined
  readonly workers: number
  readonly explain: string | undefined
  /** of every replication, not only of the first of each scheduler */
  readonly records: boolean
  readonly pictures: boolean
  readonly sets: readonly string[]
  /** what was assumed and what was left out, where the scenario was imported */
  readonly remarks?: readonly string[]
}

/** What runs when nothing is said: the recorded 8-node experiment, under the five schedulers that it lists. */
export const DEFAULT_SCENARIO = 'run10'

const MOST_SEEDS = 1_000_000

type Report = (problem: Problem) => void

/** A whole number written in digits, from `low` to `high`; undefined and a problem if it is none. */
export function wholeNumber(text: string, where: string, low: number, high: number, report: Report): number | undefined {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= low && value <= high) return value
  report({
    where,
    expected: `a whole number from ${low} to ${high}`,
    got: JSON.stringify(text),
    todo: `write ${where} ${Math.max(low, 1)}`,
  })
  return undefined
}

/**
 * The seeds of `--seed N` or `--seeds A..B`; 1 when neither is given.
 * @example readSeeds({ seeds: '3..5' }, () => {}) // [3, 4, 5]
 */
export function readSeeds(options: Pick<SimOptions, 'seed' | 'seeds'>, report: Report): readonly number[] {
  const { seed, seeds } = options
  if (seed !== undefined && seeds !== undefined) {
    report({ where: '--seed, --seeds', expected: 'one of the two', got: 'both', todo: 'leave one away' })
    return []
  }
  if (seeds === undefined) {
    const one = wholeNumber(seed ?? '1', '--seed', 0, Number.MAX_SAFE_INTEGER, report)
    return one === undefined ? [] : [one]
  }
  const match = /^(\d+)\.\.(\d+)$/.exec(seeds)
  const [first, last] = [Number(match?.[1]), Number(match?.[2])]
  if (match === null || !Number.isSafeInteger(last) || first > last || last - first >= MOST_SEEDS) {
    report({
      where: '--seeds',
      expected: `a range A..B of at most ${MOST_SEEDS} seeds, A not above B`,
      got: JSON.stringify(seeds),
      todo: 'write --seeds 1..100',
    })
    return []
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** The moment of `--until`; undefined where it is not given. */
export function readUntil(text: string | undefined, report: Report): Time | undefined {
  if (text === undefined) return undefined
  const until = parseDuration(text)
  if (until !== undefined && until > 0) return until
  report({
    where: '--until',
    expected: 'a time above 0 with its unit (us, ms, s, m, h)',
    got: JSON.stringify(text),
    todo: 'write --until 90s',
  })
  return undefined
}

/** Threads of `--workers`; one for each processor where it is not given. */
export function readWorkers(text: string | undefined, report: Report): number {
  return text === undefined ? availableParallelism() : (wholeNumber(text, '--workers', 1, 1024, report) ?? 1)
}

function checkExplain(job: string | undefined, experiments: readonly Experiment[], report: Report): void {
  const known = experiments[0]?.workload.jobs.map((j) => j.name) ?? []
  if (job === undefined || known.length === 0 || known.includes(job)) return
  const some = known.length > 12 ? [...known.slice(0, 6), '...', known.at(-1) as string] : known
  const near = didYouMean(job, known)
  report({
    where: '--explain',
    expected: 'a job of this scenario',
    got: JSON.stringify(job),
    todo: near.startsWith('did') ? near : `known: ${some.join(', ')}`,
  })
}

/**
 * Reads the command line and the scenario.
 * @throws ExperimentError with every mistake found
 */
export function planSim(scenarioName: string | undefined, options: SimOptions): SimPlan {
  const problems: Problem[] = []
  const report: Report = (problem) => problems.push(problem)
  const seeds = readSeeds(options, report)
  const until = readUntil(options.until, report)
  const workers = readWorkers(options.workers, report)
  const scenario = scenarioName ?? DEFAULT_SCENARIO
  let name = scenario
  let experiments: readonly Experiment[] = []
  let remarks: readonly string[] = []
  try {
    const read = loadScenario(scenario, options.set ?? [])
    name = read.name
    remarks = read.remarks ?? []
    experiments = read.experimentsFor(options.scheduler ?? read.schedulers.map(formatScheduler))
    checkTwice(experiments, report)
    checkExplain(options.explain, experiments, report)
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error
    problems.push(...error.problems)
  }
  if (problems.length > 0) throw new ExperimentError(problems)
  return {
    scenario,
    name,
    experiments,
    seeds,
    until,
    workers,
    explain: options.explain,
    records: options.records === true,
    pictures: options.pictures !== false,
    sets: options.set ?? [],
    remarks,
  }
}

function checkTwice(experiments: readonly Experiment[], report: Report): void {
  const seen = new Set<string>()
  for (const { scheduler } of experiments) {
    const label = formatScheduler(scheduler)
    if (seen.has(label))
      report({ where: '--scheduler', expected: 'each scheduler once', got: `${label} again`, todo: 'leave one of the two away' })
    seen.add(label)
  }
}
