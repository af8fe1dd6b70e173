/** When imported jobs are submitted and how long they take, as settings of their scenario. */
import { formatDuration, parseDuration } from '../experiment/quantities.ts'
import { HOUR, MINUTE } from '../units.ts'
import type { Draft, Entry } from './draft.ts'

/** Of a job that does not say how long it takes. A round number, and said wherever it is used. */
const ASSUMED = MINUTE

const durationOf = (entry: Entry, field: string): number => {
  const text = entry.fields[field]
  return (typeof text === 'string' ? parseDuration(text) : undefined) ?? 0
}

/**
 * Settings that every imported workload has. All pods of a job end with its work, which begins when they are there.
 * @param saidBy where a run time would stand, for the note about those that have none
 */
export function timesOf(jobs: readonly Entry[], saidBy: string): Pick<Draft, 'settings' | 'notes'> {
  const silent = jobs.filter((job) => job.fields.runTime === undefined && job.fields.app === undefined).length
  const dated = jobs.some((job) => job.fields.at !== undefined)
  const last = jobs.reduce((most, job) => Math.max(most, durationOf(job, 'at')), 0)
  const work = jobs.reduce((sum, job) => sum + (job.fields.runTime === undefined ? ASSUMED : durationOf(job, 'runTime')), 0)
  // one after another, with as much again for what lies between them
  const limit = Math.ceil((last + 2 * work) / HOUR + 2) * HOUR
  return {
    settings: {
      'application.ends': 'all',
      'application.setUp': '0s',
      'application.runTime': formatDuration(ASSUMED),
      'experimenter.submits': dated ? 'arrivals' : 'at-once',
      'experimenter.watches': 'at-once',
      'limits.time': formatDuration(limit),
    },
    notes:
      silent === 0
        ? []
        : [
            `${silent} of ${jobs.length} jobs do not say how long they take (${saidBy}): ${formatDuration(ASSUMED)} each is assumed; --set application.runTime=... changes it`,
          ],
  }
}
