/** Scenarios for tests, from text. */
import { ExperimentError, formatProblem } from '../../src/errors.ts'
import type { Experiment } from '../../src/experiment/experiment.ts'
import { type Machines, readMachines } from '../../src/experiment/machines.ts'
import { readScenario, type Scenario } from '../../src/experiment/scenario.ts'

export const MACHINES: Machines = readMachines('plain: { cpu: 4, memory: 16Gi, pods: 110, source: test }', 'machines.yaml')

const HEAD = 'title: test\nschedulers: [default, coscheduling, fluence, kueue, gang]\ncluster: { machine: plain }\n'

/** A scenario of the given lines after a head of three lines: title, all schedulers, machine `plain`. */
export function scenarioOf(body: string, sets: readonly string[] = []): Scenario {
  return readScenario(HEAD + body, 'run.yaml', { sets, calibration: () => undefined, machines: MACHINES })
}

/** Its experiment under a scheduler, the default one unless said. */
export function experimentOf(body: string, scheduler = 'default', sets: readonly string[] = []): Experiment {
  return scenarioOf(body, sets).experimentFor(scheduler)
}

/** The problems of what throws an ExperimentError, one text each. */
export function problemsOf(run: () => unknown): string[] {
  try {
    run()
  } catch (error) {
    if (error instanceof ExperimentError) return error.problems.map(formatProblem)
    throw error
  }
  return []
}
