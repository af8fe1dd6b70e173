/** The answer run again at other constants. */
import { SENSITIVITY_RUNS, sensitivityDesign, type Tried } from '../analysis/sizing/sensitivity.ts'
import { loadScenario } from './scenario-files.ts'
import type { Choice, SizePlan } from './size-plan.ts'
import { runSeeds, type SizePool, seedsOf } from './size-search.ts'

/** Every setting of the design at the value that answers, on the seeds of the pilot runs. */
export async function trySettings(plan: SizePlan, index: number, pool: SizePool, onRuns: (runs: number) => void): Promise<Tried[]> {
  const { text } = plan.choices[index] as Choice
  const own = [...plan.sets, `${plan.asked.path}=${text}`]
  const known = loadScenario(plan.scenario, own).settingsFor(plan.scheduler)
  const seeds = seedsOf({ index, stage: 'pilot', from: 0, runs: SENSITIVITY_RUNS })
  const tried: Tried[] = []
  for (const point of sensitivityDesign((path) => known.has(path))) {
    const experiment = loadScenario(plan.scenario, [...own, ...point.sets]).experimentFor(plan.scheduler)
    onRuns(0)
    tried.push({ point, trials: await runSeeds(plan, { value: 0, text, experiment }, seeds, pool, point.sets) })
    onRuns(seeds.length)
  }
  return tried
}
