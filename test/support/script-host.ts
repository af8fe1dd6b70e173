/**
 * A host for one actor, driven by hand: the test sets the clock, shows changes, sees requests and answers them. Nothing
 * happens by itself.
 */
import type { Actor, Answer, Host, Request, Timer, TimerHandle } from '../../src/actors/actor.ts'
import type { Kind, KubeObject, NewObject, ObjectOf } from '../../src/objects/index.ts'
import { Streams } from '../../src/random.ts'
import type { SeenEvent } from '../../src/record/events.ts'
import type { Note } from '../../src/record/notes.ts'
import { SECOND, type Time } from '../../src/units.ts'

interface Alarm {
  readonly handle: TimerHandle
  readonly time: Time
  readonly timer: Timer
}

export class ScriptHost implements Host {
  readonly random: Streams
  readonly clockPhase: number
  readonly explains?: string
  /** all that was noted, in order */
  readonly notes: (Note | SeenEvent)[] = []
  #now: Time = 0
  #handles = 0
  #alarms: Alarm[] = []
  #requests: Request[] = []
  #actor: Actor | undefined

  constructor(options: { seed?: number; clockPhase?: number; explains?: string } = {}) {
    this.random = new Streams(options.seed ?? 1)
    this.clockPhase = options.clockPhase ?? 0
    if (options.explains !== undefined) this.explains = options.explains
  }

  /** Makes the actor this host drives. */
  drive<A extends Actor>(make: (host: Host) => A): A {
    const actor = make(this)
    this.#actor = actor
    return actor
  }

  now(): Time {
    return this.#now
  }

  at(time: Time, timer: Timer): TimerHandle {
    if (time < this.#now) throw new RangeError(`timer: expected a time from ${this.#now} (now) up, got ${time}`)
    const handle = ++this.#handles
    this.#alarms.push({ handle, time, timer })
    return handle
  }

  cancel(handle: TimerHandle): void {
    this.#alarms = this.#alarms.filter((a) => a.handle !== handle)
  }

  ask(request: Request): void {
    this.#requests.push(request)
  }

  note(note: Note | SeenEvent): void {
    this.notes.push(note)
  }

  /** times of the timers that are set */
  get alarms(): Time[] {
    return this.#alarms.map((a) => a.time).sort((a, b) => a - b)
  }

  /** Moves the clock; timers due by then go off at their times, those of one time in the order they were set. */
  advance(to: Time): void {
    for (;;) {
      const due = this.#alarms.filter((a) => a.time <= to).sort((a, b) => a.time - b.time || a.handle - b.handle)[0]
      if (due === undefined) break
      this.cancel(due.handle)
      this.#now = due.time
      this.#actor?.wake(due.timer)
    }
    this.#now = to
  }

  /** Requests since the last call, in order. */
  take(): Request[] {
    const requests = this.#requests
    this.#requests = []
    return requests
  }

  answer(request: Request, answer: Answer = { ok: true }): void {
    if (request.tag !== undefined) this.#actor?.answered(request, answer)
  }
}

/**
 * The least of an API server, for a `ScriptHost`: keeps objects, carries out a request when the test says so, and shows the
 * change to the actor at once, before the answer.
 */
export class ScriptApi {
  readonly #host: ScriptHost
  readonly #actor: Actor
  readonly #objects = new Map<string, KubeObject>()
  #uids = 0

  constructor(host: ScriptHost, actor: Actor) {
    this.#host = host
    this.#actor = actor
  }

  get<K extends Kind>(kind: K, name: string): ObjectOf<K> | undefined {
    return this.#objects.get(`${kind}/${name}`) as ObjectOf<K> | undefined
  }

  list<K extends Kind>(kind: K): ObjectOf<K>[] {
    return [...this.#objects.values()].filter((o) => o.kind === kind) as ObjectOf<K>[]
  }

  /** Creates an object by the hand of someone else. */
  create(object: NewObject): KubeObject {
    const now = this.#host.now()
    const stamp = Math.floor((now + this.#host.clockPhase) / SECOND) * SECOND - this.#host.clockPhase
    const made = { ...object, uid: ++this.#uids, createdAt: now, creationTimestamp: stamp } as KubeObject
    this.#objects.set(`${made.kind}/${made.name}`, made)
    this.#show({ type: 'added', object: made })
    return made
  }

  update<K extends Kind>(kind: K, name: string, patch: Partial<ObjectOf<K>>): void {
    const old = this.get(kind, name)
    if (old === undefined) throw new RangeError(`update: expected a ${kind} named ${name}, got none`)
    const object = { ...old, ...patch } as KubeObject
    this.#objects.set(`${kind}/${name}`, object)
    this.#show({ type: 'updated', object, old })
  }

  /** Deletes an object and what it owns. */
  delete(kind: Kind, name: string): void {
    const old = this.get(kind, name)
    if (old === undefined) return
    this.#objects.delete(`${kind}/${name}`)
    this.#show({ type: 'deleted', object: old, old })
    for (const owned of [...this.#objects.values()]) if (owned.owner === old.uid) this.delete(owned.kind, owned.name)
  }

  /** Carries out a request and answers it. */
  execute(request: Request): Answer {
    const answer = this.#execute(request)
    this.#host.answer(request, answer)
    return answer
  }

  /** Carries out what the actor asks, in order, until it asks nothing more. */
  settle(): void {
    for (let rounds = 0; ; rounds++) {
      const requests = this.#host.take()
      if (requests.length === 0) return
      if (rounds > 1000) throw new RangeError(`settle: expected an end within 1000 rounds, still asked: ${JSON.stringify(requests[0])}`)
      for (const request of requests) this.execute(request)
    }
  }

  #execute(request: Request): Answer {
    if (request.verb === 'create') {
      if (this.get(request.object.kind, request.object.name) !== undefined) return { ok: false, reason: 'already-exists' }
      return { ok: true, object: this.create(request.object) }
    }
    const kind = request.verb === 'bind' ? 'pod' : request.kind
    const name = request.verb === 'bind' ? request.pod : request.name
    const old = this.get(kind, name)
    if (old === undefined || (request.uid !== undefined && old.uid !== request.uid)) return { ok: false, reason: 'not-found' }
    if (request.verb === 'bind') this.update('pod', name, { node: request.node })
    else if (request.verb === 'update') this.update(kind, name, request.patch as Partial<ObjectOf<Kind>>)
    else this.delete(kind, name)
    return { ok: true }
  }

  #show(change: Parameters<Actor['observe']>[0]): void {
    if (this.#actor.connection.watches.includes(change.object.kind)) this.#actor.observe(change)
  }
}
