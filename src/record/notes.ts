/** What only a model can see: kinds of line marked *model only* in a record. A comparison with a real cluster leaves them out. */

/** Why a pod that was tried did not get its place, or lost it before it was bound. */
export type AttemptResult = 'bound' | 'unschedulable' | 'waiting' | 'rejected' | 'error' | 'skipped'

export type Note =
  /** the end of one scheduling cycle. `plugin` and `why` say who refused; `number` is the pod's attempt */
  | {
      readonly kind: 'attempt'
      readonly pod: string
      readonly job: string
      readonly result: AttemptResult
      readonly number: number
      readonly plugin?: string
      readonly why?: string
      readonly node?: string
    }
  /** a place held in the scheduler only, while the group gathers (Permit) */
  | { readonly kind: 'reserved'; readonly pod: string; readonly job: string; readonly node: string }
  /** that place given back */
  | { readonly kind: 'released'; readonly pod: string; readonly job: string; readonly node: string; readonly cause: string }
  /** where a pod waits now and what put it there */
  | {
      readonly kind: 'queued'
      readonly pod: string
      readonly job: string
      readonly queue: 'active' | 'backoff' | 'unschedulable' | 'gated'
      readonly cause: string
      readonly until?: number
    }
  /** a step of a decision, for `--explain`: only recorded when asked for */
  | { readonly kind: 'step'; readonly job: string; readonly pod?: string; readonly who: string; readonly what: string }
  /** what was asked of Fluxion for a job and what it gave */
  | {
      readonly kind: 'matched'
      readonly job: string
      readonly pod: string
      readonly slots: number
      readonly cpuPerSlot: number
      readonly nodes: readonly string[] | null
      readonly flux: number
    }
  | { readonly kind: 'cancelled'; readonly job: string; readonly flux: number; readonly cause: string }
  /** uncached reads of PodGroups by the scheduler since its start (a running total, at most one line a second) */
  | { readonly kind: 'reads'; readonly total: number }
  /** Kueue or an operator said something about a job as a whole */
  | {
      readonly kind: 'quota'
      readonly job: string
      readonly what: 'pending' | 'inadmissible' | 'blocked' | 'admitted' | 'evicted' | 'deactivated'
      readonly why?: string
    }
