/** A record of a real cluster as the audit of simulated ones can read it. */
import type { RunEvent } from '../../src/record/events.ts'

/**
 * Each kind of object has a watch of its own, and between watches no order is kept: a pod may be seen before the Job that made it.
 * And pods carry the run's id before the job's name. Both are put right here; everything else stands as it was recorded.
 */
export function asOneStream(events: readonly RunEvent[]): RunEvent[] {
  const created = new Map(events.flatMap((e, at) => (e.kind === 'job-created' ? [[e.job, at] as const] : [])))
  const moved = new Set<number>()
  const ordered = events.flatMap((event, at) => {
    const job = event.kind === 'pod-created' ? created.get(event.job) : undefined
    if (moved.has(at)) return []
    if (job === undefined || job < at || moved.has(job)) return [event]
    moved.add(job)
    return [{ ...(events[job] as RunEvent), time: event.time }, event]
  })
  return ordered.map((event, seq) => ({
    ...event,
    seq,
    ...('pod' in event && event.pod !== undefined ? { pod: event.pod.slice(event.pod.indexOf('-') + 1) } : {}),
  }))
}

/** The part of a record before what the run left was removed: that deletes jobs which nobody has seen completed. */
export function beforeCleaning(events: readonly RunEvent[]): readonly RunEvent[] {
  const deleted = new Set<string>()
  const at = events.findIndex((event) => {
    if (event.kind === 'delete-job') deleted.add(event.job)
    return (event.kind === 'job-gone' || event.kind === 'deleting') && !deleted.has(event.job)
  })
  return at < 0 ? events : events.slice(0, at)
}
