/**
 * The record of a run: one file of JSON lines. First a header, then one event a line, last the outcome. Times are whole
 * microseconds since the run began. A line is either *seen by both* (any client of the API can see it, so a live record
 * has it too) or *model only* (`Note`).
 */
import type { Note } from './notes.ts'

/** Raised when a reader of the older version could misread the new one. */
export const FORMAT_VERSION = 1

export interface Header {
  readonly kind: 'header'
  readonly format: number
  /** version of muster */
  readonly muster: string
  /** git commit of muster, where known */
  readonly commit?: string
  readonly backend: 'sim' | 'live' | 'lab'
  readonly scenario: string
  /** name@version */
  readonly scheduler: string
  readonly seed: number
  /** the whole experiment, defaults filled in */
  readonly experiment: unknown
  /** live only: versions of the cluster, when it began */
  readonly cluster?: unknown
  readonly startedAt?: string
}

/** Seen by both. */
export type SeenEvent =
  /** the experimenter asks for a job: just before the first call */
  | { readonly kind: 'submit'; readonly job: string; readonly size: number; readonly need: number }
  /** the job's own object (Job, MiniCluster) exists */
  | { readonly kind: 'job-created'; readonly job: string }
  /** admitted by a queue in front of the scheduler (Kueue) */
  | { readonly kind: 'admitted'; readonly job: string }
  | { readonly kind: 'evicted'; readonly job: string }
  | {
      readonly kind: 'pod-created'
      readonly pod: string
      readonly job: string
      readonly index: number
      readonly cpu: number
      readonly memory: number
    }
  | { readonly kind: 'unschedulable'; readonly pod: string; readonly job: string; readonly message: string }
  | { readonly kind: 'bound'; readonly pod: string; readonly job: string; readonly index: number; readonly node: string }
  | { readonly kind: 'initialized'; readonly pod: string; readonly job: string }
  | { readonly kind: 'running'; readonly pod: string; readonly job: string }
  | { readonly kind: 'ready'; readonly pod: string; readonly job: string }
  | { readonly kind: 'ended'; readonly pod: string; readonly job: string; readonly phase: 'Succeeded' | 'Failed' }
  /** its deletion was asked for */
  | { readonly kind: 'deleting'; readonly pod: string; readonly job: string }
  | { readonly kind: 'gone'; readonly pod: string; readonly job: string }
  /** the quorum of brokers is online (MiniCluster) */
  | { readonly kind: 'quorum'; readonly job: string }
  /**
   * Enough pods run: the application begins its work. Live: from the leader's log, read when the job is over; `reported` is then
   * the stamp of the log's line, which is not cut to seconds.
   */
  | { readonly kind: 'app-start'; readonly job: string }
  | { readonly kind: 'app-end'; readonly job: string }
  /** the experimenter sees that the job is done: the end of its turnaround */
  | { readonly kind: 'completed'; readonly job: string; readonly failed?: boolean }
  /** the experimenter asks for the deletion */
  | { readonly kind: 'delete-job'; readonly job: string }
  /** its object is gone */
  | { readonly kind: 'job-gone'; readonly job: string }
  | { readonly kind: 'submitted-all' }
  | {
      readonly kind: 'node'
      readonly node: string
      readonly cpu: number
      readonly memory: number
      readonly pods: number
      readonly zone: string
      readonly usedCpu: number
      readonly usedMemory: number
    }

/**
 * When a thing happened, twice. `time`: when the recorder learned of it. `reported`, live only and only where the cluster gives
 * a stamp: the cluster's own (creationTimestamp, lastTransitionTime, startedAt), cut to whole seconds by the cluster and put on
 * the run's clock, in microseconds. So the thing happened within the second after `reported`, and not after `time` as far as
 * the two clocks agree; `reported` may be before 0, where the run began within that second.
 */
export interface Stamps {
  readonly seq: number
  readonly time: number
  readonly reported?: number
}

export type RunEvent = (SeenEvent | Note) & Stamps

export interface ClogHolder {
  readonly job: string
  /** pods that hold a place */
  readonly running: number
  /** pods it needs at once */
  readonly size: number
  readonly nodes: readonly string[]
}

/** Why nothing moves. See `src/gang/`. */
export interface ClogReport {
  readonly kind: 'deadlock' | 'livelock'
  readonly at: number
  readonly slots: number
  readonly slotsHeld: number
  readonly partialGangs: number
  readonly pendingPods: number
  readonly holders: readonly ClogHolder[]
  /** who waits for whom: job waits for the holders of the nodes its missing pods could use */
  readonly waits: readonly { readonly job: string; readonly missing: number; readonly for: readonly string[] }[]
  /** the smallest set of pods whose deletion lets some gang run, and which gang that is */
  readonly remedy: { readonly delete: readonly string[]; readonly frees: string } | null
}

export interface Outcome {
  readonly kind: 'outcome'
  readonly outcome: 'completed' | 'clogged' | 'livelock' | 'time-limit' | 'stopped'
  readonly time: number
  readonly jobs: number
  readonly completed: number
  readonly clog: ClogReport | null
  /** totals that only a model knows */
  readonly totals?: {
    readonly attempts: number
    readonly reads: number
    readonly matches?: number
    readonly busy?: number
  }
}

export type Line = Header | RunEvent | Outcome
