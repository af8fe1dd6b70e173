/** Whether an answer depends on constants of the model that are uncertain: it is run again at the ends of what is plausible. */

import { formatDuration, parseDuration } from '../../src/experiment/quantities.ts'
import { Streams } from '../../src/random.ts'
import type { Tornado, TornadoBar } from '../charts/tornado.ts'
import { percent, short } from '../report/words.ts'
import { quantile } from '../stats/describe.ts'
import { UNCERTAIN, type Uncertain } from './constants.ts'
import { type DesignPoint, latinHypercube, oneAtATime } from './design.ts'
import { type Goals, goalsOf, type Trial } from './goals.ts'
import { upperBound } from './looks.ts'
import { shownMissed } from './sequential.ts'

/** Runs at each setting, with the same seeds. */
export const SENSITIVITY_RUNS = 64
/** Settings that move all constants at once. */
const HYPERCUBE = 16
/** Of the design, not of the model. */
const DESIGN_SEED = 13

export interface Tried {
  readonly point: DesignPoint
  readonly trials: readonly Trial[]
}

function between({ low, high, ends }: Uncertain, share: number): string {
  if (ends === true) return share < 0.5 ? low : high
  const [a, b] = [parseDuration(low) ?? 0, parseDuration(high) ?? 0]
  return formatDuration(Math.round(a + (b - a) * share))
}

/**
 * Settings to try: as it is, each constant alone at either end, and a Latin hypercube over all.
 * @param has whether a parameter has a meaning here
 */
export function sensitivityDesign(has: (path: string) => boolean): DesignPoint[] {
  const factors = UNCERTAIN.filter((factor) => has(factor.path))
  const cube = latinHypercube(factors.length, HYPERCUBE, new Streams(DESIGN_SEED)).map((shares): DesignPoint => {
    return { sets: factors.map((factor, i) => `${factor.path}=${between(factor, shares[i] as number)}`) }
  })
  return [...oneAtATime(factors), ...cube]
}

const medianOf = (trials: readonly Trial[]): number | undefined => {
  const spans = trials.flatMap((trial) => trial.makespanS ?? [])
  return spans.length === 0 ? undefined : quantile(spans, 0.5)
}

const isBase = (tried: Tried): boolean => tried.point.sets.length === 0

/** The figure: median makespan with each constant at its ends. */
export function tornadoOf(tried: readonly Tried[], goals: Goals, source: string): Tornado | undefined {
  const base = medianOf(tried.find(isBase)?.trials ?? [])
  if (base === undefined) return undefined
  const at = (path: string, end: 'low' | 'high'): number | undefined =>
    medianOf(tried.find(({ point }) => point.alone?.path === path && point.alone.end === end)?.trials ?? [])
  const paths = [...new Set(tried.flatMap(({ point }) => point.alone?.path ?? []))]
  const bars = paths.map((path): TornadoBar => {
    const { low, high } = UNCERTAIN.find((factor) => factor.path === path) as Uncertain
    const [atLow, atHigh] = [at(path, 'low'), at(path, 'high')]
    return { parameter: path, low, high, ...(atLow === undefined ? {} : { atLow }), ...(atHigh === undefined ? {} : { atHigh }) }
  })
  const goal = goals.deadlineS === undefined ? {} : { goal: goals.deadlineS }
  return { bars, base, quantity: 'median makespan (s)', ...goal, source: `n: ${SENSITIVITY_RUNS} runs a bar. ${source}` }
}

/** What the settings say of the answer: that it holds at all of them, or what it depends on. */
export function sensitivitySentences(tried: readonly Tried[], goals: Goals): string[] {
  const alpha = 0.05 / tried.length
  const failed = tried.flatMap(({ point, trials }) => {
    const goal = shownMissed(goals, trials, alpha)
    if (goal === undefined) return []
    const missed = `${trials.filter(goal.misses).length} of ${trials.length} runs ${goal.missed}`
    return [{ point, text: `${point.sets[0]} (${missed})` }]
  })
  const moved = tried.filter(({ point }) => point.alone === undefined && point.sets.length > 0)
  const all = moved.flatMap(({ trials }) => trials)
  const events = all.filter((trial) => goalsOf(goals).some((goal) => goal.misses(trial))).length
  const over = `Over ${moved.length} settings that move all constants at once, ${events} of ${all.length} runs missed a goal: at most ${percent(upperBound(events, all.length, 0.05))} do, with 95 % confidence.`
  const base = medianOf(tried.find(isBase)?.trials ?? []) ?? 0
  const reach = tried.flatMap(({ point, trials }) => {
    const median = medianOf(trials)
    return point.alone === undefined || median === undefined ? [] : [{ path: point.alone.path, by: Math.abs(median - base) }]
  })
  const [most] = reach.sort((a, b) => b.by - a.by)
  const moves = most === undefined ? [] : [`What moves the makespan most is ${most.path}: by ${short(most.by)} s of ${short(base)} s.`]
  const alone = failed.filter(({ point }) => point.alone !== undefined)
  const verdict =
    failed.length === 0
      ? `Holds for all plausible latencies: at none of ${tried.length} settings is a goal shown to be missed.`
      : `Depends on ${alone.length === 0 ? 'several constants together' : alone.map(({ text }) => text).join(', ')}.`
  return [verdict, over, ...moves]
}
