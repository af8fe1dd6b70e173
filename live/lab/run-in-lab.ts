/** One run of an experiment on a lab of its own: control plane up, nodes there, actors in their places, run, all of it gone. */
import type { Experiment } from '../../src/experiment/experiment.ts'
import { FORMAT_VERSION, type Header } from '../../src/record/events.ts'
import { MUSTER_VERSION } from '../../src/version.ts'
import { connect } from '../client.ts'
import { runId } from '../names.ts'
import { type LiveEnd, type LiveRunOptions, runLive } from '../run.ts'
import { PING_IMAGE } from './containers/image.ts'
import type { Lab } from './lab.ts'
import type { LabScheduler } from './schedulers.ts'
import { LAB_NAMESPACE, labFor, playWorld } from './world.ts'

export interface LabRunOptions extends Pick<LiveRunOptions, 'stopOnClog' | 'deadline' | 'say' | 'onClog' | 'onStatus' | 'signal'> {
  readonly experiment: Experiment
  readonly scheduler: LabScheduler
  readonly seed: number
  /** path of the record; it must not be there */
  readonly record: string
  readonly commit?: string
  /** real containers; leaders' logs are kept in this folder */
  readonly containers?: { readonly logs: string }
  /** called when the lab works, before the run begins */
  readonly onStarted?: (lab: Lab) => void
  /** called when the run is over, before the lab goes */
  readonly onEnded?: (lab: Lab) => void | Promise<void>
}

/** The experiment as it runs on a lab: under the version of the scheduler that is there. */
export function underLab(experiment: Experiment, { name, version }: LabScheduler): Experiment {
  return { ...experiment, scheduler: { ...experiment.scheduler, name, version } }
}

/** First line of the record of a run on a lab that has just been started. */
export function labHeader(experiment: Experiment, seed: number, lab: Lab, commit?: string): Header {
  return {
    kind: 'header',
    format: FORMAT_VERSION,
    muster: MUSTER_VERSION,
    ...(commit === undefined ? {} : { commit }),
    backend: 'lab',
    scenario: experiment.name,
    scheduler: `${lab.scheduler.name}@${lab.scheduler.version}`,
    seed,
    experiment,
    cluster: { lab: lab.scheduler.help, startedInMs: lab.startedIn },
    startedAt: new Date().toISOString(),
  }
}

/**
 * Runs an experiment to its end, whichever it is.
 * @throws as `startLab` and `runLive`; InvariantError when a program of the lab ended. No process is left in any case
 */
export async function runInLab(options: LabRunOptions): Promise<LiveEnd> {
  const { scheduler, seed, record, commit, containers, signal, onStarted, onEnded, ...rest } = options
  const nodes = containers === undefined ? 'played' : 'containers'
  const experiment = underLab(options.experiment, scheduler)
  const lab = await labFor(experiment, scheduler, { signal, nodes })
  try {
    onStarted?.(lab)
    const client = await connect({ kubeconfig: lab.kubeconfig, context: lab.context })
    try {
      const end = await runLive({
        ...rest,
        client,
        experiment,
        seed,
        record,
        run: runId(Date.now(), Math.random()),
        namespace: LAB_NAMESPACE,
        schedulerName: 'default-scheduler',
        header: labHeader(experiment, seed, lab, commit),
        world: playWorld(experiment, nodes),
        ...(containers === undefined ? {} : { logs: containers.logs, images: { image: PING_IMAGE } }),
        signal: AbortSignal.any([signal, lab.broken]),
      })
      if (lab.broken.aborted && !signal.aborted) throw lab.broken.reason
      await onEnded?.(lab)
      return end
    } finally {
      await client.close()
    }
  } finally {
    await lab.stop()
  }
}
