/** A search driven by simulation: what it asks for is run on the pool, in any order, and comes back in the order of seeds. */
import type { Trial } from '../analysis/sizing/goals.ts'
import type { Request } from '../analysis/sizing/request.ts'
import { type Found, search } from '../analysis/sizing/search.ts'
import { quote } from './again.ts'
import { RunBug } from './exit.ts'
import { type OpenPool, openPool } from './pool.ts'
import type { Choice, SizePlan } from './size-plan.ts'
import type { SizeResult, SizeTask } from './size-task.ts'

/** Tests of a value use seeds of their own, so that what one tells is not told again by the next. */
const SEEDS_EACH = 10_000
/** Pilot runs use the same seeds at every value. */
const PILOT_SEEDS = 1_000_000_000

/** The seeds of a request. @example seedsOf({ index: 2, stage: 'confirm', from: 0, runs: 2 }) // [20001, 20002] */
export function seedsOf({ index, stage, from, runs }: Request): number[] {
  const first = stage === 'pilot' ? PILOT_SEEDS : 1 + index * SEEDS_EACH
  return Array.from({ length: runs }, (_, i) => first + from + i)
}

export type SizePool = OpenPool<SizeTask, SizeResult>

export function openSizePool(workers: number, signal: AbortSignal): SizePool {
  return openPool<SizeTask, SizeResult>({ worker: 'size-worker', workers, signal })
}

/** The command that repeats one run of a value. */
function repeat(plan: SizePlan, sets: readonly string[], seed: number): string {
  const words = [plan.scenario, '--scheduler', plan.scheduler, ...sets.flatMap((set) => ['--set', set]), '--seed', `${seed}`]
  return `npm run sim -- ${words.map(quote).join(' ')}`
}

/** Runs of a value, in the order of their seeds, whatever order they end in. */
export async function runSeeds(
  plan: SizePlan,
  { experiment, text }: Choice,
  seeds: readonly number[],
  pool: SizePool,
  sets: readonly string[] = [],
): Promise<Trial[]> {
  const each = Math.max(1, Math.ceil(seeds.length / (plan.workers * 2)))
  const blocks = Array.from({ length: Math.ceil(seeds.length / each) }, (_, i) => seeds.slice(i * each, (i + 1) * each))
  const results = await Promise.all(blocks.map((block) => pool.run({ experiment, seeds: block })))
  return results.flatMap((result) => {
    if (result.ok) return result.trials
    const all = [...plan.sets, `${plan.asked.path}=${text}`, ...sets]
    throw new RunBug(`${text}, seed ${result.seed}: ${result.stack}`, repeat(plan, all, result.seed))
  })
}

/**
 * Finds the best value of a plan.
 * @param onRuns told which value is under test before every block of runs (none have ended then), and after it how many have
 */
export async function findBest(plan: SizePlan, pool: SizePool, onRuns: (text: string, runs: number) => void): Promise<Found> {
  const looking = search(plan.choices.length, plan.goals)
  let next = looking.next()
  while (!next.done) {
    const request = next.value
    const choice = plan.choices[request.index]
    if (choice === undefined) throw new RangeError(`value ${request.index} of ${plan.choices.length}`)
    onRuns(choice.text, 0)
    const trials = await runSeeds(plan, choice, seedsOf(request), pool)
    onRuns(choice.text, trials.length)
    next = looking.next(trials)
  }
  return next.value
}
