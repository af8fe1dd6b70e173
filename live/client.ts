/**
 * The way to an API server: raw paths, plain JSON, one small error type. The only file that knows `@kubernetes/client-node`, which
 * reads kubeconfigs and credentials; the requests themselves go through one shared dispatcher with a time limit on each, because
 * the library makes a new agent for every call, waits for ever and retries nothing (DESIGN.md, "The client's traps").
 */
import { setMaxListeners } from 'node:events'
import type { KubeConfig } from '@kubernetes/client-node'
import { ClusterError, errorOfAnswer, errorOfFailure, retryAfterOf } from './cluster-error.ts'
import { contextProblem, kubeconfigFiles, type Target } from './kubeconfig.ts'
import { LineSplitter } from './lines.ts'
import { proxyFor } from './proxy.ts'

/** JSON as the API gives it: whoever reads it checks what he needs. */
// biome-ignore lint/suspicious/noExplicitAny: the shape of foreign JSON is known where it is translated
export type Json = any

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export type PatchKind = 'merge' | 'strategic' | 'json' | 'apply'

const CONTENT: Readonly<Record<PatchKind, string>> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
}

export interface CallOptions {
  readonly query?: Query
  /** ms until the call is given up; absent: the client's own limit */
  readonly limit?: number
}

export interface ClusterClient {
  readonly context: string
  /** URL of the API server */
  readonly server: string
  get(path: string, options?: CallOptions): Promise<Json>
  /** Reads a list page by page; returns the resource version to watch from. */
  list(path: string, query: Query, onItem: (item: Json) => void): Promise<string>
  /** Reads a watch until the server ends it; `signal` ends it from our side. Throws what it met, never silently. */
  watch(path: string, query: Query, onEvent: (event: WatchEvent) => void, signal: AbortSignal): Promise<void>
  create(path: string, body: Json, options?: CallOptions): Promise<Json>
  patch(path: string, body: Json, kind: PatchKind, options?: CallOptions): Promise<Json>
  delete(path: string, body?: Json, options?: CallOptions): Promise<Json>
  /** What is not JSON: logs. */
  text(path: string, options?: CallOptions): Promise<string>
  /** Ends every call and closes every socket. Safe to call twice. */
  close(): Promise<void>
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: Json
}

