import type { Actor, Host, Request, Timer, TimerHandle } from '../src/actors/actor.ts'
import type { Streams } from '../src/random.ts'
import type { SeenEvent } from '../src/record/events.ts'
import type { Note } from '../src/record/notes.ts'
import type { ApiServer, Client } from './api-server.ts'
import { type Kernel, Priority } from './kernel/kernel.ts'
import type { RunOptions } from './run.ts'

/** An actor's host in a simulation. */
export class SimulatedHost implements Host {
  readonly random: Streams
  readonly clockPhase: number
  readonly explains?: string
  readonly wantsNotes: boolean
  readonly #kernel: Kernel
  readonly #note: (note: Note | SeenEvent) => void
  #actor: Actor | undefined
  #client: Client | undefined

  constructor(kernel: Kernel, api: ApiServer, random: Streams, note: (note: Note | SeenEvent) => void, options: RunOptions) {
    this.#kernel = kernel
    this.wantsNotes = options.notes !== false
    this.random = random
    this.clockPhase = api.clockPhase
    this.#note = note
    if (options.explain !== undefined) this.explains = options.explain
  }

  attach(actor: Actor, client: Client): void {
    this.#actor = actor
    this.#client = client
  }

  now(): number {
    return this.#kernel.now
  }

  at(time: number, timer: Timer): TimerHandle {
    return this.#kernel.schedule(time, Priority.wake, this, timer)
  }

  cancel(handle: TimerHandle): void {
    this.#kernel.cancel(handle)
  }

  ask(request: Request): void {
    this.#client?.ask(request)
  }

  note(note: Note | SeenEvent): void {
    this.#note(note)
  }

  fire(timer: Timer): void {
    this.#actor?.wake(timer)
  }
}
