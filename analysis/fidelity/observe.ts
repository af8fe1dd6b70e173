/**
 * From the events of a run to what is observed of it. One function for recorded and simulated runs, so that nothing but the
 * runs can differ.
 */
import { isClogged } from '../../src/gang/clogged.ts'
import { isPartial } from '../../src/gang/partial.ts'
import type { Gang } from '../../src/gang/snapshot.ts'
import type { JobRow, PodRow } from '../../src/record/rows.ts'
import type { StageTables, TimedEvent } from '../../src/record/stages.ts'
import { inSeconds, type Time } from '../../src/units.ts'
import { startOrderInversions } from '../metrics/inversions.ts'
import { makespan } from '../metrics/makespan.ts'
import { turnaround } from '../metrics/turnaround.ts'
import { tablesOf } from '../run-view.ts'
import { mean, median } from '../stats/describe.ts'
import { fluenceSteps } from './fluence-steps.ts'
import type { BySize, Clog, Observation, Watched } from './observation.ts'
import { queueOverTime, timeIn } from './queue-over-time.ts'
import { readsOf } from './reads.ts'
import { stateAtEnd } from './state-at-end.ts'

/**
 * The same run, as somebody saw it who stopped watching at `time`.
 * @example until({ events: [{ kind: 'submitted-all', time: 7 }], jobs: 1, end: 9 }, 5) // { events: [], jobs: 1, end: 5 }
 */
export function until({ events, jobs, end }: Watched, time: Time): Watched {
  if (time >= end) return { events, jobs, end }
  return { events: events.filter((e) => e.time <= time), jobs, end: time }
}

/** The time of the first submit, from which everything is counted. */
export function firstSubmit(events: readonly TimedEvent[]): Time {
  return events.find((e) => e.kind === 'submit')?.time ?? 0
}

/** @example observe({ events: [], jobs: 1, end: 0 }).outcome // 'unfinished' */
export function observe({ events, jobs: planned, end }: Watched): Observation {
  const tables = tablesOf(events)
  const jobs = tables.jobs()
  const start = firstSubmit(events)
  const turnarounds = jobs.flatMap((job) => turnaround(job) ?? [])
  const span = jobs.length < planned ? undefined : makespan(jobs)
  const completions = jobs.flatMap((job) => job.completed ?? []).sort((a, b) => a - b)
  const last = completions.at(-1)
  const clog = span === undefined ? clogOf(tables, start) : undefined
  const queue = queueOverTime(events)
  const reads = readsOf(events, queue, tables.submittedAll ?? start)
  const firstBind = queue.find((step) => step.held > 0)?.time
  const waits = placedAfterFree(jobs, tables.pods())
  const bySize = turnaroundBySize(jobs)
  const fluence = fluenceSteps(events)
  return {
    outcome: span !== undefined ? 'completed' : clog !== undefined ? 'clogged' : 'unfinished',
    jobs: planned,
    completed: completions.length,
    ...(span === undefined ? {} : { makespanS: inSeconds(span) }),
    ...(last === undefined ? {} : { lastCompletionS: inSeconds(last - start) }),
    ...(turnarounds.length === 0 ? {} : { turnaroundS: inSeconds(mean(turnarounds)) }),
    turnaroundBySizeS: bySize,
    orderBySize: orderOf(bySize),
    inversions: startOrderInversions(jobs).inversions,
    ...attemptsOf(events),
    ...(reads === undefined ? {} : { reads: reads.total }),
    ...(reads?.perS === undefined ? {} : { readsPerS: reads.perS }),
    idleS: firstBind === undefined ? 0 : inSeconds(timeIn(queue, firstBind, end, (step) => step.held === 0 && step.pending > 0)),
    longestPauseS: inSeconds(longestPause(completions, tables.submittedAll ?? start, end)),
    ...(waits.length === 0 ? {} : { placedAfterFreeS: { n: waits.length, mean: mean(waits), median: median(waits) } }),
    ...(clog === undefined ? {} : { clog }),
    ...(fluence === undefined ? {} : { fluence }),
  }
}

