/**
 * What the cluster complains of: its Warning Events about the run's objects (FailedScheduling, FailedMount, image pulls, evictions),
 * counted by reason. An Event about one thing is written again with a higher count, so counts are compared, not lines.
 */
import type { ClusterClient, Json } from './client.ts'
import { Watched } from './watch.ts'

export interface Warning {
  readonly reason: string
  /** how often it was reported */
  readonly count: number
  /** objects it was reported of */
  readonly objects: number
  /** the first of its messages */
  readonly message: string
}

interface Seen {
  readonly reason: string
  readonly about: string
  readonly count: number
  readonly message: string
}

/** How often an Event says that it happened: in its series, or in the older field. */
function countOf({ series, count }: Json): number {
  return series?.count ?? count ?? 1
}

/** What is kept of an Event about an object whose name begins so; undefined of others. */
export function warningOf(json: Json, prefix: string): Seen | undefined {
  const about = String(json.involvedObject?.name ?? '')
  if (json.type !== 'Warning' || !about.startsWith(prefix)) return undefined
  return { reason: String(json.reason ?? ''), about, count: countOf(json), message: String(json.message ?? '') }
}

/** Counts of warnings by reason. */
export class WarningCounts {
  readonly #reasons = new Map<string, { count: number; readonly about: Set<string>; readonly message: string }>()

  /** An Event as it is now and, where it is an old one written again, as it was. */
  add({ reason, about, count, message }: Seen, before?: Pick<Seen, 'count'>): void {
    const known = this.#reasons.get(reason) ?? { count: 0, about: new Set<string>(), message }
    this.#reasons.set(reason, known)
    known.count += count - (before?.count ?? 0)
    known.about.add(about)
  }

  /** Most frequent first. */
  list(): Warning[] {
    return [...this.#reasons]
      .map(([reason, { count, about, message }]) => ({ reason, count, objects: about.size, message }))
      .sort((a, b) => b.count - a.count)
  }
}

export interface WarningsOptions {
  readonly client: ClusterClient
  readonly namespace: string
  /** names of the run's objects begin so */
  readonly prefix: string
  readonly onCrash: (error: unknown) => void
}

export class Warnings {
  readonly #counts = new WarningCounts()
  readonly #watch: Watched<Seen>

  constructor({ client, namespace, prefix, onCrash }: WarningsOptions) {
    this.#watch = new Watched<Seen>({
      client,
      path: `/api/v1/namespaces/${namespace}/events`,
      query: { fieldSelector: 'type=Warning' },
      decode: (json) => warningOf(json, prefix),
      // Events are removed after an hour: what they said remains
      onChange: (type, now, before) => {
        if (type !== 'deleted') this.#counts.add(now, before)
      },
      onCrash,
    })
  }

  /** @throws ClusterError where Events may not be listed */
  start(): Promise<void> {
    return this.#watch.start()
  }

  stop(): Promise<void> {
    return this.#watch.stop()
  }

  list(): Warning[] {
    return this.#counts.list()
  }
}

/**
 * A line for each reason.
 * @example warningText([{ reason: 'FailedScheduling', count: 12, objects: 3, message: '0/8 nodes are available' }])
 * // 'the cluster complained\n  FailedScheduling, 12 times of 3 objects: 0/8 nodes are available\n'
 */
export function warningText(warnings: readonly Warning[]): string {
  if (warnings.length === 0) return ''
  const line = ({ reason, count, objects, message }: Warning): string =>
    `  ${reason}, ${count} ${count === 1 ? 'time' : 'times'} of ${objects} ${objects === 1 ? 'object' : 'objects'}: ${message.split('\n')[0]?.slice(0, 160)}\n`
  return `the cluster complained\n${warnings.map(line).join('')}`
}
