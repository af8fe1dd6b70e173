/**
 * List and watch, for as long as it takes. What one is told of an object is told once for each state, in order: a watch goes on
 * from the last version seen, and where that is too old a new list is compared with what is known. Nothing ends it but `stop`:
 * a lost connection, a server that restarts, a watch that goes silent (each lives some 20 s only, and is cut 5 s later) and
 * answers that make no sense are waited out, with a back-off that is capped and has jitter.
 *
 * Our own, because the informer of `@kubernetes/client-node` dies of any network error, says nothing of an in-stream 500, lets a
 * handler's exception end the process, and its watch swallows both exceptions and malformed lines.
 */
import { type Backoff, backoff, PATIENT, sleep } from './backoff.ts'
import type { ClusterClient, Json, Query, WatchEvent } from './client.ts'
import { ClusterError, errorOfAnswer, isCluster } from './cluster-error.ts'

export type ChangeType = 'added' | 'updated' | 'deleted'

export interface WatchSpec<T> {
  readonly client: Pick<ClusterClient, 'list' | 'watch'>
  readonly path: string
  /** selectors */
  readonly query?: Query
  /** what to keep of an object; undefined: it is of no interest */
  readonly decode: (json: Json) => T | undefined
  readonly onChange: (type: ChangeType, now: T, before: T | undefined) => void
  /** a handler threw: its watch has stopped */
  readonly onCrash: (error: unknown) => void
  /** connection lost, or back */
  readonly onTrouble?: (error: ClusterError | undefined) => void
  readonly backoff?: Backoff
  /** ms that the server lets a watch live, and how much later it is cut from our side (defaults: 20 s and 5 s) */
  readonly lifetime?: number
  readonly mercy?: number
  readonly chance?: () => number
}

interface Known<T> {
  version: string
  object: T
}

/** Objects that have gone are remembered, so that a late event does not bring them back. At most so many. */
const MOST_GONE = 10_000

/**
 * Whether version `a` is newer than `b`. Versions of etcd are numbers that grow; others cannot be compared and count as newer.
 * @example [newer('10', '9'), newer('9', '9'), newer('x', 'y')] // [true, false, true]
 */
export function newer(a: string, b: string): boolean {
  if (!/^\d+$/.test(a) || !/^\d+$/.test(b)) return a !== b
  return a.length === b.length ? a > b : a.length > b.length
}

export class Watched<T> {
  readonly #spec: WatchSpec<T>
  readonly #stop = new AbortController()
  readonly #known = new Map<string, Known<T>>()
  readonly #gone = new Map<string, string>()
  #version: string | undefined
  #troubled = false
  #loop: Promise<void> | undefined
  #listed: () => void = () => {}
  #refused: (error: unknown) => void = () => {}

  constructor(spec: WatchSpec<T>) {
    this.#spec = spec
  }

  /**
   * Begins; resolves when the first list has been told.
   * @throws ClusterError if the first list is refused in a way that waiting does not mend (no permission, no such kind)
   */
  start(): Promise<void> {
    const first = new Promise<void>((resolve, reject) => {
      this.#listed = resolve
      this.#refused = reject
    })
    this.#loop = this.#run()
    return first
  }

