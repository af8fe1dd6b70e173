/** `muster size --on-cluster`: a search goes step by step and cannot be in parts, so a cluster runs every value that it may look at. */
import { ExperimentError } from '../src/errors.ts'
import { type OnClusterOptions, runOnCluster } from './on-cluster.ts'
import { planSize, type SizeOptions } from './size-plan.ts'
import type { Terminal } from './terminal.ts'

/**
 * Runs of each value: so many that where at most one clogs, the exact one-sided bound with 95 % confidence lies below the risk.
 * @example runsFor(0.01) // 473
 */
export function runsFor(risk: number): number {
  let n = 1
  while ((1 - risk) ** n + n * risk * (1 - risk) ** (n - 1) > 0.05) n++
  return n
}

/** @throws ExperimentError for what the user can mend */
export async function runSizeOnCluster(scenario: string, options: SizeOptions & OnClusterOptions, terminal: Terminal): Promise<number> {
  if (options.ask === 'machine-type') {
    const todo = 'give one such sweep for each type: --ask nodes --set cluster.machine=TYPE'
    throw new ExperimentError([{ where: '--on-cluster', expected: 'a question with one parameter', got: '--ask machine-type', todo }])
  }
  const plan = planSize(scenario, options)
  const values = [...plan.choices.map(({ text }) => text), ...plan.impossible.map(({ text }) => text)]
  const { onCluster, image, namespace, apply, context, kubeconfig, yes, out, json } = options
  const given = { onCluster, image, namespace, apply, context, kubeconfig, yes, out, json }
  const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as OnClusterOptions
  const sweep = [`${plan.asked.path}=${values.join(',')}`]
  const seeds = `1..${runsFor(plan.goals.clogRisk)}`
  return runOnCluster(scenario, { ...asked, set: plan.sets, scheduler: [plan.scheduler], sweep, seeds }, terminal)
}
