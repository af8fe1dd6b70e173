/**
 * A real API server as actors see it: one watch of each kind for all of them, requests that are carried out in order for each
 * object and repeated until they are answered. The live side's counterpart of the simulated `ApiServer`.
 */
import type { Actor, Answer, Connection, Refusal, Request } from '../src/actors/actor.ts'
import { TokenBucket } from '../src/actors/token-bucket.ts'
import type { Change, Kind, KubeObject, Pod } from '../src/objects/index.ts'
import { hasEnded } from '../src/objects/index.ts'
import { backoff, PATIENT, sleep } from './backoff.ts'
import type { ClusterClient, Json } from './client.ts'
import type { LiveClock } from './clock.ts'
import { ClusterError, isCluster } from './cluster-error.ts'
import { type ManifestContext, manifestOf } from './manifests.ts'
import { RUN_LABEL } from './names.ts'
import { apiVersion, pathOf, type Resource, resourceOf } from './resources.ts'
import { patchOf } from './status.ts'
import { type Reported, type Seen, seenOf, type Translation } from './translate.ts'
import { Watched } from './watch.ts'

type LiveKind = Exclude<Kind, 'event'>

/** Sees each change as it comes, with the cluster's own stamps. */
export type Witness = (change: Change, reported: Reported) => void

export interface LiveApiOptions {
  readonly client: ClusterClient
  readonly clock: LiveClock
  readonly manifests: Omit<ManifestContext, 'owner'>
  /** which objects are meant (default: those with the run's label); nodes are always all */
  readonly selector?: string
  /** an actor or a handler threw: nothing goes on as it should after that */
  readonly onCrash: (error: unknown) => void
  /** what the server will not do, however often it is asked: not allowed, or no such object as it would take */
  readonly onRefused: (request: Request, error: ClusterError) => void
  /** what must be over before a request leaves, if anything: a log is read before its pod is deleted */
  readonly before?: (request: Request) => Promise<void> | undefined
  /** a connection was lost, or is back */
  readonly onTrouble?: (kind: Kind, error: ClusterError | undefined) => void
  readonly chance?: () => number
}

const OK: Answer = { ok: true }

function kindOf(request: Request): Kind {
  if (request.verb === 'create') return request.object.kind
  return request.verb === 'bind' ? 'pod' : request.kind
}

function nameOf(request: Request): string {
  if (request.verb === 'create') return request.object.name
  return request.verb === 'bind' ? request.pod : request.name
}

export class LiveApi {
  readonly #options: LiveApiOptions
  readonly #translation: Translation
  readonly #manifests: ManifestContext
  readonly #actors: Actor[] = []
  readonly #witnesses: Witness[] = []
  readonly #kinds = new Set<LiveKind>()
  readonly #watches = new Map<LiveKind, Watched<Seen>>()
  /** our number of each uid, and back */
  readonly #numbers = new Map<string, number>()
  readonly #uids: string[] = ['']
  /** references to what may own others, by our number */
  readonly #owners = new Map<number, Json>()
  /** the last thing under way with each object */
  readonly #turns = new Map<string, Promise<void>>()
  readonly #stop = new AbortController()
  #asked = 0

  constructor(options: LiveApiOptions) {
    this.#options = options
    const number = (text: string): number => this.#numberOf(text)
    this.#translation = { names: options.manifests.names, began: options.clock.began, uid: number }
    this.#manifests = { ...options.manifests, owner: (uid) => this.#owners.get(uid) }
  }

  /** Requests under way or waiting. */
  get pending(): number {
    return this.#turns.size
  }

  /** Requests asked so far. */
  get asked(): number {
    return this.#asked
  }