  /** What is there now. */
  *objects(): Iterable<T> {
    for (const { object } of this.#known.values()) yield object
  }

  /** Ends it; nothing is told after that. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    let failures = 0
    while (!signal.aborted) {
      const seen = this.#version
      try {
        if (this.#version === undefined) await this.#list()
        await this.#watch()
        failures = 0
      } catch (error) {
        if (signal.aborted) break
        const problem = error instanceof ClusterError ? error : new ClusterError('unreachable', String(error), { cause: error })
        if (problem.reason === 'expired') this.#version = undefined
        else if (!problem.passes && seen === undefined && this.#version === undefined) {
          this.#refused(problem)
          break
        } else this.#trouble(problem)
        // something came before it failed: not the same failure again
        failures = this.#version !== undefined && this.#version !== seen ? 1 : failures + 1
        await sleep(Math.max(problem.retryAfter ?? 0, backoff(failures, this.#spec.backoff ?? PATIENT, this.#chance())), signal)
      }
    }
    this.#refused(new ClusterError('stopped', `${this.#spec.path}: the watch was stopped before its first list`))
  }

  #chance(): number {
    return (this.#spec.chance ?? Math.random)()
  }

  #trouble(problem: ClusterError | undefined): void {
    if (problem === undefined && !this.#troubled) return
    this.#troubled = problem !== undefined
    this.#spec.onTrouble?.(problem)
  }

  async #list(): Promise<void> {
    const { client, path, query } = this.#spec
    const found = new Map<string, Json>()
    const version = await client.list(path, query ?? {}, (item) => found.set(String(item.metadata.uid), item))
    if (this.#stop.signal.aborted) return
    for (const uid of [...this.#known.keys()]) if (!found.has(uid)) this.#remove(uid, version)
    for (const item of found.values()) this.#put(item)
    this.#version = version
    this.#trouble(undefined)
    this.#listed()
  }

  async #watch(): Promise<void> {
    const { client, path, query, lifetime = 20_000, mercy = 5_000 } = this.#spec
    const life = lifetime * (1 + this.#chance() / 2)
    const cut = new AbortController()
    const timer = setTimeout(() => cut.abort(), life + mercy)
    const follow = (): void => cut.abort()
    this.#stop.signal.addEventListener('abort', follow, { once: true })
    try {
      const ask = {
        ...query,
        resourceVersion: this.#version,
        allowWatchBookmarks: true,
        timeoutSeconds: Math.max(1, Math.round(life / 1000)),
      }
      await client.watch(path, ask, (event) => this.#event(event), cut.signal)
      this.#trouble(undefined)
    } catch (error) {
      // cut for its silence, not at our wish: the next one goes on from the same version
      if (!isCluster(error, 'stopped') || this.#stop.signal.aborted) throw error
    } finally {
      clearTimeout(timer)
      this.#stop.signal.removeEventListener('abort', follow)
    }
  }

  #event({ type, object }: WatchEvent): void {
    if (this.#stop.signal.aborted) return
    if (type === 'ERROR') throw errorOfAnswer(`WATCH ${this.#spec.path}`, Number(object?.code ?? 500), JSON.stringify(object))
    this.#trouble(undefined)
    const version = String(object.metadata.resourceVersion)
    if (type === 'DELETED') this.#remove(String(object.metadata.uid), version, object)
    else if (type !== 'BOOKMARK') this.#put(object)
    if (this.#version === undefined || newer(version, this.#version)) this.#version = version
  }

  #put(json: Json): void {
    const uid = String(json.metadata.uid)
    const version = String(json.metadata.resourceVersion)
    const known = this.#known.get(uid)
    if (known !== undefined && !newer(version, known.version)) return
    if (this.#gone.has(uid)) return
    const object = this.#spec.decode(json)
    if (object === undefined) return
    this.#known.set(uid, { version, object })
    this.#tell(known === undefined ? 'added' : 'updated', object, known?.object)
  }

  #remove(uid: string, version: string, last?: Json): void {
    const known = this.#known.get(uid)
    this.#gone.set(uid, version)
    if (this.#gone.size > MOST_GONE) this.#gone.delete(this.#gone.keys().next().value as string)
    if (known === undefined) return
    this.#known.delete(uid)
    this.#tell('deleted', (last === undefined ? undefined : this.#spec.decode(last)) ?? known.object, known.object)
  }

  #tell(type: ChangeType, now: T, before: T | undefined): void {
    try {
      this.#spec.onChange(type, now, before)
    } catch (error) {
      this.#stop.abort()
      this.#spec.onCrash(error)
    }
  }
}
