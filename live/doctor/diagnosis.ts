/** Is this cluster clogged? From objects to an answer; no clock, no network. */
import { clogState } from '../../src/gang/clogged.ts'
import { holding, idleHeld, isPartial, missing } from '../../src/gang/partial.ts'
import { clogReport } from '../../src/gang/report.ts'
import { type ClusterSnapshot, type Gang, holdsPlace } from '../../src/gang/snapshot.ts'
import { bestCase, largerThanCluster } from '../../src/gang/stuck.ts'
import type { ClogReport } from '../../src/record/events.ts'
import type { ClusterObjects } from './cluster.ts'
import { moment } from './kube.ts'
import { type Livelock, livelockOf, type Sign, signsOf } from './livelock.ts'
import type { GangSource } from './membership.ts'
import { mayPreempt } from './preemption.ts'
import { type GangFacts, type Reading, readCluster } from './snapshot.ts'

/**
 * - `deadlock`: gangs hold places and can never run, whatever else finishes
 * - `livelock`: places are taken and given back, and nothing comes of it
 * - `queue`: pods wait, and something that runs or leaves can let them in
 * - `healthy`: no pod of a gang waits
 */
export type Verdict = 'deadlock' | 'livelock' | 'queue' | 'healthy'

export interface PartialGang {
  readonly job: string
  readonly namespace: string
  readonly source: GangSource
  readonly holds: number
  readonly needs: number
  /** cores it holds without use */
  readonly cores: number
  /** its last place was taken then */
  readonly since?: string
  /** it can never run, whatever else finishes */
  readonly stuck: boolean
}

export interface Diagnosis {
  readonly verdict: Verdict
  readonly at: string
  /** since when at the latest, as far as the API shows it */
  readonly since?: string
  /** of all gangs; absent: they are in several, and named `namespace/name`, or there are none */
  readonly namespace?: string
  readonly nodes: number
  readonly gangs: number
  readonly pendingPods: number
  /** cores held by gangs that can't run yet, and for how many core-seconds so far */
  readonly idleHeldCores: number
  readonly idleHeldCoreSeconds: number
  readonly partial: readonly PartialGang[]
  /** gangs that need more than the whole cluster has, even with no other gang on it */
  readonly impossible: readonly string[]
  /** who holds what, who waits for whom, what to delete; of the gangs that are stuck */
  readonly clog: ClogReport | null
  /** why it is only a queue */
  readonly because?: string
  /** what was not looked at, or is assumed */
  readonly notes: readonly string[]
}

export interface DiagnoseOptions {
  /** milliseconds since 1970 */
  readonly now: number
  /** only the gangs of this namespace are answered for; the others are there all the same */
  readonly namespace?: string
  /** signs of earlier looks; absent: those of this one */
  readonly signs?: readonly Sign[]
  /** milliseconds without progress before taking and giving back is a livelock; 31 minutes unless stated */
  readonly window?: number
  /** when the first of several looks was taken */
  readonly start?: number
}

/** Of one look: longer than the half hour after which kube-scheduler writes a repeated event again. */
const WINDOW = 31 * 60_000

/** Looks once at a cluster. */
export function diagnose(objects: ClusterObjects, options: DiagnoseOptions): Diagnosis {
  const reading = readCluster(objects, options.now)
  const { snapshot } = reading
  const facts = new Map(reading.facts.map((f) => [f.gang, f]))
  const asked = (gang: Gang): boolean => options.namespace === undefined || facts.get(gang)?.namespace === options.namespace
  const ours = snapshot.gangs.filter(asked)
  const pending = ours.reduce((sum, g) => sum + g.pods.filter((p) => p.state === 'pending').length, 0)
  const best = bestCase(snapshot)
  const stuck = new Set(best.stuck)
  const preempting = mayPreempt(objects, reading)
  const state = clogState(snapshot)
  const dead = preempting === undefined && pending > 0 && (state.clogged || best.stuck.some((g) => isPartial(g) && asked(g)))
  const running = snapshot.gangs.filter((g) => holding(g) > 0 && missing(g) === 0).length
  const live = dead
    ? undefined
    : livelockOf(options.signs ?? signsOf(objects), options.window ?? WINDOW, options.now, running, options.start)
  const verdict = dead ? 'deadlock' : live !== undefined && pending > 0 ? 'livelock' : pending > 0 ? 'queue' : 'healthy'
  const since = dead ? stuckSince(best.stuck, facts, objects) : live?.since
  const idle = idleHeld({ nodes: [], gangs: ours })
  const ages = new Map(reading.facts.flatMap((f) => [...f.boundAt]))
  const milliseconds = idle.pods.reduce((sum, p) => sum + p.request.cpu * Math.max(0, options.now - (ages.get(p.name) ?? options.now)), 0)
  const left: ClusterSnapshot = dead ? { nodes: best.nodes, gangs: best.stuck } : snapshot
  return {
    verdict,
    at: new Date(options.now).toISOString(),
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(reading.namespace === undefined ? {} : { namespace: reading.namespace }),
    nodes: objects.nodes.length,
    gangs: ours.length,
    pendingPods: pending,
    idleHeldCores: idle.total.cpu / 1000,
    idleHeldCoreSeconds: Math.round(milliseconds / 1e6),
    partial: ours.filter(isPartial).map((g) => partialOf(g, facts.get(g) as GangFacts, stuck.has(g))),
    impossible: largerThanCluster(snapshot)
      .filter((g) => asked(g))
      .map((g) => g.job),
    clog: verdict === 'deadlock' || verdict === 'livelock' ? clogReport(left, verdict, 0) : null,
    ...(verdict === 'queue' ? { because: preempting ?? reasonOf(state) } : {}),
    notes: notesOf(objects, reading, { dead, everything: state.clogged, live, signs: options.signs !== undefined }),
  }
}

