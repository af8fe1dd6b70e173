/** The closed-form safety bound of an experiment: which gangs may hold places at the same time, and on how many places. */
import { slots } from '../experiment/capacity.ts'
import type { Experiment } from '../experiment/experiment.ts'

export interface Bounded {
  /** pods that each gang needs at once, largest first, of the gangs that may hold places at the same time */
  readonly needs: readonly number[]
  readonly slots: number
}

/** Needs of all jobs of a run, largest first; of sizes that are drawn, the largest each time: a run may draw them. */
function needsOf({ jobs, drawn }: Experiment['workload']): number[] {
  if (drawn === undefined) return jobs.map((job) => job.need).sort((a, b) => b - a)
  const count = Math.min(drawn.perBatch * drawn.batches, drawn.first ?? Number.POSITIVE_INFINITY)
  const possible = jobs.filter((_, i) => (drawn.weights[i] ?? 0) > 0)
  return new Array<number>(count).fill(Math.max(...possible.map((job) => job.need)))
}

/**
 * What `safetyBound` needs to know of an experiment; undefined where its pods are not all alike: the bound speaks of
 * identical pods. At most `experimenter.inFlight` jobs hold places at once, where that is set.
 */
export function boundOf(experiment: Experiment | undefined): Bounded | undefined {
  const first = experiment?.workload.jobs[0]
  if (experiment === undefined || first === undefined) return undefined
  const alike = experiment.workload.jobs.every(({ request: { cpu, memory, gpu } }) => {
    return cpu === first.request.cpu && memory === first.request.memory && gpu === first.request.gpu
  })
  if (!alike) return undefined
  const needs = needsOf(experiment.workload)
  const most = experiment.experimenter.inFlight
  return { needs: most === undefined ? needs : needs.slice(0, most), slots: slots(experiment.cluster.pools, first.request) }
}
