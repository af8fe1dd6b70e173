/** Wires actors, API server and kernel into one run. */
import type { Actor, Host } from '../src/actors/actor.ts'
import { Application } from '../src/actors/application.ts'
import { Experimenter } from '../src/actors/experimenter.ts'
import { FluxOperator } from '../src/actors/flux-operator.ts'
import { JobController } from '../src/actors/job-controller.ts'
import { Kubelet } from '../src/actors/kubelet.ts'
import { Scheduler } from '../src/actors/scheduler/scheduler.ts'
import { InvariantError } from '../src/errors.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import { drawWorkload } from '../src/experiment/workload.ts'
import { ClogWatch } from '../src/gang/clog-watch.ts'
import type { Change } from '../src/objects/index.ts'
import { Streams } from '../src/random.ts'
import { FORMAT_VERSION, type Header, type Outcome, type RunEvent, type SeenEvent } from '../src/record/events.ts'
import type { Note } from '../src/record/notes.ts'
import { eventsOf } from '../src/record/translate.ts'
import { SECOND } from '../src/units.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { ApiServer } from './api-server.ts'
import { componentsFor } from './components.ts'
import { SimulatedHost } from './host.ts'
import { Kernel } from './kernel/kernel.ts'
import { prepareNodes } from './nodes.ts'
import type { Run, RunOptions } from './run.ts'

/**
 * Simulates one run of an experiment.
 * @throws InvariantError when the model breaks one of its own rules; the message names the event
 * @example simulate(loadScenario('smallest').experimentFor('default'), { seed: 1 }).outcome.outcome // 'clogged'
 */
export function simulate(experiment: Experiment, options: RunOptions): Run {
  const random = new Streams(options.seed)
  const kernel = new Kernel()
  const api = new ApiServer(kernel, experiment.api, random)
  const events: RunEvent[] = []
  const keepNotes = options.notes !== false
  const record = (event: Note | SeenEvent): void => {
    ;(event as { seq?: number }).seq = events.length
    ;(event as { time?: number }).time = kernel.now
    events.push(event as RunEvent)
  }
  const jobs = drawWorkload(experiment, random)
  const clog = new ClogWatch(experiment, jobs, kernel)
  let reads = { total: 0, at: 0 }
  const note = (n: Note | SeenEvent): void => {
    if (n.kind === 'reserved' || n.kind === 'released') clog.reserved(n)
    if (!keepNotes && isModelOnly(n)) return
    if (n.kind === 'attempt' && scheduler.reads !== reads.total && kernel.now >= reads.at + SECOND) {
      reads = { total: scheduler.reads, at: kernel.now }
      record({ kind: 'reads', total: reads.total })
    }
    record(n)
  }
  const actors: Actor[] = []
  const connect = <A extends Actor>(make: (host: Host) => A): A => {
    const host = new SimulatedHost(kernel, api, random, note, options)
    const actor = make(host)
    host.attach(actor, api.connect(actor))
    actors.push(actor)
    return actor
  }

  let finished = false
  const parts = componentsFor(experiment, jobs)
  const scheduler = connect((host) => new Scheduler(host, experiment.scheduler, parts.profile, experiment.api.read))
  connect((host) => new JobController(host, experiment.controllers))
  if (experiment.workload.kind === 'mini-cluster') connect((host) => new FluxOperator(host, experiment.flux))
  for (const make of parts.controllers) connect((host) => make(host))
  connect((host) => new Kubelet(host, experiment.kubelet))
  connect((host) => new Application(host, experiment, jobs))
  const experimenter = connect(
    (host) =>
      new Experimenter(
        host,
        experiment,
        jobs,
        parts.needs,
        () => {
          finished = true
          kernel.stop()
        },
        () => kernel.stop(),
      ),
  )
  api.witness((change: Change) => {
    eventsOf(change, record)
    clog.changed(change)
  })
  prepareNodes(experiment, api, record)
  for (const actor of actors) actor.start?.()

  const until = Math.min(options.until ?? experiment.limits.time, experiment.limits.time)
  let outcome: Outcome['outcome'] = 'time-limit'
  try {
    while (!finished) {
      const end = kernel.run(until)
      if (finished) break
      if (end !== 'stopped') break
      // the clog watch saw that nothing can move; final once no job is left that will be submitted
      if (clog.clogged && (experimenter.submittedAll || experimenter.blocked)) {
        outcome = clog.report()?.kind === 'livelock' ? 'livelock' : 'clogged'
        break
      }
    }
  } catch (cause) {
    if (cause instanceof RangeError || cause instanceof InvariantError) {
      throw new InvariantError(`${cause.message}, at ${kernel.now / 1e6}s (event ${kernel.fired})`, { cause })
    }
    throw cause
  }
  if (finished) outcome = 'completed'
  else if (options.until !== undefined && outcome === 'time-limit') outcome = 'stopped'
  const result: Outcome = {
    kind: 'outcome',
    outcome,
    time: kernel.now,
    jobs: jobs.length,
    completed: finished ? jobs.length : countCompleted(events),
    clog: finished ? null : clog.report(),
    totals: { attempts: scheduler.attempts, reads: scheduler.reads, ...parts.totals?.() },
  }
  return { header: header(experiment, options), events, outcome: result, fired: kernel.fired }
}

const MODEL_ONLY: ReadonlySet<string> = new Set([
  'attempt',
  'reserved',
  'released',
  'queued',
  'step',
  'matched',
  'cancelled',
  'reads',
  'quota',
])

function isModelOnly(event: Note | SeenEvent): boolean {
  return MODEL_ONLY.has(event.kind)
}

function countCompleted(events: readonly RunEvent[]): number {
  let n = 0
  for (const event of events) if (event.kind === 'completed') n++
  return n
}

function header(experiment: Experiment, options: RunOptions): Header {
  return {
    kind: 'header',
    format: FORMAT_VERSION,
    muster: MUSTER_VERSION,
    backend: 'sim',
    scenario: experiment.name,
    scheduler: `${experiment.scheduler.name}@${experiment.scheduler.version}`,
    seed: options.seed,
    experiment,
  }
}
