/** What a run would send, as YAML: every object of every job, in order. */
import { stringify } from 'yaml'
import { type ManifestContext, manifestOf } from '../live/manifests.ts'
import { runNames } from '../live/names.ts'
import { programOf } from '../live/program.ts'
import { objectsFor } from '../src/actors/experimenter.ts'
import { needsOf } from '../src/experiment/needs.ts'
import { drawWorkload } from '../src/experiment/workload.ts'
import { Streams } from '../src/random.ts'
import type { LivePlan } from './live-plan.ts'

/** Stands for the id of a run, which is made when it begins. */
const RUN = 'dry-run'

export function dryRun(plan: Pick<LivePlan, 'experiment' | 'seed' | 'namespace' | 'schedulerName' | 'images'>): string {
  const { experiment, seed, namespace, schedulerName, images } = plan
  const random = new Streams(seed)
  const names = runNames(RUN)
  const needs = needsOf(experiment)
  const documents = drawWorkload(experiment, random).flatMap((job) => {
    const program = () => programOf(experiment, job, names.outward(job.name), random, images)
    const context: ManifestContext = {
      ...{ run: RUN, names, namespace, schedulerName, program },
      scheduler: experiment.scheduler.name,
      owner: () => undefined,
    }
    return objectsFor(experiment, job, needs).map((object) => stringify(manifestOf(object, context)))
  })
  return `---\n${documents.join('---\n')}`
}
