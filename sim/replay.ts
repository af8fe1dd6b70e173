/**
 * A replay: the scheduler actor alone, told at their recorded instants of pods that were created and of places that were given
 * back. It alone decides who gets them.
 *
 * What became of a bound pod belongs to its place, not to its name: when the model binds another pod than the real scheduler
 * did, that pod gives the place back at the recorded moment. The processor's pace, the moments at which the back-off timer ran and
 * the offset of the clock's whole seconds are the recorded ones too: they are the machine's, not the scheduler's.
 */
import type { Request } from '../src/actors/actor.ts'
import type { AttemptCost } from '../src/actors/scheduler/core.ts'
import { profileFor } from '../src/actors/scheduler/profiles.ts'
import { Scheduler } from '../src/actors/scheduler/scheduler.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import type { Change, KubeObject, Pod } from '../src/objects/index.ts'
import { Streams } from '../src/random.ts'
import { MILLISECOND, SECOND, type Time } from '../src/units.ts'
import { ApiServer } from './api-server.ts'
import { SimulatedHost } from './host.ts'
import { Kernel, Priority } from './kernel/kernel.ts'
import { prepareNodes } from './nodes.ts'

export type ReplayedChange =
  | { readonly kind: 'created'; readonly time: Time; readonly pod: string; readonly job: string; readonly index: number }
  /** `bind`: which bind the place came from, the first being 0 */
  | {
      readonly kind: 'running' | 'ended' | 'deleting' | 'gone'
      readonly time: Time
      readonly bind: number | undefined
      readonly pod: string
      /** when the scheduler saw it; absent: not known */
      readonly seen?: Time
    }

export interface Script {
  /** in order of time */
  readonly changes: readonly ReplayedChange[]
  /** when the scheduler looked at its back-off queue; absent: not known */
  readonly flushes?: readonly Time[]
  /** where the whole seconds of the scheduler's clock lie, from 0 to a second; absent: not known, drawn */
  readonly clockOffset?: Time
  /** moments at which recorded attempts failed, in order: they show the processor's pace */
  readonly failures: readonly Time[]
  readonly until: Time
}

export interface Replay {
  readonly binds: readonly { readonly time: Time; readonly pod: string }[]
  /** cycles that ended with a pod bound, or fitting nowhere */
  readonly attempts: number
}

/** A write on the lab's loopback: the middle of what `data/scenarios/lab.yaml` draws from. */
const WRITE = 4 * MILLISECOND
/**
 * From a recorded instant to the scheduler's watch. The recording program stamped what it did just before it wrote it: a write and a
 * watch lie between.
 */
const WATCH = 5 * MILLISECOND
/** Attempts further apart than this follow one another only if others waited for their turn meanwhile. */
const PAUSE = 20 * MILLISECOND
/** The longest that a busy machine held up the recorded loop; the recording's own stamps scatter by as much (data/lab/README.md). */
const HELD_UP = 100 * MILLISECOND

/** Replays a script against the scheduler of `experiment`; nodes and pods are those of `experiment`. */
export function replay(experiment: Experiment, script: Script, seed: number): Replay {
  const kernel = new Kernel()
  const random = new Streams(seed)
  const api = new ApiServer(
    kernel,
    { ...experiment.api, write: [{ kind: 'fixed', value: WRITE }], watch: [{ kind: 'fixed', value: WATCH }] },
    random,
    script.clockOffset === undefined ? undefined : SECOND - script.clockOffset,
  )
  const binds: { time: Time; pod: string }[] = []
  const host = new SimulatedHost(kernel, api, random, () => {}, { seed, notes: false })
  const profile = profileFor(experiment.scheduler, { graph: () => [], sizeOf: () => 1 })
  const scheduler = new Scheduler(host, experiment.scheduler, profile, experiment.api.read, {
    cost: paceOf(script.failures, () => kernel.now, experiment),
    ...(script.flushes === undefined ? {} : { flushes: script.flushes }),
  })
  host.attach(scheduler, api.connect(scheduler))
  api.witness((change: Change) => {
    if (
      change.object.kind === 'pod' &&
      change.object.job !== '' &&
      change.object.node !== undefined &&
      (change.old as Pod | undefined)?.node === undefined
    ) {
      binds.push({ time: kernel.now, pod: change.object.name })
    }
  })
  prepareNodes(experiment, api, () => {})
  const act = (change: ReplayedChange): Request | undefined =>
    change.kind === 'created'
      ? create(experiment, change)
      : release(change, change.bind === undefined ? undefined : binds[change.bind]?.pod)
  const target = {
    fire(change: ReplayedChange): void {
      const request = act(change)
      if (request !== undefined) api.execute(request)
    },
  }
  for (const change of script.changes) kernel.schedule(written(change), Priority.effect, target, change)
  scheduler.start()
  kernel.run(script.until)
  return { binds, attempts: scheduler.attempts }
}

/** When a change must be written to be seen when it was; one whose sight is not known, when it was recorded. */
function written(change: ReplayedChange): Time {
  return change.kind === 'created' || change.seen === undefined ? change.time : Math.max(0, change.seen - WATCH)
}

function create(experiment: Experiment, change: Extract<ReplayedChange, { kind: 'created' }>): Request {
  const { request, priority } = experiment.workload.jobs[0] as (typeof experiment.workload.jobs)[number]
  return {
    verb: 'create',
    object: {
      kind: 'pod',
      name: change.pod,
      job: change.job,
      index: change.index,
      phase: 'Pending',
      request,
      priority,
      containersWithoutCpu: 0,
      containersWithoutMemory: 1,
      schedulerName: 'default-scheduler',
      grace: experiment.experimenter.grace,
      restartPolicy: 'Never',
    },
  }
}

function release(change: Extract<ReplayedChange, { bind: number | undefined }>, name: string | undefined): Request | undefined {
  if (name === undefined) return undefined
  if (change.kind === 'gone') return { verb: 'delete', kind: 'pod', name, now: true }
  if (change.kind === 'deleting') return { verb: 'delete', kind: 'pod', name }
  const patch: Partial<KubeObject> = { phase: change.kind === 'ended' ? 'Succeeded' : 'Running' }
  return { verb: 'update', kind: 'pod', name, patch }
}

/**
 * The loop keeps step with the recorded one: an attempt that fails ends when the recorded loop next ended one. (One that succeeds is
 * stamped at the end of its bind, which is later: it takes half of the time until then, at most its usual cost.) After a pause, or
 * where nothing is recorded, the experiment's own cost.
 */
function paceOf(failures: readonly Time[], now: () => Time, experiment: Experiment): AttemptCost {
  const usual = (found: boolean): number => {
    const [term] = found ? experiment.scheduler.cyclePlacing : experiment.scheduler.cycleFailing
    return term?.kind === 'fixed' ? term.value : MILLISECOND
  }
  let next = 0
  return (found, more) => {
    const t = now()
    while (next < failures.length && (failures[next] as Time) <= t) next++
    const gap = (failures[next] ?? Number.POSITIVE_INFINITY) - t
    if (gap > (more ? HELD_UP : PAUSE)) return usual(found)
    return found ? Math.min(usual(true), Math.floor(gap / 2)) : gap
  }
}
