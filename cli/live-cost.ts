/** What a run will create and roughly cost, for a person to agree to. */
import { objectsFor } from '../src/actors/experimenter.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import { needsOf } from '../src/experiment/needs.ts'
import { formatCpu } from '../src/experiment/quantities.ts'
import { drawWorkload } from '../src/experiment/workload.ts'
import { Streams } from '../src/random.ts'
import { HOUR, inSeconds, MINUTE, type Time } from '../src/units.ts'

/** Pods of a run that is simulated to say how long it may take: more would keep a person waiting. */
const MOST_PODS = 5_000

/** Names of kinds as Kubernetes has them. */
const WORDS: Readonly<Record<string, string>> = { service: 'Service', job: 'Job', 'mini-cluster': 'MiniCluster', 'pod-group': 'PodGroup' }

function hours(time: Time, nodes: number): string {
  return `${((time / HOUR) * nodes).toFixed(1)} node-hours`
}

function lasting(time: Time): string {
  return time < 2 * MINUTE ? `${Math.round(inSeconds(time))} s` : `${Math.round(time / MINUTE)} min`
}

/** How long a simulation of the run takes, and how it ends; undefined where it would take too long itself. */
async function foretold(experiment: Experiment, seed: number): Promise<{ readonly time: Time; readonly completed: boolean } | undefined> {
  const pods = experiment.workload.jobs.reduce((sum, job) => sum + job.size, 0)
  if (pods > MOST_PODS) return undefined
  const { simulate } = await import('../sim/cluster.ts')
  const { outcome } = simulate(experiment, { seed, notes: false })
  return { time: outcome.time, completed: outcome.outcome === 'completed' }
}

/** What is created, and what it costs in node-hours: at most, and as simulated. */
export async function costText(experiment: Experiment, seed: number, deadline: Time): Promise<string> {
  const jobs = drawWorkload(experiment, new Streams(seed))
  const counts = new Map<string, number>()
  const needs = needsOf(experiment)
  for (const job of jobs) for (const { kind } of objectsFor(experiment, job, needs)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const pods = jobs.reduce((sum, job) => sum + job.size, 0)
  const cpu = Math.max(...jobs.map((job) => job.request.cpu))
  const nodes = experiment.cluster.pools.reduce((sum, pool) => sum + pool.nodes, 0)
  const objects = [...counts].map(([kind, n]) => `${n} ${WORDS[kind] ?? kind}${n === 1 ? '' : 's'}`)
  const model = await foretold(experiment, seed)
  const expected =
    model === undefined
      ? ''
      : model.completed
        ? `; a simulation of it takes ${lasting(model.time)}, ${hours(model.time, nodes)}`
        : '; a simulation of it does not complete, so the deadline may be used up'
  return [
    `creates ${[...objects, `${pods} pods of up to ${formatCpu(cpu)} cpu`].join(', ')}`,
    `takes ${nodes} nodes for at most ${lasting(deadline)}, ${hours(deadline, nodes)}${expected}`,
  ].join('\n')
}
