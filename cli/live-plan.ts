/** From the words of `muster live` to what shall run. Every mistake is collected before anything is done. */
import type { Target } from '../live/kubeconfig.ts'
import { PING_IMAGE } from '../live/lab/containers/image.ts'
import { isShortEnough } from '../live/names.ts'
import { schedulerNameOf } from '../live/preflight/wanted.ts'
import type { Images } from '../live/program.ts'
import { ExperimentError, type Problem } from '../src/errors.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import { parseDuration } from '../src/experiment/quantities.ts'
import { findScheduler, formatScheduler } from '../src/experiment/schedulers.ts'
import type { Time } from '../src/units.ts'
import { loadScenario } from './scenario-files.ts'
import { readSeeds } from './sim-plan.ts'

/** Options as commander gives them. */
export interface LiveOptions {
  readonly context?: string
  readonly kubeconfig?: string
  readonly lab?: boolean | string
  readonly scheduler?: string
  readonly schedulerName?: string
  readonly namespace?: string
  readonly seed?: string
  readonly set?: readonly string[]
  readonly image?: string
  readonly command?: string
  readonly view?: string
  readonly out?: string
  readonly yes?: boolean
  readonly check?: boolean
  readonly pull?: boolean
  readonly dryRun?: boolean
  readonly resume?: boolean
  readonly stopOnClog?: boolean
  readonly deadline?: string
  readonly jobLimit?: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly pictures?: boolean
}

export interface LivePlan {
  /** as typed */
  readonly scenario: string
  readonly name: string
  readonly experiment: Experiment
  /** name@version: of a lab the one that really runs, which the model may not know */
  readonly scheduler: string
  readonly seed: number
  readonly sets: readonly string[]
  readonly namespace: string
  readonly schedulerName: string
  readonly images: Images
  readonly deadline: Time
  readonly jobLimit: Time | undefined
  readonly stopOnClog: boolean
  /** absent: a lab is started for it */
  readonly target: Target | undefined
  /** the nodes of a lab: played by actors, or real ones with real containers */
  readonly nodes: 'played' | 'containers'
  readonly pictures: boolean
}

type Report = (problem: Problem) => void

/** Longer than any run's id, so that a name that fits with it fits. */
const SOME_RUN = 'm00000000'

function readTime(text: string | undefined, where: string, report: Report): Time | undefined {
  if (text === undefined) return undefined
  const time = parseDuration(text)
  if (time !== undefined && time > 0) return time
  report({ where, expected: 'a time above 0 with its unit (s, m, h)', got: JSON.stringify(text), todo: `write ${where} 2h` })
  return undefined
}

/** A word of ours for a scheduler of the lab whose model is another version: its parameters are those of the plain name. */
function modelled(scheduler: string): string {
  return 'todo' in findScheduler(scheduler, '--scheduler') ? (scheduler.split('@')[0] as string) : scheduler
}

/** What the lab calls the scheduler that was asked for. */
async function labScheduler(text: string, report: Report): Promise<string | undefined> {
  const { findLabScheduler } = await import('../live/lab/schedulers.ts')
  const found = findLabScheduler(text, '--scheduler')
  if ('todo' in found) {
    report(found)
    return undefined
  }
  return formatScheduler(found)
}

function check(experiment: Experiment, options: LiveOptions, report: Report): void {
  const mini = experiment.workload.kind === 'mini-cluster'
  const unsaid = experiment.workload.jobs.find((job) => mini && (job.priority !== 0 || job.tolerations !== undefined))
  if (unsaid !== undefined) {
    const todo = 'take workload.kind=job, or leave both away: a MiniCluster has no field for them'
    report({ where: unsaid.name, expected: 'a MiniCluster without priority and tolerations', got: 'one that has them', todo })
  }
  const long = experiment.workload.jobs.find((job) => !isShortEnough(SOME_RUN, job.name))
  if (long !== undefined)
    report({ where: long.name, expected: 'a name of at most 47 characters', got: `${long.name.length}`, todo: 'give shorter names' })
  if (experiment.scheduler.name === 'gang' && mini && options.lab === undefined) {
    const todo = 'take workload.kind=job: a MiniCluster has no field for it (semantics 4.7)'
    report({ where: 'workload.kind', expected: 'job under native gang scheduling', got: 'mini-cluster', todo })
  }
}

