/**
 * The rest of a cluster, played in real time by the simulator's own actors: kubelets, the application in the pods, the Flux Operator,
 * the controller of PodGroups. Scheduler, job controller and garbage collector are the real ones of the lab.
 */
import { Application } from '../../src/actors/application.ts'
import { FluxOperator } from '../../src/actors/flux-operator.ts'
import { Kubelet } from '../../src/actors/kubelet.ts'
import { PodGroupController } from '../../src/actors/pod-group-controller.ts'
import type { Experiment, JobRequest } from '../../src/experiment/experiment.ts'
import { QUEUE } from '../../src/experiment/needs.ts'
import type { LiveActors } from '../host.ts'
import { checkContainers } from './containers/needs.ts'
import { RealNodes } from './containers/nodes.ts'
import { type Lab, type LabOptions, startLab } from './lab.ts'
import { nodeManifests } from './nodes.ts'
import { localQueue } from './scheduler-config.ts'
import type { LabScheduler } from './schedulers.ts'

/** `played` by our actors, or real kubelets with real `containers`. */
export type LabNodes = 'played' | 'containers'

/** The namespace of a lab in which jobs are submitted. */
export const LAB_NAMESPACE = 'default'

/**
 * Starts a lab with the nodes, limits and scheduler parameters of an experiment: all that a run needs but its actors (`playWorld`).
 * @throws as `startLab`
 */
export async function labFor(
  experiment: Experiment,
  scheduler: LabScheduler,
  options: Pick<LabOptions, 'folder' | 'signal'> & { readonly nodes?: LabNodes } = {},
): Promise<Lab> {
  const { nodes = 'played', ...rest } = options
  const { qps, burst } = experiment.controllers
  if (nodes === 'containers') checkContainers(experiment)
  const lab = await startLab({ ...rest, scheduler, settings: experiment.scheduler, controllers: { qps, burst } })
  try {
    if (nodes === 'containers') {
      const real = await RealNodes.start({ lab, experiment, signal: rest.signal ?? lab.broken })
      lab.onStop = () => real.stop()
    } else await lab.apply(nodeManifests(experiment, Date.now()))
    if (scheduler.queue !== undefined) await lab.apply([localQueue(LAB_NAMESPACE, QUEUE)])
    return lab
  } catch (error) {
    await lab.stop()
    throw error
  }
}

/** Puts the actors on the run's hosts: the `world` of `runLive`. On real nodes kubelets and application are real, too. */
export function playWorld(experiment: Experiment, nodes: LabNodes = 'played'): (actors: LiveActors, jobs: readonly JobRequest[]) => void {
  return (actors, jobs) => {
    if (experiment.workload.kind === 'mini-cluster') actors.add((host) => new FluxOperator(host, experiment.flux))
    if (experiment.scheduler.name === 'coscheduling') actors.add((host) => new PodGroupController(host))
    if (nodes === 'containers') return
    actors.add((host) => new Kubelet(host, experiment.kubelet))
    actors.add((host) => new Application(host, experiment, jobs))
  }
}