/** The last time one of their places was taken; where they hold none, the last time one of their pods came. */
function stuckSince(stuck: readonly Gang[], facts: ReadonlyMap<Gang, GangFacts>, objects: ClusterObjects): number | undefined {
  const bound = stuck.flatMap((g) => g.pods.filter(holdsPlace).flatMap((p) => facts.get(g)?.boundAt.get(p.name) ?? []))
  if (bound.length > 0) return Math.max(...bound)
  const came = objects.pods.flatMap((p) => (p.spec?.nodeName === undefined ? (moment(p.metadata?.creationTimestamp) ?? []) : []))
  return came.length === 0 ? undefined : Math.max(...came)
}

function partialOf(gang: Gang, facts: GangFacts, stuck: boolean): PartialGang {
  const held = gang.pods.filter(holdsPlace)
  const bound = held.flatMap((p) => facts.boundAt.get(p.name) ?? [])
  return {
    job: gang.job,
    namespace: facts.namespace,
    source: facts.source,
    holds: held.length,
    needs: gang.need,
    cores: held.reduce((sum, p) => sum + p.request.cpu, 0) / 1000,
    ...(bound.length === 0 ? {} : { since: new Date(Math.max(...bound)).toISOString() }),
    stuck,
  }
}

function reasonOf(state: ReturnType<typeof clogState>): string {
  if (state.clogged) return 'nothing else'
  switch (state.because) {
    case 'nothing-pending':
      return 'no pod of a gang waits'
    case 'fits':
      return `${state.pod} of ${state.job} would fit on ${state.node} now`
    case 'runs':
      return `${state.job} has all that it needs: when it ends it makes room`
    case 'timer':
      return `${state.job} must give its places back when its time is over`
    case 'leaving':
      return `${state.pod} of ${state.job} is being deleted: its place comes back`
    case 'reserved':
      return `${state.pod} of ${state.job} has a reservation`
    default:
      return state satisfies never
  }
}

interface Found {
  readonly dead: boolean
  readonly everything: boolean
  readonly live: Livelock | undefined
  readonly signs: boolean
}

function notesOf(objects: ClusterObjects, reading: Reading, found: Found): string[] {
  const notes: string[] = []
  const runs = reading.snapshot.gangs.filter((g) => holding(g) > 0 && missing(g) === 0).length
  if (found.dead && !found.everything && runs > 0)
    notes.push(
      `the report is of the cluster as it will be once ${runs} ${runs === 1 ? 'gang that runs has' : 'gangs that run have'} finished`,
    )
  if (found.live !== undefined) notes.push(`places were given back at ${found.live.rounds} moments since anything became whole or finished`)
  const guessed = reading.facts.filter((f) => f.source === 'indexed job').length
  if (guessed > 0)
    notes.push(
      `${guessed} Indexed ${guessed === 1 ? 'Job is' : 'Jobs are'} taken for gangs because all ${guessed === 1 ? 'its' : 'their'} pods run at once; no pod group says so`,
    )
  if (reading.gated > 0) notes.push(`${reading.gated} pods are held back by a scheduling gate and do not count as waiting`)
  if (reading.suspended > 0) notes.push(`${reading.suspended} jobs are suspended: they wait at a queue, not for a node`)
  if (reading.unread > 0)
    notes.push(
      `of ${reading.unread} waiting pods required affinity to pods, spreading or host ports were not looked at: they may fit on fewer nodes`,
    )
  if (objects.events === undefined && !found.signs && !found.dead)
    notes.push('no events were read: places that are taken and given back show only with --watch')
  return notes
}
