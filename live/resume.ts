/** What a record that was cut off says about a run that goes on: how far each job had come, and what need not be written again. */
import type { Reached } from '../src/actors/experimenter.ts'
import type { RunEvent, SeenEvent } from '../src/record/events.ts'
import type { Note } from '../src/record/notes.ts'

type Recorded = SeenEvent | Note

/** A name for what can happen once only: the kind and what it happened to. */
function once(event: Recorded): string | undefined {
  switch (event.kind) {
    case 'submitted-all':
      return event.kind
    case 'node':
      return `node ${event.node}`
    case 'pod-created':
    case 'unschedulable':
    case 'bound':
    case 'initialized':
    case 'running':
    case 'ready':
    case 'ended':
    case 'deleting':
    case 'gone':
      return `${event.kind} ${event.pod}`
    case 'submit':
    case 'job-created':
    case 'quorum':
    case 'app-start':
    case 'app-end':
    case 'completed':
    case 'delete-job':
    case 'job-gone':
      return `${event.kind} ${event.job}`
    default:
      return undefined
  }
}

export class Before {
  readonly #seen = new Set<string>()
  readonly #jobs = new Map<string, Reached>()
  /** pods that were there when the record ended, and their jobs */
  readonly #pods = new Map<string, string>()
  readonly #admitted = new Set<string>()
  #completed = 0

  constructor(events: readonly RunEvent[] = []) {
    for (const event of events) this.#add(event)
  }

  #add(event: RunEvent): void {
    const name = once(event)
    if (name !== undefined) this.#seen.add(name)
    if (event.kind === 'submit') this.#jobs.set(event.job, 'submitted')
    else if (event.kind === 'completed') {
      this.#jobs.set(event.job, 'completed')
      this.#completed++
    } else if (event.kind === 'delete-job') this.#jobs.set(event.job, 'deleted')
    else if (event.kind === 'pod-created') this.#pods.set(event.pod, event.job)
    else if (event.kind === 'gone') this.#pods.delete(event.pod)
    else if (event.kind === 'admitted') this.#admitted.add(event.job)
    else if (event.kind === 'evicted') this.#admitted.delete(event.job)
  }

  get jobs(): ReadonlyMap<string, Reached> {
    return this.#jobs
  }

  get completed(): number {
    return this.#completed
  }

  /** Pods of the record that have not gone, as far as it says. */
  get pods(): ReadonlyMap<string, string> {
    return this.#pods
  }

  /** Whether this is not in the record yet: what was there before is seen again when a run goes on. To be asked in order. */
  isNew(event: Recorded): boolean {
    if (event.kind === 'evicted') this.#admitted.delete(event.job)
    if (event.kind === 'admitted') return !this.#admitted.delete(event.job)
    const name = once(event)
    return name === undefined || !this.#seen.has(name)
  }
}
