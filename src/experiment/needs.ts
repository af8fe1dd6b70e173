/** Which objects a scheduler wants beside a job's own. */
import type { Experiment } from './experiment.ts'

/** Which extra objects a scheduler wants for a job. */
export interface Needs {
  /** a PodGroup made by the experimenter; absent: none, or made by a controller */
  readonly podGroup?: 'before' | 'after'
  /** the name a pod carries for its group; absent: pods carry none */
  readonly groupLabel?: (job: string) => string
  /** Jobs are created suspended, with a queue's name (Kueue) */
  readonly queue?: string
}

export const QUEUE = 'user-queue'

/**
 * What the scheduler of an experiment wants of the jobs' objects.
 * @example needsOf({ scheduler: { name: 'kueue', version: '0.6.2' }, experimenter: { podGroup: 'before' } }) // { queue: 'user-queue' }
 */
export function needsOf({ scheduler, experimenter }: Pick<Experiment, 'scheduler' | 'experimenter'>): Needs {
  switch (scheduler.name) {
    case 'coscheduling':
      return { podGroup: experimenter.podGroup, groupLabel: (job) => job }
    case 'fluence':
      // F1: the experimenter makes the PodGroup. F2: labels on the pods say it all; that they carried the whole size, not the
      // smaller minMember, is inferred: with less the last pods of a group would share a node that holds one, and none could run.
      // F4 and F5: a webhook labels the pods, a controller makes the PodGroup
      if (scheduler.version === 'F2') return { groupLabel: (job) => job }
      if (scheduler.version === 'F1') return { podGroup: experimenter.podGroup, groupLabel: (job) => job }
      return { groupLabel: (job) => `fluence-group-${job}` }
    case 'gang':
      return { podGroup: 'before', groupLabel: (job) => job }
    case 'kueue':
      return { queue: QUEUE }
    default:
      return {}
  }
}
