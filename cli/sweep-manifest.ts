/** What names a sweep: its command line, and the manifest by which its folder is known again. */
import { formatDuration } from '../src/experiment/quantities.ts'
import { MUSTER_VERSION } from '../src/version.ts'
import { quote } from './again.ts'
import { currentCommit } from './commit.ts'
import { fingerprint, type Manifest, type SweepWords } from './out-folder.ts'
import type { SweepPlan } from './sweep-plan.ts'

/** The words behind `muster sim` that ask for the sweep, without those of a part. */
export function sweepWords(plan: SweepPlan, seeds: readonly number[] = plan.seeds): string[] {
  const words = [plan.scenario]
  for (const sweep of plan.sweeps) words.push('--sweep', sweep)
  if (plan.schedulers !== undefined) for (const scheduler of plan.schedulers) words.push('--scheduler', scheduler)
  for (const set of plan.sets) words.push('--set', set)
  const [first, last] = [seeds[0], seeds.at(-1)]
  words.push(...(first === last ? ['--seed', `${first}`] : ['--seeds', `${first}..${last}`]))
  if (plan.until !== undefined) words.push('--until', formatDuration(plan.until))
  return words
}

/** The command line that makes the whole sweep, or another run of one of its cells. */
export function sweepCommand(plan: SweepPlan, seeds: readonly number[] = plan.seeds, shard = plan.shard): string {
  const words = sweepWords(plan, seeds)
  if (shard !== undefined) words.push('--shard', `${shard.part}/${shard.parts}`)
  return `npm run sim -- ${words.map(quote).join(' ')}`
}

function wordsOf({ scenario, sweeps, sets, schedulers, until, shard }: SweepPlan): SweepWords {
  return {
    scenario,
    sweep: sweeps,
    set: sets,
    ...(schedulers === undefined ? {} : { scheduler: schedulers }),
    ...(until === undefined ? {} : { until: formatDuration(until) }),
    ...(shard === undefined ? {} : { shard: `${shard.part}/${shard.parts}` }),
  }
}

/** `run.json` of a sweep, or of a part of it. */
export function sweepManifest(plan: SweepPlan, commit = currentCommit()): Manifest {
  const { experiments, seeds, until, shard, cells } = plan
  const reasons = cells.map((cell) => cell.reason)
  const points = cells.map((cell) => [...cell.at])
  return {
    muster: MUSTER_VERSION,
    ...(commit === undefined ? {} : { commit }),
    command: sweepCommand(plan),
    scenario: plan.name,
    sweep: wordsOf(plan),
    schedulers: [...new Set(cells.map((cell) => cell.scheduler))],
    seeds: [seeds[0] as number, seeds.at(-1) as number],
    fingerprint: fingerprint([MUSTER_VERSION, commit, 'sweep', experiments, reasons, points, seeds, until, shard]),
    state: 'unfinished',
  }
}
