/**
 * How well a model of a scheduler, told what the real one was told, does what the real one did: which pods it binds, in
 * which order, and how often it tries.
 */
import { MILLISECOND, SECOND, type Time } from '../../src/units.ts'

export interface Bind {
  readonly time: Time
  readonly pod: string
}

/** What one scheduler did: the recorded or the model. */
export interface Replayed {
  /** in order of time */
  readonly binds: readonly Bind[]
  /** cycles that ended with a pod bound, or fitting nowhere */
  readonly attempts: number
}

export interface ReplayScore {
  /** recorded */
  readonly binds: number
  /** binds of the recorded pod, in the recorded order */
  readonly same: number
  /** same / binds */
  readonly share: number
  /** of these, how many within `IN_TIME` of the recorded moment */
  readonly inTime: number
  readonly recordedAttempts: number
  readonly modelAttempts: number
  /** (model - recorded) / recorded */
  readonly attemptsError: number
  /** the first recorded bind that the model has not: where to begin to look */
  readonly firstMiss: Bind | undefined
}

/** Binds closer together take places that were free at the same time, so their order says nothing. */
const WAVE = 50 * MILLISECOND
/** A pod may slip by one turn of the back-off timer. */
export const IN_TIME = SECOND + 100 * MILLISECOND

/** Inside each wave of the model, the recorded order. */
function inRecordedOrder(model: readonly Bind[], rank: ReadonlyMap<string, number>): Bind[] {
  const sorted: Bind[] = []
  let wave: Bind[] = []
  const flush = (): void => {
    const of = (bind: Bind): number => rank.get(bind.pod) ?? Number.POSITIVE_INFINITY
    sorted.push(...wave.sort((a, b) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0)))
    wave = []
  }
  for (const bind of model) {
    const last = wave.at(-1)
    if (last !== undefined && bind.time - last.time > WAVE) flush()
    wave.push(bind)
  }
  flush()
  return sorted
}

/** Indexes of the longest series of pods that both have in the same order: pairs (recorded, model). */
function commonSeries(recorded: readonly Bind[], model: readonly Bind[]): [number, number][] {
  const [n, m] = [recorded.length, model.length]
  const width = m + 1
  const length = new Int32Array((n + 1) * width)
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      const equal = recorded[i]?.pod === model[j]?.pod
      const [diagonal, down, right] = [length[(i + 1) * width + j + 1], length[(i + 1) * width + j], length[i * width + j + 1]] as number[]
      length[i * width + j] = equal ? (diagonal as number) + 1 : Math.max(down as number, right as number)
    }
  }
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (recorded[i]?.pod === model[j]?.pod) pairs.push([i++, j++])
    else if ((length[(i + 1) * width + j] as number) >= (length[i * width + j + 1] as number)) i++
    else j++
  }
  return pairs
}

/**
 * A recorded bind counts as the same if the model binds that pod, too, at the same place in the order of binds: the longest
 * series of binds that both have in the same order. A bind too many or too few thus costs one, not all that follow.
 * Where several places were free at once (binds within 50 ms) any order is right.
 * @example scoreReplay({ binds: [{ time: 0, pod: 'a' }, { time: 5e6, pod: 'b' }], attempts: 10 }, { binds: [{ time: 0, pod: 'a' }, { time: 5e6, pod: 'c' }], attempts: 11 }).share // 0.5
 */
export function scoreReplay(recorded: Replayed, model: Replayed): ReplayScore {
  const rank = new Map(recorded.binds.map((bind, i) => [bind.pod, i]))
  const ordered = inRecordedOrder(model.binds, rank)
  const pairs = commonSeries(recorded.binds, ordered)
  const matched = new Set(pairs.map(([i]) => i))
  const inTime = pairs.filter(([i, j]) => Math.abs((recorded.binds[i] as Bind).time - (ordered[j] as Bind).time) <= IN_TIME).length
  const binds = recorded.binds.length
  return {
    binds,
    same: pairs.length,
    share: binds === 0 ? 1 : pairs.length / binds,
    inTime,
    recordedAttempts: recorded.attempts,
    modelAttempts: model.attempts,
    attemptsError: recorded.attempts === 0 ? 0 : (model.attempts - recorded.attempts) / recorded.attempts,
    firstMiss: recorded.binds.find((_, i) => !matched.has(i)),
  }
}
