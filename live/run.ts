/**
 * One run on a real cluster: the experimenter of the simulator on a live host, a recorder, a clog watch, and the limits that make
 * it end. What it does not do: talk to a person (`cli/live.ts`), choose what to run, or build a table.
 */
import type { Request } from '../src/actors/actor.ts'
import { Experimenter } from '../src/actors/experimenter.ts'
import type { Experiment, JobRequest } from '../src/experiment/experiment.ts'
import { needsOf } from '../src/experiment/needs.ts'
import { drawWorkload } from '../src/experiment/workload.ts'
import { ClogWatch } from '../src/gang/clog-watch.ts'
import type { Change, Kind, Node } from '../src/objects/index.ts'
import { Streams } from '../src/random.ts'
import type { ClogReport, Header, Outcome, SeenEvent } from '../src/record/events.ts'
import type { Note } from '../src/record/notes.ts'
import { eventsOf } from '../src/record/translate.ts'
import { HOUR, SECOND, type Time } from '../src/units.ts'
import { sleep } from './backoff.ts'
import { clean, type Leftover } from './clean.ts'
import type { ClusterClient } from './client.ts'
import { type LiveClock, liveClock } from './clock.ts'
import { ClusterError, isCluster } from './cluster-error.ts'
import { LiveActors } from './host.ts'
import { LeaderLogs } from './leader-logs.ts'
import { LiveApi } from './live-api.ts'
import { priorityClasses } from './manifests.ts'
import { runNames } from './names.ts'
import { Others } from './others.ts'
import { type Images, programOf } from './program.ts'
import { type Kept, RecordFile } from './record-file.ts'
import { Before } from './resume.ts'
import { type Status, Tally } from './tally.ts'
import type { Reported } from './translate.ts'
import { type Warning, Warnings } from './warnings.ts'

/** A clog is said when it has stood for so long: what is under way when it is first seen may still arrive. */
const CLOG_STANDS = 3 * SECOND
/** A watch that says nothing is cut after 35 s at the latest, and one that lags is not waited for longer, ms. */
const CATCHING_UP = 45_000
/** How often limits and the clog are looked at, ms. */
const LOOK = 500

export interface LiveRunOptions {
  readonly client: ClusterClient
  readonly experiment: Experiment
  readonly seed: number
  /** id of the run: on every object, and first in every name */
  readonly run: string
  readonly namespace: string
  /** `schedulerName` of the pods */
  readonly schedulerName: string
  readonly images?: Images
  /** path of the record; it must not be there, unless `kept` is what it holds */
  readonly record: string
  readonly header: Header
  readonly kept?: Kept
  /** folder for leaders' logs; absent: pods have none (they are played) */
  readonly logs?: string
  /** actors that play a part of the cluster beside the experimenter */
  readonly world?: (actors: LiveActors, jobs: readonly JobRequest[]) => void
  readonly stopOnClog?: boolean
  /** the run ends after this, whatever its state (default: limits.time) */
  readonly deadline?: Time
  /** a job all of whose pods run is given up after this (default: an hour) */
  readonly jobLimit?: Time
  /** ends the run: what is there is recorded and removed */
  readonly signal: AbortSignal
  /** something a person should know now */
  readonly say: (text: string) => void
  readonly onClog?: (report: ClogReport) => void
  /** called when the first job is done, while its pods are still there */
  readonly onFirstDone?: () => void
  readonly onStatus?: (status: Status, now: Time) => void
}

export interface LiveEnd {
  readonly outcome: Outcome
  /** what could not be removed in time */
  readonly leftovers: readonly Leftover[]
  /** what the cluster complained of, most frequent first */
  readonly warnings: readonly Warning[]
}

type End = 'completed' | 'clogged' | 'time-limit' | 'stopped'

/** Runs to the end, whichever it is, and removes what was created. @throws what makes going on pointless, after removing too */
export async function runLive(options: LiveRunOptions): Promise<LiveEnd> {
  const run = new LiveRun(options)
  let end: End = 'stopped'
  let failure: unknown
  try {
    end = await run.go()
  } catch (error) {
    failure = error
  }
  const leftovers = await run.remove()
  const outcome = await run.finish(end)
  if (failure !== undefined) throw failure
  return { outcome, leftovers, warnings: run.warnings }
}

class LiveRun {
  readonly #options: LiveRunOptions
  readonly #clock: LiveClock
  readonly #record: RecordFile
  readonly #before: Before
  readonly #jobs: readonly JobRequest[]
  readonly #api: LiveApi
  readonly #actors: LiveActors
  readonly #experimenter: Experimenter
  readonly #clog: ClogWatch
  readonly #tally: Tally
  readonly #others: Others
  readonly #warnings: Warnings
  readonly #logs: LeaderLogs | undefined
  /** nodes seen before the record could name what is on them */
  readonly #nodes = new Map<string, Node>()
  #begun = false
  #completed: number
  #clogSince: Time | undefined
  #clogSaid = false
  #end: ((end: End) => void) | undefined
  #fail: ((error: unknown) => void) | undefined

