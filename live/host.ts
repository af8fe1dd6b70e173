/** An actor's host on a real cluster: the wall clock, real timers, a real API server. */
import type { Actor, Host, Request, Timer, TimerHandle } from '../src/actors/actor.ts'
import { Streams } from '../src/random.ts'
import type { SeenEvent } from '../src/record/events.ts'
import type { Note } from '../src/record/notes.ts'
import type { Time } from '../src/units.ts'
import type { LiveClock } from './clock.ts'
import type { LiveApi, LiveConnection } from './live-api.ts'
import { clockPhaseOf } from './translate.ts'

/** The longest wait that a timer of the machine takes, ms. */
const LONGEST = 2 ** 31 - 1

export class LiveHost implements Host {
  readonly random: Streams
  readonly clockPhase: number
  readonly wantsNotes = true
  readonly #api: LiveApi
  readonly #clock: LiveClock
  readonly #note: (note: Note | SeenEvent) => void
  readonly #timers = new Map<TimerHandle, NodeJS.Timeout>()
  #handles = 0
  #actor: Actor | undefined
  #connection: LiveConnection | undefined

  constructor(api: LiveApi, clock: LiveClock, random: Streams, note: (note: Note | SeenEvent) => void) {
    this.#api = api
    this.#clock = clock
    this.#note = note
    this.random = random
    this.clockPhase = clockPhaseOf(clock.began)
  }

  now(): Time {
    return this.#clock.now()
  }

  at(time: Time, timer: Timer): TimerHandle {
    const handle = ++this.#handles
    this.#arm(handle, time, timer)
    return handle
  }

  cancel(handle: TimerHandle): void {
    clearTimeout(this.#timers.get(handle))
    this.#timers.delete(handle)
  }

  ask(request: Request): void {
    this.#connection?.ask(request)
  }

  note(note: Note | SeenEvent): void {
    this.#note(note)
  }

  /** Connects the actor that this host is for. Its `start` is called when the watches have begun. */
  attach(actor: Actor): void {
    this.#actor = actor
    this.#connection = this.#api.connect(actor)
  }

  /** No timer goes off after this. */
  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#connection = undefined
  }

  #arm(handle: TimerHandle, time: Time, timer: Timer): void {
    const wait = Math.min(LONGEST, Math.max(0, Math.ceil((time - this.#clock.now()) / 1000)))
    this.#timers.set(
      handle,
      setTimeout(() => {
        // the machine's timers may go off a little early
        if (this.#clock.now() < time) return this.#arm(handle, time, timer)
        this.#timers.delete(handle)
        this.#api.guard(() => this.#actor?.wake(timer))
      }, wait),
    )
  }
}

/** Puts actors on hosts of one cluster. */
export class LiveActors {
  readonly #api: LiveApi
  readonly #clock: LiveClock
  readonly #random: Streams
  readonly #note: (note: Note | SeenEvent) => void
  readonly #all: { readonly host: LiveHost; readonly actor: Actor }[] = []

  constructor(api: LiveApi, clock: LiveClock, seed: number, note: (note: Note | SeenEvent) => void) {
    this.#api = api
    this.#clock = clock
    this.#random = new Streams(seed)
    this.#note = note
  }

  add<A extends Actor>(make: (host: Host) => A): A {
    const host = new LiveHost(this.#api, this.#clock, this.#random, this.#note)
    const actor = make(host)
    host.attach(actor)
    this.#all.push({ host, actor })
    return actor
  }

  /** Starts every actor, in the order in which they were added. */
  start(): void {
    for (const { actor } of this.#all) this.#api.guard(() => actor.start?.())
  }

  stop(): void {
    for (const { host } of this.#all) host.stop()
  }
}