  /** The actor hears of what it watches from `start` on. */
  connect(actor: Actor): LiveConnection {
    this.#actors.push(actor)
    for (const kind of actor.connection.watches) if (kind !== 'event') this.#kinds.add(kind)
    return new LiveConnection(this, actor, this.#options)
  }

  /** Sees every change of `kinds`, before any actor. */
  witness(kinds: readonly LiveKind[], witness: Witness): void {
    for (const kind of kinds) this.#kinds.add(kind)
    this.#witnesses.push(witness)
  }

  /** What is there now of a kind that someone watches. */
  *list(kind: LiveKind): Iterable<KubeObject> {
    for (const { object } of this.#watches.get(kind)?.objects() ?? []) yield object
  }

  /** Begins to watch: nodes first, so that whoever reckons with their room knows it before a pod is seen. */
  async start(): Promise<void> {
    const kinds = [...this.#kinds].sort((a, b) => Number(b === 'node') - Number(a === 'node'))
    for (const kind of kinds) {
      const watch = this.#watchOf(kind)
      this.#watches.set(kind, watch)
      await watch.start()
    }
  }

  /** Ends watches and whatever is still being asked. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await Promise.all([...this.#watches.values()].map((watch) => watch.stop()))
    await Promise.all(this.#turns.values())
  }

  /** Carries out a request when whatever came before it with the same object is over. */
  request(request: Request, answered: (answer: Answer) => void): void {
    this.#asked++
    const key = `${kindOf(request)}/${nameOf(request)}`
    const before = this.#turns.get(key) ?? Promise.resolve()
    const turn = before.then(async () => {
      await this.#options.before?.(request)
      const answer = await this.#persist(request)
      if (this.#turns.get(key) === turn) this.#turns.delete(key)
      if (answer !== undefined && !this.#stop.signal.aborted) this.guard(() => answered(answer))
    })
    this.#turns.set(key, turn)
  }

  /** Runs an actor's code; an exception of it ends the run and is not lost. */
  guard(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#options.onCrash(error)
    }
  }

  #watchOf(kind: LiveKind): Watched<Seen> {
    const { client, manifests, selector, chance } = this.#options
    const resource = this.#resource(kind)
    const labelSelector = selector ?? `${RUN_LABEL}=${manifests.run}`
    return new Watched<Seen>({
      client,
      path: pathOf(resource, manifests.namespace),
      // a Workload is Kueue's own and carries no label of ours
      query: kind === 'node' || kind === 'workload' || labelSelector === '' ? {} : { labelSelector },
      decode: (json) => this.#decode(kind, resource, json),
      onChange: (type, now, before) =>
        this.#tell({ type, object: now.object, ...(before === undefined ? {} : { old: before.object }) }, now.reported),
      onCrash: this.#options.onCrash,
      ...(this.#options.onTrouble === undefined ? {} : { onTrouble: (error) => this.#options.onTrouble?.(kind, error) }),
      ...(chance === undefined ? {} : { chance }),
    })
  }

  #decode(kind: LiveKind, resource: Resource, json: Json): Seen {
    const seen = seenOf(kind, json, this.#translation)
    if (kind !== 'pod' && kind !== 'node') this.#owns(seen.object.uid, resource, json)
    return seen
  }

  #owns(number: number, resource: Resource, { metadata }: Json): void {
    if (this.#owners.has(number)) return
    const { name, uid } = metadata
    this.#owners.set(number, {
      apiVersion: apiVersion(resource),
      kind: resource.kind,
      name,
      uid,
      controller: true,
      blockOwnerDeletion: true,
    })
  }

  #tell(change: Change, reported: Reported): void {
    for (const witness of this.#witnesses) witness(change, reported)
    for (const actor of this.#actors) if (wants(actor.connection, change)) actor.observe(change)
  }

  #numberOf(uid: string): number {
    let number = this.#numbers.get(uid)
    if (number === undefined) {
      number = this.#uids.length
      this.#numbers.set(uid, number)
      this.#uids.push(uid)
    }
    return number
  }

  #resource(kind: Kind): Resource {
    return resourceOf(kind, this.#manifests.scheduler)
  }

  /** Repeats a request until there is an answer; undefined once all is to end. */
  async #persist(request: Request): Promise<Answer | undefined> {
    const { signal } = this.#stop
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        return await this.#execute(request)
      } catch (error) {
        if (signal.aborted || isCluster(error, 'stopped')) return undefined
        if (!(error instanceof ClusterError)) {
          this.#options.onCrash(error)
          return undefined
        }
        if (!error.passes) return this.#refuse(request, error)
        await sleep(Math.max(error.retryAfter ?? 0, backoff(failures, PATIENT, (this.#options.chance ?? Math.random)())), signal)
      }
    }
    return undefined
  }

  #refuse(request: Request, error: ClusterError): Answer {
    // another object of that name: the one that was meant is not there
    if (error.reason === 'conflict' && /\bUID\b/.test(error.message)) return { ok: false, reason: 'not-found' }
    const reason: Refusal = ['not-found', 'already-exists', 'conflict'].includes(error.reason) ? (error.reason as Refusal) : 'invalid'
    if (reason === 'invalid' || (request.verb === 'create' && reason !== 'conflict')) this.#options.onRefused(request, error)
    return { ok: false, reason }
  }

  async #execute(request: Request): Promise<Answer> {
    const { client, clock } = this.#options
    if (request.verb === 'create') return this.#create(request)
    const resource = this.#resource(kindOf(request))
    const name = nameOf(request)
    const path = pathOf(
      resource,
      this.#manifests.namespace,
      resource.plural === 'pods' || resource.plural === 'nodes' ? name : this.#manifests.names.outward(name),
    )
    const uid = request.uid === undefined ? undefined : this.#uids[request.uid]
    const metadata = uid === undefined ? {} : { metadata: { uid } }
    switch (request.verb) {
      case 'bind': {
        const body = {
          apiVersion: 'v1',
          kind: 'Binding',
          metadata: { name, uid },
          target: { apiVersion: 'v1', kind: 'Node', name: request.node },
        }
        return this.#unlessDone(
          client.create(`${path}/binding`, body),
          async () => (await client.get(path)).spec?.nodeName === request.node,
        )
      }
      case 'update': {
        const { body, kind, status } = patchOf(request.kind, request.patch, clock.wall())
        await client.patch(status ? `${path}/status` : path, { ...body, ...metadata }, kind)
        return OK
      }
      case 'delete': {
        if (request.kind === 'pod' && request.now === true) await this.#endPod(path, request.uid)
        await client.delete(path, {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          propagationPolicy: 'Background',
          ...(request.now === true ? { gracePeriodSeconds: 0 } : {}),
          ...(uid === undefined ? {} : { preconditions: { uid } }),
        })
        return OK
      }
    }
  }

