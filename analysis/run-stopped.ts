/** The outcome of a record that has none: it was cut off. */
import type { Outcome, RunEvent } from '../src/record/events.ts'

/** Stopped at its last good line. */
export function stoppedOutcome(events: readonly RunEvent[]): Outcome {
  const count = (kind: RunEvent['kind']): number => events.reduce((n, event) => n + (event.kind === kind ? 1 : 0), 0)
  const jobs = count('submit')
  return { kind: 'outcome', outcome: 'stopped', time: events.at(-1)?.time ?? 0, jobs, completed: count('completed'), clog: null }
}
