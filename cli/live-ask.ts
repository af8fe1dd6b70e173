/** Nothing is created on a real cluster before a person has seen what and where, and agreed. */
import { createInterface } from 'node:readline/promises'
import type { ClusterClient } from '../live/client.ts'
import { ExperimentError } from '../src/errors.ts'
import { costText } from './live-cost.ts'
import type { LivePlan } from './live-plan.ts'
import type { Terminal } from './terminal.ts'

/** Whether the cluster has what the run wants; says what is missing. */
export async function fitting(
  { experiment, namespace, schedulerName }: LivePlan,
  client: ClusterClient,
  terminal: Terminal,
): Promise<boolean> {
  const [{ preflight }, { describeChecks, passes }] = await Promise.all([
    import('../live/preflight/preflight.ts'),
    import('../live/preflight/check.ts'),
  ])
  const checks = await preflight(client, { experiment, namespace, schedulerName })
  if (passes(checks)) return true
  terminal.err(`${describeChecks(checks)}\n`)
  return false
}

/** @throws ExperimentError where there is nobody to ask */
export async function agreed(plan: LivePlan, client: ClusterClient, yes: boolean, terminal: Terminal): Promise<boolean> {
  const cost = await costText(plan.experiment, plan.seed, plan.deadline)
  terminal.err(`${plan.name} under ${plan.scheduler} on ${client.context} (${client.server}), namespace ${plan.namespace}\n${cost}\n`)
  return yes || confirmed('create all this?', terminal)
}

/** Asks at the terminal. */
export async function confirmed(question: string, terminal: Terminal): Promise<boolean> {
  if (process.stdin.isTTY !== true) {
    const todo = 'say --yes, once what is above is what you want'
    throw new ExperimentError([{ where: question, expected: 'an answer at a terminal', got: 'no terminal', todo }])
  }
  const lines = createInterface({ input: process.stdin, output: terminal.errorStream })
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}