/**
 * Reads the command line and the scenario.
 * @throws ExperimentError with every mistake found
 */
export async function planLive(scenario: string, options: LiveOptions): Promise<LivePlan> {
  const problems: Problem[] = []
  const report: Report = (problem) => problems.push(problem)
  const [seed = 1] = readSeeds(options.seed === undefined ? {} : { seed: options.seed }, report)
  const deadline = readTime(options.deadline, '--deadline', report)
  const jobLimit = readTime(options.jobLimit, '--job-limit', report)
  if (typeof options.lab === 'string' && options.lab !== 'containers') {
    const todo = 'write --lab for played nodes, --lab containers for real ones; the scenario comes before it'
    report({ where: '--lab', expected: 'containers, or nothing', got: JSON.stringify(options.lab), todo })
  }
  if (options.lab !== undefined && options.context !== undefined)
    report({ where: '--lab, --context', expected: 'one of the two', got: 'both', todo: 'a lab is a cluster of its own: leave one away' })
  if (options.lab !== undefined && options.resume === true)
    report({
      where: '--resume',
      expected: 'a cluster that is still there',
      got: '--lab',
      todo: 'a lab ends with its run: begin again without --resume',
    })
  if (options.lab === undefined && options.context === undefined && options.dryRun !== true)
    report({
      where: '--context',
      expected: 'the name of the cluster that is meant (or --lab)',
      got: 'none',
      todo: 'kubectl config get-contexts -o name lists the clusters; a current context is not taken',
    })
  let found: { name: string; experiment: Experiment; scheduler: string } | undefined
  try {
    const read = loadScenario(scenario, options.set ?? [])
    const wanted =
      options.scheduler ?? (read.schedulers[0] === undefined ? 'default' : schedulerWord(read.schedulers[0], options.lab !== undefined))
    const scheduler = options.lab !== undefined ? await labScheduler(wanted, report) : wanted
    const [experiment] = scheduler === undefined ? [] : read.experimentsFor([modelled(scheduler)])
    if (scheduler !== undefined && experiment !== undefined) {
      check(experiment, options, report)
      found = { name: read.name, experiment, scheduler: options.lab !== undefined ? scheduler : formatScheduler(experiment.scheduler) }
    }
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error
    problems.push(...error.problems)
  }
  if (problems.length > 0 || found === undefined) throw new ExperimentError(problems)
  const { experiment } = found
  const { context, kubeconfig, image, command, view } = options
  const nodes = options.lab === 'containers' ? 'containers' : 'played'
  return {
    ...found,
    scenario,
    seed,
    sets: options.set ?? [],
    namespace: options.namespace ?? 'default',
    schedulerName: options.schedulerName ?? schedulerNameOf(experiment.scheduler.name),
    nodes,
    images: {
      // made on the spot
      ...(nodes === 'containers' ? { image: PING_IMAGE } : {}),
      ...(image === undefined ? {} : { image }),
      ...(command === undefined ? {} : { command: ['sh', '-c', command] }),
      ...(view === undefined ? {} : { view }),
    },
    deadline: deadline ?? experiment.limits.time,
    jobLimit,
    // in a lab nobody else is there who could free anything
    stopOnClog: options.stopOnClog ?? options.lab !== undefined,
    target:
      options.lab !== undefined || context === undefined ? undefined : { context, ...(kubeconfig === undefined ? {} : { kubeconfig }) },
    pictures: options.pictures !== false,
  }
}

/** The scenario's own scheduler; the lab takes its current version where the scenario names none it has. */
function schedulerWord(choice: { readonly name: string; readonly version: string }, lab: boolean): string {
  return lab ? choice.name : formatScheduler(choice)
}