function turnaroundBySize(jobs: readonly JobRow[]): Record<string, BySize> {
  const values = new Map<number, number[]>()
  for (const job of jobs) {
    const value = turnaround(job)
    if (value !== undefined) values.set(job.size, [...(values.get(job.size) ?? []), inSeconds(value)])
  }
  const sizes = [...values].sort(([a], [b]) => a - b)
  return Object.fromEntries(sizes.map(([size, list]) => [`${size}`, { n: list.length, meanS: mean(list) }]))
}

function orderOf(bySize: Readonly<Record<string, BySize>>): string {
  return Object.entries(bySize)
    .sort(([, a], [, b]) => a.meanS - b.meanS)
    .map(([size]) => size)
    .join('<')
}

/** Attempts that came after the last bind are those of a clogged scheduler; how many depends on how long one watches. */
function attemptsOf(events: readonly TimedEvent[]): Pick<Observation, 'attempts' | 'binds' | 'cycles' | 'firstAttemptS'> {
  let binds = 0
  let listed = 0
  let released = 0
  let before = { listed: 0, released: 0 }
  const created = new Map<string, Time>()
  const firsts: number[] = []
  for (const event of events) {
    if (event.kind === 'pod-created') created.set(event.pod, event.time)
    else if (event.kind === 'released') released++
    else if (event.kind === 'bound') {
      binds++
      before = { listed, released }
    } else if (event.kind === 'attempt' && event.result !== 'waiting') {
      const since = created.get(event.pod)
      if (since !== undefined) firsts.push(inSeconds(event.time - since))
      created.delete(event.pod)
      if (event.result === 'unschedulable') listed++
    }
  }
  if (listed === 0) return { binds }
  return {
    binds,
    attempts: before.listed + binds,
    cycles: before.listed + before.released + binds,
    ...(firsts.length === 0 ? {} : { firstAttemptS: mean(firsts) }),
  }
}

function longestPause(completions: readonly Time[], from: Time, end: Time): Time {
  let longest = 0
  let since = from
  for (const time of [...completions.filter((t) => t > from), end]) {
    longest = Math.max(longest, time - since)
    since = time
  }
  return longest
}

/** Seconds, of each job that was placed on at least one node which another pod had given up while the job's pod waited. */
function placedAfterFree(jobs: readonly JobRow[], pods: readonly PodRow[]): number[] {
  const freed = new Map<string, Time>()
  for (const pod of pods) {
    const free = pod.after?.freed
    if (free !== undefined) freed.set(pod.job, Math.max(free, freed.get(pod.job) ?? 0))
  }
  return jobs.flatMap(({ job, placed }) => {
    const free = freed.get(job)
    return placed === undefined || free === undefined || free > placed ? [] : [inSeconds(placed - free)]
  })
}

function clogOf(tables: StageTables, start: Time): Clog | undefined {
  const state = stateAtEnd(tables)
  if (state.nodes.length === 0 || !isClogged(state)) return undefined
  const holds = (gang: Gang): number => gang.pods.filter((p) => p.state === 'held').length
  const holders = state.gangs.filter((gang) => holds(gang) > 0)
  let at = start
  for (const pod of tables.pods()) at = Math.max(at, pod.bound ?? 0, pod.bound === undefined ? 0 : (pod.freed ?? 0))
  return {
    atS: inSeconds(at - start),
    slotsHeld: holders.reduce((sum, gang) => sum + holds(gang), 0),
    partialGangs: holders.filter(isPartial).length,
    wholeGangs: holders.filter((gang) => !isPartial(gang)).length,
    pendingPods: state.gangs.reduce((sum, gang) => sum + gang.pods.filter((p) => p.state === 'pending').length, 0),
  }
}
