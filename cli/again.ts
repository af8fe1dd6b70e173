/** Command lines to give again: one that repeats a run, one that goes on with an interrupted one. */
import { formatDuration } from '../src/experiment/quantities.ts'
import { formatScheduler } from '../src/experiment/schedulers.ts'
import type { SimPlan } from './sim-plan.ts'

/** `npm run sim --` or `npx muster sim`, whichever was used. */
function start(): string {
  return process.env.npm_lifecycle_event === 'sim' ? 'npm run sim --' : 'npx muster sim'
}

/**
 * A word as a shell reads it back.
 * @example quote("a b") // "'a b'"
 */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** The command that repeats one replication. */
export function repeatCommand(plan: SimPlan, scheduler: string, seed: number): string {
  const words = [plan.scenario, '--scheduler', scheduler, '--seed', String(seed)]
  for (const set of plan.sets) words.push('--set', set)
  if (plan.until !== undefined) words.push('--until', formatDuration(plan.until))
  if (plan.explain !== undefined) words.push('--explain', plan.explain)
  return `${start()} ${words.map(quote).join(' ')}`
}

/** The command that makes a whole folder again, in the next free one. */
export function wholeCommand(plan: SimPlan): string {
  const words = [plan.scenario]
  const [first, last] = [plan.seeds[0], plan.seeds.at(-1)]
  for (const { scheduler } of plan.experiments) words.push('--scheduler', formatScheduler(scheduler))
  words.push(...(first === last ? ['--seed', `${first}`] : ['--seeds', `${first}..${last}`]))
  for (const set of plan.sets) words.push('--set', set)
  if (plan.until !== undefined) words.push('--until', formatDuration(plan.until))
  if (plan.records) words.push('--records')
  return `npm run sim -- ${words.map(quote).join(' ')}`
}

/** The command that goes on with what is in `folder`: the one given, with --out. */
export function resumeCommand(words: readonly string[], folder: string): string {
  const kept = words.filter((word, i) => !/^(--out|-o)(=|$)/.test(word) && !/^(--out|-o)$/.test(words[i - 1] ?? ''))
  return `${start()} ${[...kept, '--out', folder].map(quote).join(' ')}`
}
