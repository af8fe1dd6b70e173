/**
 * The simulated API server: an object store with watches, deletion with grace, owner references and background deletion.
 * Create, update, bind, delete and watch; no more of Kubernetes than the actors use.
 *
 * A request leaves when its client's token bucket lets it, takes effect half a write latency later and is answered after
 * the other half. A change reaches each watcher after a watch latency of its own, in order.
 */
import type { Actor, Answer, Request } from '../src/actors/actor.ts'
import { TokenBucket } from '../src/actors/token-bucket.ts'
import { sampler } from '../src/experiment/distribution.ts'
import type { Api } from '../src/experiment/experiment.ts'
import type { Change, Kind, KubeObject, NewObject, ObjectOf, Pod } from '../src/objects/index.ts'
import { hasEnded } from '../src/objects/index.ts'
import type { Streams } from '../src/random.ts'
import { type Duration, SECOND } from '../src/units.ts'
import { type Kernel, Priority } from './kernel/kernel.ts'
import { changed, podOf } from './objects.ts'

/** Someone who sees each change at the instant it is made: the recorder and the clog watch. */
export type Witness = (change: Change) => void

class Watcher {
  readonly actor: Actor
  readonly selects: ((pod: Pod) => boolean) | undefined
  readonly heeds: ((change: Change<Pod>) => boolean) | undefined
  #last = 0
  readonly #api: ApiServer

  constructor(api: ApiServer, actor: Actor) {
    this.#api = api
    this.actor = actor
    this.selects = actor.connection.selectsPod
    this.heeds = actor.connection.heeds
  }

  /** A change that the watcher would do nothing about takes its turn, and no event. */
  deliver(change: Change, latency: number): void {
    const kernel = this.#api.kernel
    const at = Math.max(this.#last, kernel.now + latency)
    this.#last = at
    if (this.heeds === undefined || change.object.kind !== 'pod' || this.heeds(change as Change<Pod>)) {
      kernel.schedule(at, Priority.delivery, this, change)
    }
  }

  fire(change: Change): void {
    this.actor.observe(change)
  }
}

/** A request on its way to the server and, where it carries a tag, the answer on its way back. */
class Call {
  readonly #api: ApiServer
  readonly #actor: Actor
  readonly #request: Request
  /** time that the answer takes */
  readonly #back: Duration
  #answer: Answer | undefined

  constructor(api: ApiServer, actor: Actor, request: Request, back: Duration) {
    this.#api = api
    this.#actor = actor
    this.#request = request
    this.#back = back
  }

  fire(): void {
    const request = this.#request
    if (this.#answer !== undefined) {
      this.#actor.answered(request, this.#answer)
      return
    }
    const answer = this.#api.execute(request)
    if (request.tag === undefined) return
    this.#answer = answer
    const { kernel } = this.#api
    kernel.schedule(kernel.now + this.#back, Priority.delivery, this, undefined)
  }
}

/** A client's way in: its rate limit, and who is answered. */
export class Client {
  readonly #api: ApiServer
  readonly #actor: Actor
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(api: ApiServer, actor: Actor) {
    this.#api = api
    this.#actor = actor
  }

