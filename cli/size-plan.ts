/** From the words of a command line to a sizing question: what is asked, over which values, with which goals. */
import type { Goals } from '../analysis/sizing/goals.ts'
import { ExperimentError, type Problem } from '../src/errors.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import { parseDuration } from '../src/experiment/quantities.ts'
import { formatScheduler } from '../src/experiment/schedulers.ts'
import { didYouMean } from '../src/experiment/suggest.ts'
import { expandValues } from '../src/experiment/sweep.ts'
import { inSeconds } from '../src/units.ts'
import { loadScenario } from './scenario-files.ts'
import { readWorkers } from './sim-plan.ts'
import { ASK_NAMES, ASKS, type Ask, type AskedValue } from './size-asks.ts'

/** Options as commander gives them. */
export interface SizeOptions {
  readonly ask?: string
  readonly scheduler?: string
  readonly clogRisk?: string
  readonly deadline?: string
  readonly quantile?: string
  readonly budget?: string
  readonly values?: string
  readonly set?: readonly string[]
  readonly out?: string
  readonly workers?: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly pictures?: boolean
  readonly sensitivity?: boolean
  readonly figures?: boolean
}

/** One value that can be tried. */
export interface Choice extends AskedValue {
  readonly experiment: Experiment
}

export interface SizePlan {
  /** as typed */
  readonly scenario: string
  /** the scenario's own name */
  readonly name: string
  readonly ask: string
  readonly asked: Ask
  /** name@version */
  readonly scheduler: string
  readonly goals: Goals
  /** the best first */
  readonly choices: readonly Choice[]
  /** values that cannot be, with the reason of each, as typed */
  readonly impossible: readonly { readonly text: string; readonly reason: string }[]
  readonly safeBound: number | null
  readonly sets: readonly string[]
  readonly workers: number
}

type Report = (problem: Problem) => void

/** @example readShare('1%', '--clog-risk', () => {}) // 0.01 */
export function readShare(text: string, where: string, report: Report): number {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())
  const share = match === null ? Number(text) : Number(match[1]) / 100
  if (text.trim() !== '' && share > 0 && share < 1) return share
  report({ where, expected: 'a share between 0% and 100%', got: JSON.stringify(text), todo: `write ${where} 5%` })
  return 0.5
}

/** A risk so small needs more runs than anyone waits for. */
const LEAST_RISK = 0.0005

export function readGoals(options: SizeOptions, report: Report): Goals {
  const clogRisk = readShare(options.clogRisk ?? '1%', '--clog-risk', report)
  if (clogRisk < LEAST_RISK) {
    const todo = `${Math.ceil(3 / LEAST_RISK)} runs at each value would not do; where nothing may clog at all, take the closed-form bound`
    report({ where: '--clog-risk', expected: `at least ${LEAST_RISK * 100}%`, got: JSON.stringify(options.clogRisk), todo })
  }
  const quantile = readShare(options.quantile ?? '95%', '--quantile', report)
  const deadline = options.deadline === undefined ? undefined : parseDuration(options.deadline)
  if (options.deadline !== undefined && (deadline === undefined || deadline <= 0)) {
    const todo = 'write --deadline 30m'
    report({ where: '--deadline', expected: 'a time above 0 with its unit (s, m, h)', got: JSON.stringify(options.deadline), todo })
  }
  const budget = options.budget === undefined ? undefined : Number(options.budget)
  if (budget !== undefined && !(budget > 0)) {
    report({
      where: '--budget',
      expected: 'an amount above 0',
      got: JSON.stringify(options.budget),
      todo: 'write --budget 20, in the currency of the prices',
    })
  }
  return {
    clogRisk,
    quantile,
    ...(deadline === undefined ? {} : { deadlineS: inSeconds(deadline) }),
    ...(budget === undefined ? {} : { budget }),
  }
}

/** Schedulers under which the parameter has a meaning decide who is asked about, where nobody is named. */
function schedulerOf(name: string | undefined, ask: Ask, listed: readonly { readonly name: string; readonly version: string }[]): string {
  if (name !== undefined) return name
  const own = listed.find((choice) => choice.name === ask.scheduler)
  return own === undefined ? ask.scheduler : formatScheduler(own)
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ExperimentError) return error.problems
  throw error
}

const reasonOf = (problems: readonly Problem[]): string => {
  const [first] = problems
  return `expected ${first?.expected}, got ${first?.got}`
}

