/** What can go wrong between us and an API server, in one small type. */

/** `invalid`: the object was refused. `expired`: a resource version too old. `server`: an answer of 500 and above. */
export type ClusterReason =
  | 'not-found'
  | 'already-exists'
  | 'conflict'
  | 'invalid'
  | 'forbidden'
  | 'unauthorized'
  | 'credentials'
  | 'expired'
  | 'throttled'
  | 'server'
  | 'unreachable'
  | 'timeout'
  | 'stopped'

export class ClusterError extends Error {
  readonly reason: ClusterReason
  /** HTTP status; absent: there was no answer */
  readonly status?: number
  /** ms after which the server wants to be asked again */
  readonly retryAfter?: number

  constructor(reason: ClusterReason, message: string, more: { status?: number; retryAfter?: number; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'ClusterError'
    this.reason = reason
    if (more.status !== undefined) this.status = more.status
    if (more.retryAfter !== undefined) this.retryAfter = more.retryAfter
  }

  /** Whether the same call may succeed later without anyone doing anything. */
  get passes(): boolean {
    return ['throttled', 'server', 'unreachable', 'timeout', 'unauthorized', 'credentials'].includes(this.reason)
  }
}

/** Whether `error` is one of these. */
export function isCluster(error: unknown, ...reasons: readonly ClusterReason[]): error is ClusterError {
  return error instanceof ClusterError && reasons.includes(error.reason)
}

/** A Status object, as far as it can be told from the body: proxies answer in HTML. */
function statusOf(body: string): { readonly reason?: string; readonly message?: string } {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

function reasonOf(status: number, reason: string | undefined): ClusterReason {
  switch (status) {
    case 401:
      return 'unauthorized'
    case 403:
      return 'forbidden'
    case 404:
      return 'not-found'
    case 409:
      return reason === 'AlreadyExists' ? 'already-exists' : 'conflict'
    case 410:
      return 'expired'
    case 429:
      return 'throttled'
    default:
      return status >= 500 ? 'server' : 'invalid'
  }
}

/**
 * Seconds, or a date, of a Retry-After header, in ms.
 * @example retryAfterOf('2', 0) // 2000
 * @example retryAfterOf('Thu, 01 Jan 1970 00:00:05 GMT', 1_000) // 4000
 * @example retryAfterOf(undefined, 0) // undefined
 */
export function retryAfterOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}

/**
 * The error of an HTTP answer that is not a success.
 * @example errorOfAnswer('POST /x', 409, '{"reason":"AlreadyExists","message":"x exists"}').reason // 'already-exists'
 * @example errorOfAnswer('GET /x', 502, '<html>').message // 'GET /x: 502 <html>'
 */
export function errorOfAnswer(call: string, status: number, body: string, retryAfter?: number): ClusterError {
  const { reason, message } = statusOf(body)
  const said = message ?? body.slice(0, 200).trim()
  return new ClusterError(reasonOf(status, reason), `${call}: ${status} ${said}`, {
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  })
}

/** The innermost cause's code says what happened; the outer messages say "fetch failed". */
function rootOf(error: unknown): { code?: string; name?: string; message: string } {
  let at = error as { code?: string; name?: string; message?: string; cause?: unknown; errors?: unknown[] }
  for (let depth = 0; depth < 8; depth++) {
    const inner = at.cause ?? at.errors?.[0]
    if (typeof inner !== 'object' || inner === null) break
    at = inner as typeof at
  }
  return {
    ...(at.code === undefined ? {} : { code: String(at.code) }),
    ...(at.name ? { name: at.name } : {}),
    message: String(at.message ?? at),
  }
}

/** The error of a call that got no answer. */
export function errorOfFailure(call: string, error: unknown): ClusterError {
  if (error instanceof ClusterError) return error
  const { code, name, message } = rootOf(error)
  const late = name === 'TimeoutError' || /TIMEOUT|TIMEDOUT/.test(code ?? '')
  return new ClusterError(late ? 'timeout' : 'unreachable', `${call}: ${code ?? name ?? 'failed'}: ${message}`, { cause: error })
}
