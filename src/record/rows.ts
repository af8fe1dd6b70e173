/**
 * The two tables of a record: one row a job and one a pod, with every stage. Times are whole microseconds since the run
 * began; `undefined` where a thing did not happen. Columns that only a model can fill say so.
 */
import type { Time } from '../units.ts'

/** A place held in the scheduler only, while the group gathers. Model only. */
export interface Reservation {
  readonly node: string
  readonly from: Time
  /** bound or given back; undefined: still held when the record ended */
  readonly to: Time | undefined
}

export interface PodRow {
  readonly pod: string
  /** '' for a pod of no job */
  readonly job: string
  readonly index: number
  /** millicores and bytes it requests */
  readonly cpu: number
  readonly memory: number
  readonly created: Time | undefined
  /** first time that it was said to fit nowhere */
  readonly firstUnschedulable: Time | undefined
  readonly node: string | undefined
  readonly bound: Time | undefined
  /** the pod whose place on the node became free last, if this one waited for it */
  readonly after: PodRow | undefined
  /** model only */
  readonly reservations: readonly Reservation[]
  readonly initialized: Time | undefined
  readonly running: Time | undefined
  readonly ready: Time | undefined
  readonly ended: Time | undefined
  readonly phase: 'Succeeded' | 'Failed' | undefined
  /** its deletion was asked for */
  readonly deleting: Time | undefined
  readonly gone: Time | undefined
  /** its place is free again: ended or gone, whichever is first */
  readonly freed: Time | undefined
  /** scheduling cycles it took part in. Model only: 0 in a live record */
  readonly attempts: number
}

/** Moments of a job that a stage ends with. */
export type Moment =
  | 'jobCreated'
  | 'evicted'
  | 'admitted'
  | 'firstPodCreated'
  | 'lastPodCreated'
  | 'firstScheduled'
  | 'placed'
  | 'initialized'
  | 'started'
  | 'ready'
  | 'quorum'
  | 'appStart'
  | 'appEnd'
  | 'leaderTerminal'
  | 'completed'

/** Stamps by moment. Live only, and only where the cluster gives one. */
export type Reported = { readonly [M in Moment]?: Time }

export interface JobRow {
  readonly job: string
  /** order of submission, from 0 */
  readonly number: number
  readonly size: number
  /** pods that must run at once for progress */
  readonly need: number
  /** pods created, those of attempts given up included */
  readonly pods: number
  /** scheduling cycles of all its pods. Model only */
  readonly attempts: number
  /** times that a queue in front of the scheduler took its admission back */
  readonly evictions: number
  readonly failed: boolean
  readonly submitted: Time
  readonly jobCreated: Time | undefined
  /** the last time that it lost its admission; the stages below are those after it */
  readonly evicted: Time | undefined
  readonly admitted: Time | undefined
  readonly firstPodCreated: Time | undefined
  /** its `size`-th pod exists */
  readonly lastPodCreated: Time | undefined
  /** a pod of it is bound, for the first time */
  readonly firstScheduled: Time | undefined
  /** `need` pods hold places at once, for the first time */
  readonly placed: Time | undefined
  /** its last bind */
  readonly lastScheduled: Time | undefined
  /** `need` pods have ended their init containers; undefined where they have none */
  readonly initialized: Time | undefined
  /** `need` pods run at once, for the first time */
  readonly started: Time | undefined
  /** `need` pods are ready at once, for the first time */
  readonly ready: Time | undefined
  /** the quorum of brokers is online */
  readonly quorum: Time | undefined
  readonly appStart: Time | undefined
  readonly appEnd: Time | undefined
  /** the pod with index 0 has ended */
  readonly leaderTerminal: Time | undefined
  /** the experimenter sees that it is done */
  readonly completed: Time | undefined
  readonly deleteAsked: Time | undefined
  /** its object is gone */
  readonly gone: Time | undefined
  /** its last place is free again */
  readonly slotsFree: Time | undefined
  /** who was waited for: the pod that came last at each stage */
  readonly lastCreatedPod: PodRow | undefined
  readonly firstScheduledPod: PodRow | undefined
  readonly placedPod: PodRow | undefined
  readonly initializedPod: PodRow | undefined
  readonly startedPod: PodRow | undefined
  readonly readyPod: PodRow | undefined
  /** moments at which it came to quorum and lost it, alternately: `need` pods running */
  readonly quorums: readonly Time[]
  /** moments at which partial allocation began and ended, alternately: places held, but fewer than `need`, before the work is done */
  readonly partials: readonly Time[]
  /** the cluster's own stamps of the moments above. Live only */
  readonly reported: Reported
}