/**
 * Reads the command line and the scenario, and builds every value that can be.
 * @throws ExperimentError with every mistake found
 */
export function planSize(scenario: string, options: SizeOptions): SizePlan {
  const problems: Problem[] = []
  const report: Report = (problem) => problems.push(problem)
  const goals = readGoals(options, report)
  const workers = readWorkers(options.workers, report)
  const name = options.ask ?? ''
  const asked = ASKS[name]
  if (asked === undefined) {
    const got = options.ask === undefined ? 'none' : JSON.stringify(options.ask)
    report({ where: '--ask', expected: `one of ${ASK_NAMES.join(', ')}`, got, todo: didYouMean(name, ASK_NAMES) })
  }
  if (asked === undefined || problems.length > 0) throw new ExperimentError(problems)
  return planAsk(scenario, name, asked, options, goals, workers)
}

function planAsk(scenario: string, name: string, asked: Ask, options: SizeOptions, goals: Goals, workers: number): SizePlan {
  const sets = options.set ?? []
  const plain = loadScenario(scenario, sets)
  const wanted = schedulerOf(options.scheduler, asked, plain.schedulers)
  const at = (text: string): Experiment => loadScenario(scenario, [...sets, `${asked.path}=${text}`]).experimentFor(wanted)
  const possible = (text: string): Experiment | undefined => {
    try {
      return at(text)
    } catch (error) {
      problemsOf(error)
      return undefined
    }
  }
  // a job may be too large for the cluster as it is written, and fit a larger one
  const base = (asked.path === 'cluster.nodes' ? possible('50000') : undefined) ?? plain.experimentFor(wanted)
  checkEffect(asked, base, possible)
  const given = options.values === undefined ? asked.values(base, possible) : givenValues(options.values, asked)
  const sorted = [...given].sort((a, b) => (asked.better === 'less' ? a.value - b.value : b.value - a.value))
  const choices: Choice[] = []
  const impossible: { text: string; reason: string }[] = []
  for (const value of sorted) {
    try {
      const experiment = at(value.text)
      const reason = belowQuota(experiment)
      if (reason === undefined) choices.push({ ...value, experiment })
      else impossible.push({ text: value.text, reason })
    } catch (error) {
      const found = problemsOf(error)
      if (found.some((p) => p.where.startsWith('--set '))) throw error
      impossible.push({ text: value.text, reason: reasonOf(found) })
    }
  }
  const { scheduler } = base
  const safeBound = asked.safeBound(base, possible)
  const fixed = { scenario, name: plain.name, ask: name, asked, scheduler: formatScheduler(scheduler), goals, sets, workers }
  return { ...fixed, choices, impossible, safeBound }
}

function givenValues(text: string, asked: Ask): AskedValue[] {
  const values = expandValues(text)
  if (values !== undefined) return values.map((one) => ({ value: asked.parse(one), text: one }))
  throw new ExperimentError([
    { where: '--values', expected: 'a list', got: JSON.stringify(text), todo: 'write --values 4..16 or --values 4,8,12' },
  ])
}

/** A job that the quota can never hold is never admitted: no run is needed to say so. */
function belowQuota({ scheduler: { quotaCpu, quotaPods }, workload: { jobs } }: Experiment): string | undefined {
  for (const job of jobs) {
    const cpu = job.size * job.request.cpu
    if (quotaCpu !== undefined && cpu > quotaCpu)
      return `the quota of ${quotaCpu / 1000} cpu is below ${job.name}, which needs ${cpu / 1000}`
    if (quotaPods !== undefined && job.size > quotaPods) return `the quota of ${quotaPods} pods is below ${job.name}, which has ${job.size}`
  }
  return undefined
}

/** Where pools say their own numbers of nodes, cluster.nodes decides nothing. */
function checkEffect(asked: Ask, base: Experiment, at: (text: string) => Experiment | undefined): void {
  if (asked.path !== 'cluster.nodes') return
  const count = (experiment: Experiment | undefined): number | undefined =>
    experiment?.cluster.pools.reduce((sum, pool) => sum + pool.nodes, 0)
  const [one, other] = [count(base), count(at('50001'))]
  if (one === undefined || other === undefined || one !== other) return
  const todo = 'leave nodes out of the pool that may grow'
  throw new ExperimentError([
    { where: 'cluster.pools', expected: 'a pool that takes cluster.nodes', got: 'pools with their own numbers of nodes', todo },
  ])
}