export interface ClientOptions {
  /** ms until a call is given up (default 30 s) */
  readonly limit?: number
  /** calls under way at once (default 64) */
  readonly most?: number
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** What is used of undici's dispatcher, which the library makes. */
interface Dispatcher {
  request(options: {
    readonly origin: string
    readonly path: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
    readonly signal: AbortSignal
    readonly headersTimeout: number
    readonly bodyTimeout: number
  }): Promise<{
    readonly statusCode: number
    readonly headers: Readonly<Record<string, string | string[] | undefined>>
    readonly body: AsyncIterable<Buffer> & { text(): Promise<string>; destroy(error?: Error): void }
  }>
  destroy(): Promise<void>
}

const LIMIT = 30_000
const MOST = 64
/** items of a page of a list */
const PAGE = 500
/** a server that asks us to wait is obeyed so often in one call */
const OBEY = 5
/** and for at most so long each time, ms */
const LONGEST_WAIT = 30_000
/** how long headers with credentials are used before they are asked for again, ms: tokens of clouds expire */
const CREDENTIALS_FOR = 10_000

/**
 * Connects to the cluster of a context. Nothing is sent yet.
 * @throws ExperimentError when no such context is in the kubeconfig
 */
export async function connect(target: Partial<Target>, options: ClientOptions = {}): Promise<ClusterClient> {
  const files = kubeconfigFiles(target, options.env)
  const { KubeConfig } = await import('@kubernetes/client-node')
  const configs = files.map((file) => {
    const config = new KubeConfig()
    config.loadFromFile(file)
    return config
  })
  const config = configs.find((one) => target.context !== undefined && one.getContextObject(target.context) !== null)
  if (config === undefined) {
    throw contextProblem(
      target.context,
      configs.flatMap((one) => one.contexts.map((context) => context.name)),
    )
  }
  config.setCurrentContext(target.context as string)
  return new Client(config, options)
}

class Client implements ClusterClient {
  readonly context: string
  readonly server: string
  readonly #config: KubeConfig
  readonly #origin: string
  readonly #prefix: string
  readonly #limit: number
  readonly #stop = new AbortController()
  #dispatcher: Dispatcher | undefined
  #headers: { readonly at: number; readonly values: Readonly<Record<string, string>> } | undefined
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(config: KubeConfig, options: ClientOptions) {
    const cluster = config.getCurrentCluster()
    if (cluster === null) throw contextProblem(config.currentContext, [])
    const url = new URL(cluster.server)
    const proxyUrl = cluster.proxyUrl ?? proxyFor(cluster.server, options.env ?? process.env)
    // fields of a cluster are read-only in the types: replace it whole. Plain http (kubectl proxy) wants skipTLSVerify said
    const changed = { ...cluster, ...(proxyUrl ? { proxyUrl } : {}), ...(url.protocol === 'http:' ? { skipTLSVerify: true } : {}) }
    config.clusters = config.clusters.map((one) => (one.name === cluster.name ? changed : one))
    this.#config = config
    this.context = config.currentContext
    this.server = cluster.server
    this.#origin = url.origin
    this.#prefix = url.pathname.replace(/\/$/, '')
    this.#limit = options.limit ?? LIMIT
    this.#free = options.most ?? MOST
    // one listener for each call under way and each that waits: many, and none is left behind
    setMaxListeners(0, this.#stop.signal)
  }

  get(path: string, options?: CallOptions): Promise<Json> {
    return this.#json('GET', path, undefined, undefined, options)
  }

  create(path: string, body: Json, options?: CallOptions): Promise<Json> {
    return this.#json('POST', path, body, 'application/json', options)
  }

  patch(path: string, body: Json, kind: PatchKind, options?: CallOptions): Promise<Json> {
    return this.#json('PATCH', path, body, CONTENT[kind], options)
  }

  delete(path: string, body?: Json, options?: CallOptions): Promise<Json> {
    return this.#json('DELETE', path, body, 'application/json', options)
  }

  text(path: string, options?: CallOptions): Promise<string> {
    return this.#call('GET', path, undefined, undefined, options)
  }

  async list(path: string, query: Query, onItem: (item: Json) => void): Promise<string> {
    let next: string | undefined
    for (;;) {
      const page = await this.get(path, { query: { ...query, limit: PAGE, continue: next } })
      for (const item of page.items ?? []) onItem(item)
      next = page.metadata?.continue
      if (!next) return String(page.metadata?.resourceVersion ?? '')
    }
  }

  async watch(path: string, query: Query, onEvent: (event: WatchEvent) => void, signal: AbortSignal): Promise<void> {
    const call = `WATCH ${path}`
    const { abort, done } = this.#abortWith(signal)
    try {
      const answer = await this.#send('GET', this.#path(path, { ...query, watch: true }), undefined, undefined, abort, this.#limit)
      if (answer.statusCode !== 200) throw errorOfAnswer(call, answer.statusCode, await answer.body.text(), retryAfter(answer.headers))
      const lines = new LineSplitter()
      for await (const chunk of answer.body) for (const line of lines.take(chunk)) onEvent(parsed(call, line))
    } catch (error) {
      if (abort.aborted) throw new ClusterError('stopped', `${call}: ended from our side`, { cause: error })
      throw errorOfFailure(call, error)
    } finally {
      done()
    }
  }

  async close(): Promise<void> {
    this.#stop.abort()
    const dispatcher = this.#dispatcher
    this.#dispatcher = undefined
    await dispatcher?.destroy()
  }

  async #json(method: string, path: string, body: Json, type: string | undefined, options?: CallOptions): Promise<Json> {
    const text = await this.#call(method, path, body, type, options)
    return text === '' ? undefined : parsed(`${method} ${path}`, text)
  }

  /** One call with its time limit; a server that says when to come again is obeyed. */
  async #call(method: string, path: string, body: Json, type: string | undefined, options: CallOptions = {}): Promise<string> {
    const full = this.#path(path, options.query)
    const text = body === undefined ? undefined : JSON.stringify(body)
    for (let obeyed = 0; ; obeyed++) {
      try {
        return await this.#once(method, full, text, type, options.limit ?? this.#limit)
      } catch (error) {
        const wait = (error as ClusterError).retryAfter
        if (wait === undefined || obeyed >= OBEY) throw error
        await this.#sleep(Math.min(wait, LONGEST_WAIT))
      }
    }
  }

