/** The line below a title that says where the numbers come from and how many there are. */
import type { Header, Outcome } from '../../src/record/events.ts'
import { shortSeconds } from './time-axis.ts'

/** How a record came about, in words. */
export const BACKENDS = { sim: 'simulated', live: 'recorded on a cluster', lab: 'recorded: real scheduler, played nodes' } as const

/** `run10, seed 1, simulated by muster 0.1.0`. */
export function sourceOf(header: Header): string {
  return `Source: ${header.scenario}, seed ${header.seed}, ${BACKENDS[header.backend]}, muster ${header.muster}.`
}

/** `clogged at 62 s, 3 of 50 jobs completed`. */
export function outcomeOf(outcome: Outcome): string {
  const jobs = `${outcome.completed} of ${outcome.jobs} jobs completed`
  const at = outcome.clog === null ? '' : ` at ${shortSeconds(outcome.clog.at)}`
  switch (outcome.outcome) {
    case 'completed':
      return jobs
    case 'clogged':
      return `clogged${at}, ${jobs}`
    case 'livelock':
      return `livelock${at}, ${jobs}`
    case 'time-limit':
      return `time limit, ${jobs}`
    case 'stopped':
      return `stopped, ${jobs}`
  }
}

/**
 * How many there are of each scheduler, in one number where it is the same for all.
 * @example eachCount([['a', 2], ['b', 2]], 'pod') // '2 pods of each scheduler'
 * @example eachCount([['a', 1], ['b', 2]], 'pod') // 'a 1, b 2 pods'
 */
export function eachCount(counts: readonly (readonly [scheduler: string, n: number])[], what: string): string {
  const [first] = counts
  if (first === undefined) return `0 ${what}s`
  if (counts.some(([, n]) => n !== first[1])) return `${counts.map(([scheduler, n]) => `${scheduler} ${n}`).join(', ')} ${what}s`
  return `${first[1]} ${what}${first[1] === 1 ? '' : 's'}${counts.length === 1 ? '' : ' of each scheduler'}`
}
