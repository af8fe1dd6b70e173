/** What runs beside the scheduler for each known scheduler, and what it wants of a job's objects. */
import type { Actor, Host } from '../src/actors/actor.ts'
import { FluenceController } from '../src/actors/fluence-controller.ts'
import { coresFree } from '../src/actors/fluxion/fluxion.ts'
import { Kueue, type KueueOptions } from '../src/actors/kueue/kueue.ts'
import { PodGroupController } from '../src/actors/pod-group-controller.ts'
import type { Profile } from '../src/actors/scheduler/core.ts'
import { profileFor } from '../src/actors/scheduler/profiles.ts'
import type { Experiment, JobRequest } from '../src/experiment/experiment.ts'
import { type Needs, needsOf } from '../src/experiment/needs.ts'
import { nodesOf } from '../src/experiment/nodes.ts'

export interface Components {
  readonly profile: Profile
  readonly needs: Needs
  readonly controllers: readonly ((host: Host) => Actor)[]
  readonly totals?: () => { readonly matches: number; readonly busy: number }
}

/** @param jobs those of this run: sizes that are drawn give jobs that the scenario does not list */
export function componentsFor(experiment: Experiment, jobs: readonly JobRequest[]): Components {
  const { scheduler } = experiment
  const sizes = new Map(jobs.map((job) => [job.name, job.size]))
  const sizeOf = (job: string): number => sizes.get(job) ?? 1
  const profile = profileFor(scheduler, {
    graph: () => nodesOf(experiment.cluster.pools).map(({ name, pool }) => ({ name, cores: coresFree(pool.allocatable, pool.system.cpu) })),
    sizeOf,
  })
  return { profile, needs: needsOf(experiment), controllers: controllersFor(experiment, sizeOf) }
}

function controllersFor({ scheduler }: Experiment, sizeOf: (job: string) => number): Components['controllers'] {
  switch (scheduler.name) {
    case 'coscheduling':
      return [(host) => new PodGroupController(host)]
    case 'fluence':
      // up to F2 there was none
      return ['F1', 'F2'].includes(scheduler.version) ? [] : [(host) => new FluenceController(host, sizeOf)]
    case 'kueue': {
      const { quotaCpu, quotaPods, queueingStrategy, blockAdmission, podsReadyTimeout, requeueLimit } = scheduler as KueueOptions
      const options = { quotaCpu, quotaPods, queueingStrategy, blockAdmission, podsReadyTimeout, requeueLimit }
      return [(host) => new Kueue(host, options)]
    }
    default:
      return []
  }
}