  async #once(method: string, path: string, body: string | undefined, type: string | undefined, limit: number): Promise<string> {
    const call = `${method} ${path}`
    await this.#enter()
    const { abort, done } = this.#abortWith(undefined, limit)
    try {
      const answer = await this.#send(method, path, body, type, abort, limit)
      const text = await answer.body.text()
      if (answer.statusCode >= 200 && answer.statusCode < 300) return text
      if (answer.statusCode === 401) this.#headers = undefined
      throw errorOfAnswer(call, answer.statusCode, text, retryAfter(answer.headers))
    } catch (error) {
      if (this.#stop.signal.aborted) throw new ClusterError('stopped', `${call}: the client is closed`, { cause: error })
      if (abort.aborted) throw new ClusterError('timeout', `${call}: no answer within ${limit / 1000} s`, { cause: error })
      throw errorOfFailure(call, error)
    } finally {
      done()
      this.#leave()
    }
  }

  async #send(method: string, path: string, body: string | undefined, type: string | undefined, signal: AbortSignal, limit: number) {
    const headers = { ...(await this.#credentials()), accept: 'application/json', ...(type === undefined ? {} : { 'content-type': type }) }
    const dispatcher = this.#dispatcher
    if (dispatcher === undefined) throw new ClusterError('stopped', `${method} ${path}: the client is closed`)
    const request = { origin: this.#origin, path, method, headers, signal, headersTimeout: limit, bodyTimeout: 0 }
    return dispatcher.request(body === undefined ? request : { ...request, body })
  }

  /** Headers that say who we are. The dispatcher is made once: the library would make one, with new sockets, for each call. */
  async #credentials(): Promise<Readonly<Record<string, string>>> {
    if (this.#stop.signal.aborted) throw new ClusterError('stopped', `${this.server}: the client is closed`)
    if (this.#headers !== undefined && Date.now() - this.#headers.at < CREDENTIALS_FOR) return this.#headers.values
    const values: Record<string, string> = {}
    const config = this.#config as unknown as { createDispatcher: (cluster: unknown, options: object) => Dispatcher }
    const make = Object.getPrototypeOf(config).createDispatcher as typeof config.createDispatcher
    // with no option at all the library makes none; `rejectUnauthorized: true` is what would hold anyway
    config.createDispatcher = (cluster, options) => {
      this.#dispatcher ??= make.call(config, cluster, { rejectUnauthorized: true, ...options })
      return this.#dispatcher
    }
    const context = {
      setHeaderParam: (key: string, value: string) => {
        values[key] = value
      },
      setDispatcher: () => {},
    }
    try {
      await this.#config.applySecurityAuthentication(context as never)
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause)
      throw new ClusterError('credentials', `${this.context}: no credentials: ${said}`, { cause })
    }
    this.#headers = { at: Date.now(), values }
    return values
  }

  #path(path: string, query: Query = {}): string {
    const pairs = Object.entries(query).flatMap(([key, value]) =>
      value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`],
    )
    return `${this.#prefix}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`
  }

  /** A signal that follows ours, the caller's and a time limit, and leaves nothing behind. */
  #abortWith(signal: AbortSignal | undefined, limit?: number): { abort: AbortSignal; done: () => void } {
    const controller = new AbortController()
    const end = (): void => controller.abort()
    const sources = [this.#stop.signal, ...(signal === undefined ? [] : [signal])]
    for (const source of sources) {
      if (source.aborted) end()
      else source.addEventListener('abort', end, { once: true })
    }
    const timer = limit === undefined ? undefined : setTimeout(end, limit)
    const done = (): void => {
      clearTimeout(timer)
      for (const source of sources) source.removeEventListener('abort', end)
    }
    return { abort: controller.signal, done }
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((go) => this.#waiting.push(go))
  }

  #leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free++
    else next()
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#stop.signal.removeEventListener('abort', end)
        wake()
      }
      const timer = setTimeout(end, ms)
      this.#stop.signal.addEventListener('abort', end, { once: true })
    })
  }
}

function retryAfter(headers: Readonly<Record<string, string | string[] | undefined>>): number | undefined {
  const value = headers['retry-after']
  return retryAfterOf(Array.isArray(value) ? value[0] : value, Date.now())
}

function parsed(call: string, text: string): Json {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ClusterError('unreachable', `${call}: expected JSON, got ${JSON.stringify(text.slice(0, 80))}`, { cause })
  }
}