  ask(request: Request): void {
    const { kernel } = this.#api
    const { limit, limitPerKind } = this.#actor.connection
    let leaves = kernel.now
    if (limit !== undefined) {
      const key = limitPerKind ? kindOf(request) : ''
      let bucket = this.#buckets.get(key)
      if (bucket === undefined) {
        bucket = new TokenBucket(limit.qps, limit.burst)
        this.#buckets.set(key, bucket)
      }
      leaves = bucket.take(leaves)
    }
    const latency = this.#api.writeLatency()
    const half = latency >> 1
    kernel.schedule(leaves + half, Priority.effect, new Call(this.#api, this.#actor, request, latency - half), undefined)
  }
}

function kindOf(request: Request): Kind {
  if (request.verb === 'create') return request.object.kind
  return request.verb === 'bind' ? 'pod' : request.kind
}

const OK: Answer = { ok: true }
const NOT_FOUND: Answer = { ok: false, reason: 'not-found' }
const CONFLICT: Answer = { ok: false, reason: 'conflict' }

export class ApiServer {
  readonly kernel: Kernel
  /** latency of a write, there and back */
  readonly writeLatency: () => Duration
  /** latency of a watch */
  readonly #delay: () => Duration
  readonly #stores = new Map<Kind, Map<string, KubeObject>>()
  /** uid of an owner to what it owns, as it was created: its kind, name and uid are all that is asked of it */
  readonly #owned = new Map<number, Map<number, KubeObject>>()
  /** uids of the objects that are there and may own others: all but pods */
  readonly #owners = new Set<number>()
  readonly #watchers = new Map<Kind, Watcher[]>()
  readonly #witnesses: Witness[] = []
  /** microseconds by which the cluster's whole seconds are ahead of ours */
  readonly clockPhase: number
  #uids = 0

  /** @param clockPhase drawn unless it is known */
  constructor(kernel: Kernel, api: Api, streams: Streams, clockPhase = Math.floor(streams.keyed('cluster-clock') * SECOND)) {
    this.kernel = kernel
    this.writeLatency = sampler(api.write, streams.stream('api-write'))
    this.#delay = sampler(api.watch, streams.stream('api-watch'))
    this.clockPhase = clockPhase
  }

  connect(actor: Actor): Client {
    const watcher = new Watcher(this, actor)
    for (const kind of actor.connection.watches) {
      const list = this.#watchers.get(kind)
      if (list === undefined) this.#watchers.set(kind, [watcher])
      else list.push(watcher)
    }
    return new Client(this, actor)
  }

  witness(witness: Witness): void {
    this.#witnesses.push(witness)
  }

  get<K extends Kind>(kind: K, name: string): ObjectOf<K> | undefined {
    return this.#stores.get(kind)?.get(name) as ObjectOf<K> | undefined
  }

  list<K extends Kind>(kind: K): IterableIterator<ObjectOf<K>> {
    return this.#store(kind).values() as IterableIterator<ObjectOf<K>>
  }

  /** Carries out a request at this instant. */
  execute(request: Request): Answer {
    switch (request.verb) {
      case 'create':
        return this.#create(request.object)
      case 'bind': {
        const pod = this.get('pod', request.pod)
        if (pod === undefined || pod.uid !== request.uid) return NOT_FOUND
        if (pod.node !== undefined || pod.deletedAt !== undefined) return CONFLICT
        this.#replace(pod, podOf(pod, { node: request.node }, pod))
        return OK
      }
      case 'update': {
        const old = this.#store(request.kind).get(request.name)
        if (old === undefined || (request.uid !== undefined && old.uid !== request.uid)) return NOT_FOUND
        if (old.kind === 'pod' && hasEnded(old) && 'phase' in request.patch && request.patch.phase !== old.phase) return CONFLICT
        this.#replace(old, changed(old, request.patch))
        return OK
      }
      case 'delete': {
        const old = this.#store(request.kind).get(request.name)
        if (old === undefined || (request.uid !== undefined && old.uid !== request.uid)) return NOT_FOUND
        this.#delete(old, request.now === true)
        return OK
      }
    }
  }

  #store(kind: Kind): Map<string, KubeObject> {
    let store = this.#stores.get(kind)
    if (store === undefined) {
      store = new Map()
      this.#stores.set(kind, store)
    }
    return store
  }

  #create(object: NewObject): Answer {
    // it has taken its turn at the client's limit; nobody reads it, so it is not kept
    if (object.kind === 'event') return OK
    const store = this.#store(object.kind)
    if (store.has(object.name)) return { ok: false, reason: 'already-exists' }
    const now = this.kernel.now
    const meta = {
      uid: ++this.#uids,
      createdAt: now,
      creationTimestamp: Math.floor((now + this.clockPhase) / SECOND) * SECOND - this.clockPhase,
    }
    const made = object.kind === 'pod' ? podOf(object as Pod, object as Pod, meta) : ({ ...object, ...meta } as KubeObject)
    store.set(made.name, made)
    if (made.kind !== 'pod') this.#owners.add(made.uid)
    if (made.owner !== undefined) {
      const owned = this.#owned.get(made.owner)
      if (owned === undefined) this.#owned.set(made.owner, new Map([[made.uid, made]]))
      else owned.set(made.uid, made)
    }
    this.#tell({ type: 'added', object: made })
    // a creation that was under way when its owner went
    if (made.owner !== undefined && !this.#owners.has(made.owner)) this.#collect(made)
    return { ok: true, object: made }
  }

  #replace(old: KubeObject, next: KubeObject): void {
    this.#store(old.kind).set(old.name, next)
    this.#tell({ type: 'updated', object: next, old })
  }

  #delete(old: KubeObject, now: boolean): void {
    if (old.kind === 'pod' && !now && old.node !== undefined && !hasEnded(old)) {
      // its kubelet ends it, within the grace period, and then deletes it `now`
      if (old.deletedAt === undefined) this.#replace(old, changed(old, { deletedAt: this.kernel.now }))
      return
    }
    this.#store(old.kind).delete(old.name)
    if (old.owner !== undefined) this.#owned.get(old.owner)?.delete(old.uid)
    const last = old.deletedAt === undefined ? changed(old, { deletedAt: this.kernel.now }) : old
    this.#tell({ type: 'deleted', object: last, old })
    this.#owners.delete(old.uid)
    const owned = this.#owned.get(old.uid)
    if (owned === undefined) return
    this.#owned.delete(old.uid)
    for (const object of owned.values()) this.#collect(object)
  }

  /** Background propagation: the garbage collector finds each dependent a watch latency later. */
  #collect(dependent: KubeObject): void {
    this.kernel.schedule(this.kernel.now + this.#delay() + this.writeLatency(), Priority.effect, this, dependent)
  }

  /** The garbage collector deletes a dependent of something gone. */
  fire(dependent: KubeObject): void {
    const object = this.#store(dependent.kind).get(dependent.name)
    if (object !== undefined && object.uid === dependent.uid) this.#delete(object, false)
  }

  #tell(change: Change): void {
    for (const witness of this.#witnesses) witness(change)
    const watchers = this.#watchers.get(change.object.kind)
    if (watchers === undefined) return
    const pod = change.object.kind === 'pod' ? change.object : undefined
    for (const watcher of watchers) {
      if (pod === undefined || watcher.selects === undefined || watcher.selects(pod)) watcher.deliver(change, this.#delay())
    }
  }
}
