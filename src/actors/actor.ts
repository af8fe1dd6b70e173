/**
 * The two interfaces everything in a cluster is written against. An actor is a state machine: it is told what changed
 * and says what it wants. It holds no clock, no promise and no socket; its host has those.
 */
import type { Change, Kind, KubeObject, NewObject, ObjectOf, Pod } from '../objects/index.ts'
import type { Streams } from '../random.ts'
import type { SeenEvent } from '../record/events.ts'
import type { Note } from '../record/notes.ts'
import type { Duration, Time } from '../units.ts'

/** A timer's name and load, chosen by the actor that set it. Compared by identity only. */
export interface Timer {
  readonly timer: string
}

/** What an actor may ask of the API. Objects are named, as on a real API server. */
export type Request =
  | { readonly verb: 'create'; readonly object: NewObject; readonly tag?: unknown }
  | { readonly verb: 'bind'; readonly pod: string; readonly uid: number; readonly node: string; readonly tag?: unknown }
  | {
      readonly verb: 'update'
      readonly kind: Kind
      readonly name: string
      readonly uid?: number
      readonly patch: Partial<KubeObject>
      readonly tag?: unknown
    }
  /**
   * Deletes with the object's grace period and background propagation. `now` ends a pod's grace period: what a kubelet
   * sends when the pod's processes are gone. `uid` is a precondition: another object of that name is left alone.
   */
  | {
      readonly verb: 'delete'
      readonly kind: Kind
      readonly name: string
      readonly uid?: number
      readonly now?: boolean
      readonly tag?: unknown
    }

export type Refusal = 'not-found' | 'already-exists' | 'conflict' | 'invalid'

/** The API's answer. Only requests with a `tag` are answered. */
export type Answer = { readonly ok: true; readonly object?: KubeObject } | { readonly ok: false; readonly reason: Refusal }

/** Token-bucket limit of a client: `qps` a second after a burst of `burst`. */
export interface ClientLimit {
  readonly qps: number
  readonly burst: number
}

/** How an actor is connected to the API. */
export interface Connection {
  /** the kinds it watches; each change of one reaches `observe` */
  readonly watches: readonly Kind[]
  /** which pods it wants to hear of (a field or label selector); absent: all */
  readonly selectsPod?: (pod: Pod) => boolean
  /**
   * of the changes of pods that it watches, those that it may do something about; absent: all. The others change nothing that it will
   * ever ask or remember, whatever state it is in: a host may keep them from it, and a simulation does.
   */
  readonly heeds?: (change: Change<Pod>) => boolean
  /** client-side limit; absent: none */
  readonly limit?: ClientLimit
  /** one bucket for each kind asked for (controller-runtime) or one for all (the default) */
  readonly limitPerKind?: boolean
}

/** Someone who acts in a cluster. */
export interface Actor {
  readonly name: string
  readonly connection: Connection
  /** called once, when its clock starts */
  start?(): void
  /** one change seen on a watch */
  observe(change: Change): void
  /** a timer of its own went off */
  wake(timer: Timer): void
  /** the API answered a request that carried a tag */
  answered(request: Request, answer: Answer): void
}

export type TimerHandle = number

/** All that an actor can do to the world. */
export interface Host {
  now(): Time
  /** wakes the actor with `timer` at `time` (not before now) */
  at(time: Time, timer: Timer): TimerHandle
  cancel(handle: TimerHandle): void
  ask(request: Request): void
  readonly random: Streams
  /** microseconds by which the cluster's whole seconds are ahead of the run's: time t is the second (t + phase) / 1 s */
  readonly clockPhase: Duration
  /** the job whose scheduling is to be noted step by step, if any */
  readonly explains?: string
  /** false: what only a model can see is not wanted, and an actor may spare itself those notes */
  readonly wantsNotes?: boolean
  /** tells the recorder what no object of the API shows: a submission, the application's start, an attempt */
  note(note: Note | SeenEvent): void
}

export type { Change, Duration, Kind, KubeObject, NewObject, ObjectOf, Time }