  /** As a kubelet does: a pod that ran is said to have failed before it goes, so that its Job counts it. */
  async #endPod(path: string, number: number | undefined): Promise<void> {
    const pod = [...this.list('pod')].find((one) => one.uid === number) as Pod | undefined
    if (pod === undefined || pod.phase !== 'Running' || hasEnded(pod)) return
    const { body, kind } = patchOf('pod', { phase: 'Failed', ready: false } as Partial<Pod>, this.#options.clock.wall())
    await this.#options.client.patch(`${path}/status`, body, kind)
  }

  /** A creation whose answer was lost meets its own object: that is done. */
  async #create({ object }: Extract<Request, { verb: 'create' }>): Promise<Answer> {
    const { client, manifests } = this.#options
    const resource = this.#resource(object.kind)
    const body = manifestOf(object, this.#manifests)
    const path = pathOf(resource, manifests.namespace)
    let made: Json
    try {
      made = await client.create(path, body)
    } catch (error) {
      if (!isCluster(error, 'already-exists')) throw error
      made = await client.get(`${path}/${body.metadata.name}`)
      if (made.metadata?.labels?.[RUN_LABEL] !== manifests.run) throw error
    }
    return { ok: true, object: this.#decode(object.kind as LiveKind, resource, made).object }
  }

  /** A call whose first try may have gone through: a conflict is no failure if what was wanted is so. */
  async #unlessDone(call: Promise<Json>, done: () => Promise<boolean>): Promise<Answer> {
    try {
      await call
      return OK
    } catch (error) {
      if (isCluster(error, 'conflict') && (await done())) return OK
      throw error
    }
  }
}

function wants({ watches, selectsPod }: Connection, { object }: Change): boolean {
  return watches.includes(object.kind) && (object.kind !== 'pod' || selectsPod === undefined || selectsPod(object))
}

/** An actor's way in: its rate limit, and who is answered. */
export class LiveConnection {
  readonly #api: LiveApi
  readonly #actor: Actor
  readonly #options: LiveApiOptions
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(api: LiveApi, actor: Actor, options: LiveApiOptions) {
    this.#api = api
    this.#actor = actor
    this.#options = options
  }

  ask(request: Request): void {
    const { limit, limitPerKind } = this.#actor.connection
    const send = (): void =>
      this.#api.request(request, (answer) => {
        if (request.tag !== undefined) this.#actor.answered(request, answer)
      })
    if (limit === undefined) {
      send()
      return
    }
    const key = limitPerKind ? kindOf(request) : ''
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) {
      bucket = new TokenBucket(limit.qps, limit.burst)
      this.#buckets.set(key, bucket)
    }
    const now = this.#options.clock.now()
    const leaves = bucket.take(now)
    if (leaves <= now) send()
    // nothing is lost with it: after the end a request is not carried out
    else setTimeout(send, Math.ceil((leaves - now) / 1000)).unref()
  }
}
