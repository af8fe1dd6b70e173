/** Counts of a run under way, kept as changes come: what the line of progress says. */
import type { JobRequest } from '../src/experiment/experiment.ts'
import { type Change, hasEnded, type Pod } from '../src/objects/index.ts'
import type { SeenEvent } from '../src/record/events.ts'
import type { Note } from '../src/record/notes.ts'
import { SECOND, type Time } from '../src/units.ts'

export interface Status {
  readonly jobs: number
  readonly submitted: number
  /** jobs all of whose needed pods run */
  readonly running: number
  /** jobs that hold places, but fewer than they need, and have not begun */
  readonly partial: number
  readonly completed: number
  readonly failed: number
  readonly pendingPods: number
  /** moment at which the last job is expected to end, going on as up to now; absent: nothing has ended yet */
  readonly expectedEnd?: Time
}

interface Counts {
  readonly need: number
  held: number
  running: number
  begun: boolean
}

export class Tally {
  readonly #jobs = new Map<string, Counts>()
  readonly #whole = new Map<string, Time>()
  #submitted = 0
  #completed = 0
  #failed = 0
  #pending = 0

  constructor(jobs: readonly JobRequest[]) {
    for (const job of jobs) this.#jobs.set(job.name, { need: job.need, held: 0, running: 0, begun: false })
  }

  note(event: SeenEvent | Note): void {
    if (event.kind === 'submit') this.#submitted++
    else if (event.kind === 'completed') {
      this.#completed++
      if (event.failed) this.#failed++
      this.#whole.delete(event.job)
    }
  }

  changed({ type, object, old }: Change, now: Time): void {
    if (object.kind !== 'pod') return
    const before = old as Pod | undefined
    const is = (pod: Pod | undefined, what: (pod: Pod) => boolean): number => (pod !== undefined && !hasEnded(pod) && what(pod) ? 1 : 0)
    const after = type === 'deleted' ? undefined : object
    const by = (what: (pod: Pod) => boolean): number => is(after, what) - is(before, what)
    this.#pending += by((pod) => pod.node === undefined)
    const job = this.#jobs.get(object.job)
    if (job === undefined) return
    job.held += by((pod) => pod.node !== undefined)
    job.running += by((pod) => pod.phase === 'Running')
    if (hasEnded(object)) job.begun = true
    if (job.running >= job.need && !job.begun && !this.#whole.has(object.job)) this.#whole.set(object.job, now)
    else if (job.running < job.need && !job.begun) this.#whole.delete(object.job)
  }

  /** Jobs that have had all they need since before `time`, and have not completed. */
  wholeSince(time: Time): string[] {
    return [...this.#whole].filter(([, since]) => since <= time).map(([job]) => job)
  }

  status(now: Time): Status {
    let running = 0
    let partial = 0
    for (const { need, held, running: run, begun } of this.#jobs.values()) {
      if (run >= need || (begun && held > 0)) running++
      else if (held > 0) partial++
    }
    const jobs = this.#jobs.size
    const end = this.#completed === 0 ? {} : { expectedEnd: Math.round((now / this.#completed) * jobs) }
    return {
      jobs,
      submitted: this.#submitted,
      running,
      partial,
      completed: this.#completed,
      failed: this.#failed,
      pendingPods: this.#pending,
      ...end,
    }
  }
}

/**
 * The line of progress.
 * @example statusLine({ jobs: 50, submitted: 50, running: 2, partial: 1, completed: 10, failed: 0, pendingPods: 80, expectedEnd: 600_000_000 }, 120_000_000)
 * // '2:00  50 of 50 submitted, 2 running, 1 with a part of their pods, 10 done; 80 pods waiting; done at about 10:00'
 */
export function statusLine(s: Status, now: Time): string {
  const clock = (time: Time): string => {
    const whole = Math.round(time / SECOND)
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
  }
  const failed = s.failed === 0 ? '' : ` (${s.failed} failed)`
  const end = s.expectedEnd === undefined ? '' : `; done at about ${clock(s.expectedEnd)}`
  return `${clock(now)}  ${s.submitted} of ${s.jobs} submitted, ${s.running} running, ${s.partial} with a part of their pods, ${s.completed} done${failed}; ${s.pendingPods} pods waiting${end}`
}
