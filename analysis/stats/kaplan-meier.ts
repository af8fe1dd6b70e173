/**
 * Kaplan and Meier's (1958) estimate of the share not yet completed at each time. A job that did not end within the run
 * is *censored*: it counts as waiting until it was last seen, and is never dropped.
 */
import { normalQuantile } from './normal.ts'
import { checkLevel, type Interval } from './sample.ts'

/** How long a job took, or was watched without ending. In any one unit. */
export interface Lifetime {
  readonly time: number
  readonly ended: boolean
}

export interface SurvivalStep {
  readonly time: number
  /** jobs watched just before */
  readonly atRisk: number
  readonly ended: number
  readonly censored: number
  /** share not yet ended just after */
  readonly survival: number
  /** Greenwood's standard error; absent once nobody is left */
  readonly error?: number
  /** survival give or take z standard errors, cut to 0..1; absent once nobody is left */
  readonly plain?: Interval
  /** the same on the scale of log(-log): stays within 0..1 by itself, better for few jobs. Absent at 1 and at 0 */
  readonly logLog?: Interval
}

export interface Survival {
  readonly n: number
  readonly ended: number
  readonly censored: number
  /** one for each time at which a job ended or was last seen */
  readonly steps: readonly SurvivalStep[]
  /** first time at which at most half are left; absent if it never comes to that */
  readonly median?: number
  /** where the log-log bounds cross one half (Brookmeyer and Crowley); an end is absent if its bound never does */
  readonly medianLow?: number
  readonly medianHigh?: number
}

function bounds(survival: number, greenwood: number, z: number, level: number): Pick<SurvivalStep, 'error' | 'plain' | 'logLog'> {
  if (survival === 0) return {}
  const error = survival * Math.sqrt(greenwood)
  const plain = { low: Math.max(0, survival - z * error), high: Math.min(1, survival + z * error), level }
  if (survival === 1) return { error, plain }
  const half = (z * Math.sqrt(greenwood)) / Math.abs(Math.log(survival))
  return { error, plain, logLog: { low: survival ** Math.exp(half), high: survival ** Math.exp(-half), level } }
}

/** Jobs that end at the instant at which another is last seen end first. */
function stepsOf(lifetimes: readonly Lifetime[], z: number, level: number): SurvivalStep[] {
  const inOrder = [...lifetimes].sort((a, b) => a.time - b.time)
  const steps: SurvivalStep[] = []
  let survival = 1
  let greenwood = 0
  for (let i = 0; i < inOrder.length; ) {
    const time = (inOrder[i] as Lifetime).time
    const atRisk = inOrder.length - i
    let ended = 0
    let censored = 0
    for (; inOrder[i]?.time === time; i++) (inOrder[i] as Lifetime).ended ? ended++ : censored++
    survival *= (atRisk - ended) / atRisk
    if (ended < atRisk) greenwood += ended / (atRisk * (atRisk - ended))
    steps.push({ time, atRisk, ended, censored, survival, ...bounds(survival, greenwood, z, level) })
  }
  return steps
}

/**
 * The curve of a group of jobs.
 * @example kaplanMeier([{ time: 1, ended: true }, { time: 2, ended: false }]).steps.map((s) => s.survival) // [0.5, 0.5]
 * @throws RangeError on no jobs, or a time that is negative or not finite
 */
export function kaplanMeier(lifetimes: readonly Lifetime[], level = 0.95): Survival {
  checkLevel('kaplanMeier', level)
  if (lifetimes.length === 0) throw new RangeError('kaplanMeier: expected at least 1 job, got 0\n  leave the group out')
  const wrong = lifetimes.findIndex(({ time }) => !(time >= 0 && Number.isFinite(time)))
  if (wrong >= 0) {
    throw new RangeError(
      `kaplanMeier: expected times from 0 up, got ${lifetimes[wrong]?.time} at place ${wrong}\n  censor a job at the time it was last seen`,
    )
  }
  const steps = stepsOf(lifetimes, normalQuantile(1 - (1 - level) / 2), level)
  const ended = lifetimes.filter((l) => l.ended).length
  const first = (crossed: (step: SurvivalStep) => boolean): number | undefined => steps.find(crossed)?.time
  const median = first((s) => s.survival <= 0.5)
  const medianLow = first((s) => s.logLog !== undefined && s.logLog.low <= 0.5)
  const medianHigh = first((s) => s.logLog !== undefined && s.logLog.high <= 0.5)
  return {
    n: lifetimes.length,
    ended,
    censored: lifetimes.length - ended,
    steps,
    ...(median === undefined ? {} : { median }),
    ...(medianLow === undefined ? {} : { medianLow }),
    ...(medianHigh === undefined ? {} : { medianHigh }),
  }
}

/**
 * Share not yet ended at a time: that of the last step at or before it.
 * @example survivalAt(kaplanMeier([{ time: 1, ended: true }, { time: 2, ended: true }]), 1.5) // 0.5
 */
export function survivalAt(curve: Survival, time: number): number {
  return curve.steps.findLast((s) => s.time <= time)?.survival ?? 1
}
