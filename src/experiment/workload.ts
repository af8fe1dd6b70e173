/** The jobs as one run submits them: drawn, shuffled, dated. What of the workload depends on the seed is here. */
import type { Streams } from '../random.ts'
import { draw } from './distribution.ts'
import type { Experiment, JobRequest } from './experiment.ts'
import { jobName } from './job-list.ts'

function drawSizes(workload: Experiment['workload'], random: Streams): JobRequest[] {
  const { drawn, jobs } = workload
  if (drawn === undefined) return [...jobs]
  let total = 0
  const upTo = drawn.weights.map((weight) => {
    total += weight
    return total
  })
  const result: JobRequest[] = []
  for (let k = 0; k < drawn.perBatch * drawn.batches; k++) {
    const at = random.keyed('sizes', k) * total
    const kind = jobs[upTo.findIndex((end) => at < end)] as JobRequest
    const batch = Math.floor(k / drawn.perBatch)
    const iteration = k % drawn.perBatch
    result.push({ ...kind, batch, iteration, name: jobName(batch, iteration, kind.size) })
  }
  return result.slice(0, drawn.first)
}

/** Fisher-Yates inside each batch: a batch is submitted before the next. */
function shuffle(jobs: readonly JobRequest[], random: Streams): JobRequest[] {
  const stream = random.stream('order')
  return [...new Set(jobs.map((j) => j.batch))].flatMap((batch) => {
    const own = jobs.filter((j) => j.batch === batch)
    for (let i = own.length - 1; i > 0; i--) {
      const j = stream.below(i + 1)
      const swap = own[i] as JobRequest
      own[i] = own[j] as JobRequest
      own[j] = swap
    }
    return own
  })
}

function dated(jobs: readonly JobRequest[], experiment: Experiment, random: Streams): JobRequest[] {
  let last = 0
  return jobs
    .map((job, i) => {
      last = job.submitAt ?? (i === 0 ? 0 : last + draw(experiment.experimenter.gap, (term) => random.keyed('arrivals', i, term)))
      return { ...job, submitAt: last }
    })
    .sort((a, b) => a.submitAt - b.submitAt || a.batch - b.batch)
}

/**
 * The jobs of one run in order of submission; `number` is the place in that order. The same seed gives the same jobs
 * whatever the scheduler. `submitAt` is set where the experimenter submits by arrivals, and only there.
 */
export function drawWorkload(experiment: Experiment, random: Streams): readonly JobRequest[] {
  const drawn = drawSizes(experiment.workload, random)
  const ordered = experiment.experimenter.order === 'shuffled' ? shuffle(drawn, random) : drawn
  const jobs = experiment.experimenter.submits === 'arrivals' ? dated(ordered, experiment, random) : ordered
  return jobs.map((job, number) => ({ ...job, number }))
}
