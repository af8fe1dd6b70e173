/** The answer in three sentences: what happened, which is better and how sure that is, and why. */
import { STAGES, type StageName } from '../../src/record/breakdown.ts'
import { inSeconds } from '../../src/units.ts'
import { compareSets } from '../compare.ts'
import { RUN_METRICS } from '../run-metrics.ts'
import { isWhole, type RunSet } from '../run-set.ts'
import type { RunRecord } from '../run-view.ts'
import { mean } from '../stats/describe.ts'
import { intervalText, verdictOf } from '../stats/sentence.ts'
import { wilson } from '../stats/wilson.ts'
import type { RunSummary } from '../summary-row.ts'
import type { Gathered } from './gathered.ts'
import { stageShares } from './stage-shares.ts'
import { capital, listed, many, percent, short } from './words.ts'

const rowsOf = (set: RunSet): RunSummary[] => [...set.runs.values()].map((run) => run.row)
const everyRunWhole = (set: RunSet): boolean => [...set.runs.values()].every(isWhole)
const stuck = (row: RunSummary): boolean => row.outcome === 'clogged' || row.outcome === 'livelock'

/** One run that did not complete every job. */
function oneUnfinished(name: string, row: RunSummary): string {
  const jobs = `${row.completed} of ${many(row.jobs, 'job')} completed`
  const when = row.clog === null ? '' : ` at ${short(row.clog.atS)} s`
  switch (row.outcome) {
    case 'clogged':
      return `${name} clogged${when}: ${jobs}, and nothing can ever move again`
    case 'livelock':
      return `${name} came into a livelock${when}: ${jobs}, places are taken and given back without progress`
    case 'time-limit':
      return `${name} came to the time limit with ${jobs}`
    default:
      return `${name} was stopped with ${jobs}`
  }
}

function unfinished(set: RunSet): string {
  const rows = rowsOf(set)
  if (rows.length === 1) return oneUnfinished(set.name, rows[0] as RunSummary)
  const n = rows.filter(stuck).length
  const jobs = `it completed ${short(mean(rows.map((row) => row.completed)))} of ${many(Math.max(...rows.map((row) => row.jobs)), 'job')} on average`
  const { low, high } = wilson(n, rows.length)
  if (n > 0) return `${set.name} clogged in ${n} of ${rows.length} runs (95 % interval ${percent(low)} to ${percent(high)}); ${jobs}`
  return `${set.name} left jobs unfinished in ${rows.filter((row) => row.completed < row.jobs).length} of ${rows.length} runs; ${jobs}`
}

function whatHappened(sets: readonly RunSet[]): string {
  const whole = sets.filter(everyRunWhole)
  const rows = whole.flatMap(rowsOf)
  const jobs = new Set(rows.map((row) => row.jobs))
  const all = jobs.size === 1 ? `all ${many([...jobs][0] as number, 'job')}` : 'every job'
  const runs = new Set(whole.map((set) => set.runs.size))
  const times = Math.max(...runs) === 1 ? '' : runs.size === 1 ? ` in each of ${[...runs][0]} runs` : ' in every run'
  const done = whole.length === 0 ? [] : [`${listed(whole.map((set) => set.name))} completed ${all}${times}`]
  return `${capital([...sets.filter((set) => !everyRunWhole(set)).map(unfinished), ...done].join('. '))}.`
}

function meanOf(set: RunSet, of: (row: RunSummary) => number | null): number {
  return mean(rowsOf(set).flatMap((row) => of(row) ?? []))
}

/** How sure it is that the first of two is lower. */
function sureness(best: RunSet, next: RunSet): string {
  const metric = RUN_METRICS.filter((m) => m.name === 'turnaround')
  const finding = compareSets([[next, best]], metric)[0]?.metrics[0]?.finding
  if (finding?.difference.interval === undefined) return 'one run each, so how much of that is chance cannot be said'
  const bounds = `${intervalText(finding.difference.interval, 's')}, n = ${finding.paired ? many(finding.a.n, 'pair') : `${finding.a.n} and ${finding.b.n}`}`
  const apart = `${short(finding.difference.value)} s less than ${next.name}`
  return verdictOf(finding) === 'higher' ? `${apart} (${bounds})` : `but no difference from ${next.name} is seen (${bounds})`
}

function whichIsBetter(sets: readonly RunSet[]): string {
  const whole = sets.filter((set) => set.runs.size > 0 && everyRunWhole(set))
  const took = (set: RunSet): number => meanOf(set, (row) => row.turnaroundS.mean)
  const ranked = [...whole].sort((a, b) => took(a) - took(b))
  const [best, next] = ranked
  if (best === undefined) return 'Nobody completed every job, so there is no makespan or mean turnaround to compare.'
  const span = `${short(meanOf(best, (row) => row.makespanS))} s from the first submit to the last completion`
  if (next === undefined) {
    const who = sets.length === 1 ? 'A job took' : `Under ${best.name} a job took`
    return `${who} ${short(took(best))} s from submit to completion on average, and all of them ${span}.`
  }
  const others = ranked.slice(1).map((set) => `${set.name} ${short(took(set))} s`)
  return `Of those that completed every job, ${best.name} had the lowest mean turnaround, ${short(took(best))} s (${others.join(', ')}): ${sureness(best, next)}.`
}

function whyItClogged(run: RunRecord): string | undefined {
  const { clog } = run.outcome
  if (clog === null) return undefined
  const at = `${short(inSeconds(clog.at))} s`
  if (clog.kind === 'livelock')
    return `Under ${run.header.scheduler} places are taken and given back again and again from ${at} on, and no job gets all it needs.`
  const remedy = clog.remedy === null ? '' : `; deleting ${many(clog.remedy.delete.length, 'pod')} would let ${clog.remedy.frees} run`
  if (clog.holders.length === 0)
    return `Under ${run.header.scheduler} none of the ${many(clog.pendingPods, 'waiting pod')} fits on any node from ${at} on${remedy}.`
  const holders = clog.holders.length === 1 ? '1 job holds' : `${clog.holders.length} jobs hold`
  const { scheduler } = run.header
  const how = scheduler.startsWith('default@') ? `${scheduler} places pods one by one: from` : `Under ${scheduler}, from`
  return `${how} ${at} on, ${holders} ${clog.slotsHeld} of ${many(clog.slots, 'place')}, none of them with all the pods it needs, and each waits for the others${remedy}.`
}

function whereTimeWent(run: RunRecord): string | undefined {
  const [first, second] = stageShares(run)
  if (first === undefined || second === undefined) return undefined
  const said = ([stage, share]: [StageName, number]): string => `${percent(share)} ${stage} (${STAGES[stage]})`
  return `Under ${run.header.scheduler} the turnaround of completed jobs was ${said(first)} and ${said(second)}.`
}

function why({ shown }: Gathered): string {
  const clogs = shown.flatMap((run) => whyItClogged(run) ?? [])
  const times = shown.flatMap((run) => whereTimeWent(run) ?? [])
  const none = shown.length === 0 ? 'No record was kept in full' : 'No job completed'
  return clogs[0] ?? times[0] ?? `${none}, so where the time went cannot be said.`
}

/** Sentences of the answer. */
export function answer(gathered: Gathered): string[] {
  return [whatHappened(gathered.sets), whichIsBetter(gathered.sets), why(gathered)]
}
