/** From the words of a command line to the cells of a sweep. A cell that cannot be is a cell with a reason; a slip is an error. */
import type { SweepCell } from '../analysis/sweep/cell.ts'
import { ExperimentError, type Problem } from '../src/errors.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import { findScheduler, formatScheduler } from '../src/experiment/schedulers.ts'
import { readSets } from '../src/experiment/settings.ts'
import { gridOf, parseAxes, type SweepPoint } from '../src/experiment/sweep.ts'
import type { Time } from '../src/units.ts'
import { loadCalibration, loadScenario } from './scenario-files.ts'
import { DEFAULT_SCENARIO, readSeeds, readUntil, readWorkers, type SimOptions } from './sim-plan.ts'

/** Part `part` (from 1) of `parts`. */
export interface Shard {
  readonly part: number
  readonly parts: number
}

export interface SweepPlan {
  /** as typed */
  readonly scenario: string
  /** the scenario's own name */
  readonly name: string
  readonly sweeps: readonly string[]
  readonly sets: readonly string[]
  /** as typed; undefined: those of the scenario, or of the sweep */
  readonly schedulers: readonly string[] | undefined
  /** parameters that vary, `scheduler` among them */
  readonly varied: readonly string[]
  readonly cells: readonly SweepCell[]
  /** by number of the cell; undefined where it is impossible */
  readonly experiments: readonly (Experiment | undefined)[]
  readonly seeds: readonly number[]
  readonly until: Time | undefined
  readonly workers: number
  readonly shard: Shard | undefined
}

type Report = (problem: Problem) => void

/** Where a value that its parameter would not take anywhere is a slip, not an impossible cell. */
function checkPoint(point: SweepPoint, report: Report): void {
  for (const [path, value] of point) {
    if (path === 'scheduler') {
      const found = findScheduler(value, '--sweep scheduler')
      if (!('name' in found)) report(found)
    } else {
      const relabel: Report = (p) => report({ ...p, where: p.where.replace('--set', '--sweep') })
      readSets([`${path}=${value}`], { calibration: loadCalibration(), report: relabel })
    }
  }
}

/** @example readShard('2/8', () => {}) // { part: 2, parts: 8 } */
export function readShard(text: string | undefined, report: Report): Shard | undefined {
  if (text === undefined) return undefined
  const [part, parts] = (/^(\d+)\/(\d+)$/.exec(text)?.slice(1) ?? []).map(Number)
  if (part !== undefined && parts !== undefined && part >= 1 && part <= parts && parts <= 100_000) return { part, parts }
  report({
    where: '--shard',
    expected: 'a part i/n, i from 1 to n',
    got: JSON.stringify(text),
    todo: 'write --shard 1/4 for the first of four',
  })
  return undefined
}

function setsOf(point: SweepPoint): string[] {
  return [...point].filter(([path]) => path !== 'scheduler').map(([path, value]) => `${path}=${value}`)
}

/** One cell, and its experiment unless it is impossible. */
function cellOf(
  scenario: string,
  sets: readonly string[],
  point: SweepPoint,
  scheduler: string,
  number: number,
): { readonly cell: SweepCell; readonly experiment: Experiment | undefined; readonly problems: readonly Problem[] } {
  const read = loadScenario(scenario, [...sets, ...setsOf(point)])
  const settings = read.settingsFor(scheduler)
  const base = { number, at: point, settings }
  try {
    const experiment = read.experimentFor(scheduler)
    const name = formatScheduler(experiment.scheduler)
    const cell = { ...base, scheduler: name, pools: experiment.cluster.pools, jobs: jobsOf(experiment) }
    return { cell, experiment, problems: [] }
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error
    const [first, ...more] = error.problems.map((p) => `expected ${p.expected}, got ${p.got}`)
    const reason = `${first}${more.length === 0 ? '' : `, and ${more.length} more like it`}`
    const found = read.schedulers.find((choice) => choice.name === scheduler) ?? findScheduler(scheduler, '--scheduler')
    const name = 'name' in found ? formatScheduler(found) : scheduler
    return { cell: { ...base, scheduler: name, reason }, experiment: undefined, problems: error.problems }
  }
}

function jobsOf({ workload: { jobs, drawn } }: Experiment): number {
  return drawn === undefined ? jobs.length : Math.min(drawn.perBatch * drawn.batches, drawn.first ?? Number.POSITIVE_INFINITY)
}

/**
 * Reads the command line, the scenario and every cell.
 * @throws ExperimentError with every mistake found; also where no cell at all is possible
 */
export function planSweep(scenarioName: string | undefined, options: SimOptions): SweepPlan {
  const problems: Problem[] = []
  const report: Report = (problem) => problems.push(problem)
  const scenario = scenarioName ?? DEFAULT_SCENARIO
  const sets = options.set ?? []
  const seeds = readSeeds(options, report)
  const until = readUntil(options.until, report)
  const workers = readWorkers(options.workers, report)
  const shard = readShard(options.shard, report)
  const axes = parseAxes(options.sweep ?? [], report)
  for (const axis of axes)
    for (const point of axis.points) checkPoint(new Map(axis.paths.map((path, i) => [path, point[i] as string])), report)
  const varied = axes.flatMap((axis) => axis.paths)
  if (varied.includes('scheduler') && options.scheduler !== undefined) {
    const todo = 'leave --scheduler out'
    report({ where: '--scheduler', expected: 'schedulers in one place', got: '--sweep scheduler=... as well', todo })
  }
  if (problems.length > 0) throw new ExperimentError(problems)
  const base = loadScenario(scenario, sets)
  const named = options.scheduler ?? base.schedulers.map(formatScheduler)
  const grid = gridOf(axes)
  const points = varied.includes('scheduler')
    ? grid
    : named.flatMap((scheduler) => grid.map((point) => new Map([['scheduler', scheduler], ...point])))
  const made = points.map((point, number) => cellOf(scenario, sets, point, point.get('scheduler') as string, number))
  if (made.every(({ experiment }) => experiment === undefined)) throw new ExperimentError(distinct(made.flatMap((m) => m.problems)))
  return {
    scenario,
    name: base.name,
    sweeps: options.sweep ?? [],
    sets,
    schedulers: options.scheduler,
    varied: varied.includes('scheduler') ? varied : ['scheduler', ...varied],
    cells: made.map(({ cell }) => cell),
    experiments: made.map(({ experiment }) => experiment),
    seeds,
    until,
    workers,
    shard,
  }
}

function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((p) => [`${p.where} ${p.expected} ${p.got}`, p])).values()]
}