  constructor(options: LiveRunOptions) {
    const { client, experiment, seed, run, namespace, schedulerName, record, header, kept } = options
    this.#options = options
    const began = header.startedAt === undefined ? Date.now() : Date.parse(header.startedAt)
    this.#clock = liveClock(began, kept?.events.at(-1)?.time ?? 0)
    this.#before = new Before(kept?.events)
    this.#completed = this.#before.completed
    this.#record = kept === undefined ? RecordFile.create(record, header) : RecordFile.goOn(record, kept)
    const random = new Streams(seed)
    this.#jobs = drawWorkload(experiment, random)
    this.#tally = new Tally(this.#jobs)
    for (const event of kept?.events ?? []) this.#tally.note(event)
    this.#clog = new ClogWatch(experiment, this.#jobs, clogClock(this.#clock))
    const names = runNames(run)
    const byName = new Map(this.#jobs.map((job) => [job.name, job]))
    const program = (name: string) => {
      const job = byName.get(name)
      if (job === undefined) throw new RangeError(`program: expected a job of the run, got ${JSON.stringify(name)}`)
      return programOf(experiment, job, names.outward(name), random, options.images)
    }
    this.#api = new LiveApi({
      client,
      clock: this.#clock,
      manifests: { run, names, namespace, scheduler: experiment.scheduler.name, schedulerName, program },
      onCrash: (error) => this.#crash(error),
      onRefused: (request, error) => this.#refused(request, error),
      onTrouble: (kind, error) => this.#trouble(kind, error),
      before: (request) => this.#beforeRequest(request),
    })
    this.#logs =
      options.logs === undefined
        ? undefined
        : new LeaderLogs({
            client,
            namespace,
            folder: options.logs,
            began,
            emit: (event, reported) => this.#note(event, reported),
            onMissing: (job, why) => options.say(`log of ${job}: ${why}`),
          })
    this.#actors = new LiveActors(this.#api, this.#clock, seed, (event) => this.#note(event))
    options.world?.(this.#actors, this.#jobs)
    this.#experimenter = this.#actors.add(
      (host) =>
        new Experimenter(
          host,
          experiment,
          this.#jobs,
          needsOf(experiment),
          () => this.#end?.('completed'),
          () => {},
          this.#before.jobs,
        ),
    )
    const mini = experiment.workload.kind === 'mini-cluster' ? (['mini-cluster'] as const) : []
    const kueue = experiment.scheduler.name === 'kueue' ? (['workload'] as const) : []
    this.#api.witness(['node', 'pod', 'job', ...mini, ...kueue], (change, reported) => this.#changed(change, reported))
    const onCrash = (error: unknown): void => this.#crash(error)
    this.#others = new Others({ client, run, onCrash, onChange: (change) => this.#clog.changed(change) })
    this.#warnings = new Warnings({ client, namespace, prefix: names.outward(''), onCrash })
  }

  /** From the first watch to whatever ends the run. */
  async go(): Promise<End> {
    const { signal } = this.#options
    const ended = new Promise<End>((resolve, reject) => {
      this.#end = resolve
      this.#fail = reject
    })
    // looked at below: a failure while watches begin is not lost, and not unhandled
    ended.catch(() => {})
    await this.#watchBeside(this.#others, 'what other pods take of the nodes is not known, so a clog may be seen late')
    await this.#watchBeside(this.#warnings, 'what the cluster complains of is not seen')
    await this.#makePriorities()
    await Promise.race([this.#api.start(), ended])
    this.#begun = true
    for (const node of this.#nodes.values()) this.#nodeLine(node)
    this.#goneMeanwhile()
    this.#actors.start()
    const over = new AbortController()
    const looking = this.#look(over.signal)
    const stop = (): void => this.#end?.('stopped')
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    try {
      return await ended
    } finally {
      signal.removeEventListener('abort', stop)
      over.abort()
      await looking
    }
  }

  get warnings(): readonly Warning[] {
    return this.#warnings.list()
  }

  /** Removes what was created, while the record goes on: each pod's end belongs to it. */
  async remove(): Promise<Leftover[]> {
    const { client, namespace, run, say } = this.#options
    try {
      const left = await clean({ client, namespace, run })
      if (left.length === 0) await this.#seenGone()
      return left
    } catch (error) {
      say(`removing failed: ${error instanceof Error ? error.message : String(error)}`)
      return []
    }
  }

  /** The server has no pod of the run any more; waits until the watch has told so, too, or has been cut for its silence and begun anew. */
  async #seenGone(): Promise<void> {
    const end = performance.now() + CATCHING_UP
    while (performance.now() < end && !this.#api.list('pod')[Symbol.iterator]().next().done) await sleep(20)
  }

  async finish(end: End): Promise<Outcome> {
    this.#actors.stop()
    await Promise.all([this.#api.stop(), this.#others.stop(), this.#warnings.stop()])
    const outcome: Outcome = {
      kind: 'outcome',
      outcome: end,
      time: this.#clock.now(),
      jobs: this.#jobs.length,
      completed: this.#completed,
      clog: this.#report,
    }
    this.#record.end(outcome)
    return outcome
  }

  #report: ClogReport | null = null

  // --- what is seen ------------------------------------------------------------------------------------------------

  #note(event: SeenEvent | Note, reported?: Time): void {
    if (!this.#before.isNew(event)) return
    if (event.kind === 'completed' && this.#completed++ === 0) this.#options.onFirstDone?.()
    this.#tally.note(event)
    this.#record.add(event, this.#clock.now(), reported)
  }

  #changed(change: Change, reported: Reported): void {
    const { object } = change
    if (object.kind === 'node') {
      if (change.type !== 'deleted') this.#nodes.set(object.name, object)
      if (change.type === 'added' && this.#begun) this.#nodeLine(object)
    } else if (object.kind === 'pod' && object.index === 0 && change.type === 'added') this.#logs?.leader(object.job, object.name)
    eventsOf(change, (event) => this.#note(event, reported[event.kind]))
    this.#tally.changed(change, this.#clock.now())
    this.#clog.changed(change)
    if (object.kind === 'job' && object.condition === 'Failed') this.#experimenter.giveUp(object.name)
  }

  #nodeLine(node: Node): void {
    const { cpu, memory, pods } = node.allocatable
    const used = this.#others.on(node.name)
    this.#note({ kind: 'node', node: node.name, cpu, memory, pods, zone: node.zone, usedCpu: used.cpu, usedMemory: used.memory })
  }

  /** Classes of the jobs' priorities, where they have any. @throws ClusterError where the cluster will not have them */
  async #makePriorities(): Promise<void> {
    const { client, run } = this.#options
    for (const body of priorityClasses(
      run,
      this.#jobs.map((job) => job.priority),
    )) {
      try {
        await client.create('/apis/scheduling.k8s.io/v1/priorityclasses', body)
      } catch (error) {
        // of a run that goes on
        if (!isCluster(error, 'already-exists')) throw error
      }
    }
  }

  /** What is good to know and not needed: a run goes on where it may not be listed. */
  async #watchBeside(watch: Others | Warnings, without: string): Promise<void> {
    try {
      await watch.start()
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      this.#options.say(`${without}: ${error.message}`)
    }
  }

  /** Pods of the record that went while nobody looked. */
  #goneMeanwhile(): void {
    const there = new Set<string>()
    for (const pod of this.#api.list('pod')) there.add(pod.name)
    for (const [pod, job] of this.#before.pods) if (!there.has(pod)) this.#note({ kind: 'gone', pod, job })
  }

  // --- what ends it ------------------------------------------------------------------------------------------------

  #crash(error: unknown): void {
    this.#fail?.(error)
  }

  #refused(request: Request, error: ClusterError): void {
    // a pod or a status that is gone is a race; an object of the experiment that the cluster will not take is the end
    if (request.verb === 'create') this.#fail?.(error)
    else if (error.reason !== 'not-found' && error.reason !== 'conflict') this.#options.say(error.message)
  }

  #trouble(kind: Kind, error: ClusterError | undefined): void {
    this.#options.say(error === undefined ? `watch of ${kind}s: back` : `watch of ${kind}s: ${error.message}; trying again`)
  }

  #beforeRequest(request: Request): Promise<void> | undefined {
    if (request.verb !== 'delete' || (request.kind !== 'job' && request.kind !== 'mini-cluster')) return undefined
    return this.#logs?.keep(request.name)
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { deadline = this.#options.experiment.limits.time, jobLimit = HOUR, onStatus, say } = this.#options
    // of a run that goes on: from now
    const end = this.#clock.now() + deadline
    while (!signal.aborted) {
      const now = this.#clock.now()
      onStatus?.(this.#tally.status(now), now)
      this.#lookAtClog(now)
      for (const job of this.#tally.wholeSince(now - jobLimit)) {
        say(`${job}: all its pods have run for ${jobLimit / SECOND} s without an end: given up`)
        this.#experimenter.giveUp(job)
      }
      if (now >= end) this.#end?.(this.#report === null ? 'time-limit' : 'clogged')
      await sleep(LOOK, signal)
    }
  }

  #lookAtClog(now: Time): void {
    if (!this.#clog.clogged) {
      if (this.#clogSaid) this.#options.say('clogged no more: something moves again')
      this.#clogSince = undefined
      this.#clogSaid = false
      this.#report = null
      return
    }
    this.#clogSince ??= now
    if (now - this.#clogSince < CLOG_STANDS || this.#clogSaid) return
    this.#report = this.#clog.report()
    if (this.#report === null) return
    this.#clogSaid = true
    this.#options.onClog?.(this.#report)
    if (this.#options.stopOnClog === true) this.#end?.('clogged')
  }
}

/** The clog watch asks the time and says when it sees a clog; here it is asked instead, every half second. */
function clogClock(clock: LiveClock) {
  return {
    get now(): Time {
      return clock.now()
    },
    stop: () => {},
  }
}
