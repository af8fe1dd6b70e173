/** What runs beside the scheduler for each known scheduler, and what it wants of a job's objects. */
import type { Actor, Host } from '../src/actors/actor.ts'
import { type Needs, QUEUE } from '../src/actors/experimenter.ts'
import { FluenceController } from '../src/actors/fluence-controller.ts'
import { coresFree } from '../src/actors/fluxion/fluxion.ts'
import { Kueue, type KueueOptions } from '../src/actors/kueue/kueue.ts'
import { PodGroupController } from '../src/actors/pod-group-controller.ts'
import type { Profile } from '../src/actors/scheduler/core.ts'
import { profileFor } from '../src/actors/scheduler/profiles.ts'
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
  const sizes = new Map(experiment.workload.jobs.map((job) => [job.name, job.size]))
  const sizeOf = (job: string): number => sizes.get(job) ?? 1
  const profile = profileFor(scheduler, {
    graph: () => nodesOf(experiment).map(({ name, pool }) => ({ name, cores: coresFree(pool.allocatable, pool.system.cpu) })),
    sizeOf,
  })
  switch (scheduler.name) {
    case 'coscheduling':
      return {
        profile,
        needs: { podGroup: experiment.experimenter.podGroup, groupLabel: (job) => job },
        controllers: [(host) => new PodGroupController(host)],
      }
    case 'fluence': {
      // F1: the experimenter makes the PodGroup. F2: labels on the pods say it all; that they carried the whole size, not the
      // smaller minMember, is inferred: with less the last pods of a group would share a node that holds one, and none could run.
      // F4 and F5: a webhook labels the pods, a controller makes the PodGroup
      if (scheduler.version === 'F2') return { profile, needs: { groupLabel: (job) => job }, controllers: [] }
      if (scheduler.version === 'F1')
        return { profile, needs: { podGroup: experiment.experimenter.podGroup, groupLabel: (job) => job }, controllers: [] }
      return {
        profile,
        needs: { groupLabel: (job) => `fluence-group-${job}` },
        controllers: [(host) => new FluenceController(host, sizeOf)],
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
