/** What runs beside the scheduler for each known scheduler, and what it wants of a job's objects. */
import type { Actor, Host } from '../src/actors/actor.ts'
import { type Needs, QUEUE } from '../src/actors/experimenter.ts'
import { FluenceController } from '../src/actors/fluence-controller.ts'
import { coresFree } from '../src/actors/fluxion/fluxion.ts'
import { Kueue, type KueueOptions } from '../src/actors/kueue/kueue.ts'
import { PodGroupController } from '../src/actors/pod-group-controller.ts'
import { profileFor } from '../src/actors/scheduler/profiles.ts'
import type { Profile } from '../src/actors/scheduler/core.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import { nodesOf } from './nodes.ts'

export interface Components {
  readonly profile: Profile
  readonly needs: Needs
  readonly controllers: readonly ((host: Host) => Actor)[]
  readonly totals?: () => { readonly matches: number; readonly busy: number }
}

export function componentsFor(experiment: Experiment): Components {
  const { scheduler } = experiment
  const profile = profileFor(scheduler, () =>
    nodesOf(experiment).map(({ name, pool }) => ({ name, cores: coresFree(pool.allocatable, pool.system.cpu) })),
  )
  switch (scheduler.name) {
    case 'coscheduling':
      return {
        profile,
        needs: { podGroup: experiment.experimenter.podGroup, groupLabel: (job) => job },
        controllers: [(host) => new PodGroupController(host)],
      }
    case 'fluence': {
      const early = scheduler.version === 'F1' || scheduler.version === 'F2'
      // F1 and F2: the experimenter makes the PodGroup. F4 and F5: a webhook labels the pods, a controller makes it
      if (early) return { profile, needs: { podGroup: experiment.experimenter.podGroup, groupLabel: (job) => job }, controllers: [] }
      const sizes = new Map(experiment.workload.jobs.map((job) => [job.name, job.minMember]))
      return {
        profile,
        needs: { groupLabel: (job) => `fluence-group-${job}` },
        controllers: [(host) => new FluenceController(host, (job) => sizes.get(job) ?? 1)],
      }
    }
    case 'gang':
      return { profile, needs: { podGroup: 'before', groupLabel: (job) => job }, controllers: [] }
    case 'kueue': {
      const { quotaCpu, quotaPods, queueingStrategy, blockAdmission, podsReadyTimeout, requeueLimit } = scheduler as KueueOptions
      const options = { quotaCpu, quotaPods, queueingStrategy, blockAdmission, podsReadyTimeout, requeueLimit }
      return { profile, needs: { queue: QUEUE }, controllers: [(host) => new Kueue(host, options)] }
    }
    default:
      return { profile, needs: {}, controllers: [] }
  }
}
