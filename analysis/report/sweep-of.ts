/** Runs over several sizes of cluster or workload, as charts of a sweep take them. */
import type { Experiment } from '../../src/experiment/experiment.ts'
import type { Sweep, SweepRun } from '../charts/sweep.ts'
import type { Gathered } from './gathered.ts'

function setting(experiment: Partial<Experiment>): { readonly nodes: number; readonly load: number } | undefined {
  const nodes = experiment.cluster?.pools.reduce((sum, pool) => sum + pool.nodes, 0)
  const load = experiment.workload?.jobs.length
  return nodes === undefined || load === undefined ? undefined : { nodes, load }
}

/** What varied; undefined where neither nodes nor jobs did. Sets without a record say nothing of their cluster and are left out. */
export function sweepOf({ sets, many }: Pick<Gathered, 'sets' | 'many'>): Sweep | undefined {
  const runs = sets.flatMap(({ record, runs }): SweepRun[] => {
    const at = setting((record?.header.experiment ?? {}) as Partial<Experiment>)
    return at === undefined ? [] : [...runs.values()].map(({ row }) => ({ row, ...at }))
  })
  const varied = new Set(runs.map((run) => `${run.nodes} ${run.load}`)).size > 1
  return varied ? { runs, loadTitle: 'jobs', source: many.source } : undefined
}
