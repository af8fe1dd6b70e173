/** Leaders' logs: fetched before their job is deleted, kept beside the record, and read. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SeenEvent } from '../src/record/events.ts'
import type { Time } from '../src/units.ts'
import type { ClusterClient } from './client.ts'
import { ClusterError } from './cluster-error.ts'
import { type LogFacts, readLog } from './logs.ts'
import { pathOf, resourceOf } from './resources.ts'

/** A log that takes longer is given up: the job's places matter more. */
const LIMIT = 10_000
/** Of a longer log the end is kept. */
const MOST_BYTES = 4 * 1024 * 1024

export interface LeaderLogsOptions {
  readonly client: ClusterClient
  readonly namespace: string
  /** folder for the logs and `facts.jsonl`, a line for each job */
  readonly folder: string
  /** wall clock at the run's time 0, ms since 1970 */
  readonly began: number
  /** what a log shows, with the time at which it was written there */
  readonly emit: (event: SeenEvent, reported: Time) => void
  readonly onMissing: (job: string, why: string) => void
}

export class LeaderLogs {
  readonly #options: LeaderLogsOptions
  /** name of the pod with index 0 of each job */
  readonly #leaders = new Map<string, string>()

  constructor(options: LeaderLogsOptions) {
    this.#options = options
    mkdirSync(options.folder, { recursive: true })
  }

  leader(job: string, pod: string): void {
    this.#leaders.set(job, pod)
  }

  /** Fetches a job's log, if it has a leader. Never fails: what is missing is said. */
  async keep(job: string): Promise<void> {
    const { client, namespace, folder, onMissing } = this.#options
    const pod = this.#leaders.get(job)
    if (pod === undefined) return
    this.#leaders.delete(job)
    try {
      const query = { timestamps: true, limitBytes: MOST_BYTES }
      const log = await client.text(`${pathOf(resourceOf('pod', ''), namespace, pod)}/log`, { query, limit: LIMIT })
      writeFileSync(join(folder, `${job}.log`), log)
      this.#say(job, readLog(log))
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      onMissing(job, error.message)
    }
  }

  #say(job: string, facts: LogFacts): void {
    const { began, emit, folder } = this.#options
    appendFileSync(join(folder, 'facts.jsonl'), `${JSON.stringify({ job, ...facts })}\n`)
    const stages = [
      ['quorum', facts.quorum],
      ['app-start', facts.appStart],
      ['app-end', facts.appEnd],
    ] as const
    for (const [kind, at] of stages) if (at !== undefined) emit({ kind, job }, Math.round((at - began) * 1000))
  }
}
