/** What runs beside the scheduler for each known scheduler, and what it wants of a job's objects. */
import type { Actor, Host } from '../src/actors/actor.ts'
import type { Needs } from '../src/actors/experimenter.ts'
import { PodGroupController } from '../src/actors/pod-group-controller.ts'
import { profileFor } from '../src/actors/scheduler/profiles.ts'
import type { Profile } from '../src/actors/scheduler/scheduler.ts'
import type { Experiment } from '../src/experiment/experiment.ts'

export interface Components {
  readonly profile: Profile
  readonly needs: Needs
  readonly controllers: readonly ((host: Host) => Actor)[]
  readonly totals?: () => { readonly matches: number; readonly busy: number }
}

export function componentsFor(experiment: Experiment): Components {
  const { scheduler } = experiment
  const profile = profileFor(scheduler)
  switch (scheduler.name) {
    case 'coscheduling':
      return {
        profile,
        needs: { podGroup: experiment.experimenter.podGroup, groupLabel: (job) => job },
        controllers: [(host) => new PodGroupController(host)],
      }
    default:
      return { profile, needs: {}, controllers: [] }
  }
}
