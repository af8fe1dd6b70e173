/** Time to clog: from the first submit to the moment at which nothing could move any more. */
import type { Outcome } from '../../src/record/events.ts'
import type { JobRow } from '../../src/record/rows.ts'
import type { Duration } from '../../src/units.ts'

/** Microseconds; undefined for a run that did not clog. */
export function timeToClog(jobs: readonly JobRow[], outcome: Outcome): Duration | undefined {
  const first = jobs[0]
  return outcome.clog === null || first === undefined ? undefined : outcome.clog.at - first.submitted
}
