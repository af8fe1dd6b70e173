/** One run in numbers: an entry of `runs[]` of `--json`. */
import type { Outcome } from '../src/record/events.ts'

export interface ClogSummary {
  readonly atS: number
  readonly slots: number
  readonly slotsHeld: number
  readonly partialGangs: number
  readonly pendingPods: number
  readonly holders: readonly { readonly job: string; readonly running: number; readonly size: number }[]
}

export interface RunSummary {
  /** name@version */
  readonly scheduler: string
  readonly seed: number
  readonly outcome: Outcome['outcome']
  readonly jobs: number
  readonly completed: number
  /** first submit to the last job's completion as the experimenter sees it; null where a job did not complete */
  readonly makespanS: number | null
  /** submit to completion as the experimenter sees it, over completed jobs; null where there is none */
  readonly turnaroundS: { readonly mean: number | null; readonly median: number | null; readonly p95: number | null }
  /** every size of the workload; n: jobs of it that completed */
  readonly turnaroundBySizeS: Readonly<Record<string, { readonly n: number; readonly mean: number | null; readonly median: number | null }>>
  /** share of the time of the workload's places in which a pod's job was at quorum; null where the nodes are unknown */
  readonly utilisation: number | null
  /** places times seconds held while the job was not at quorum, up to the end of the window (`windowOf`); null where only its jobs are known */
  readonly idleHeldSlotS: number | null
  readonly clog: ClogSummary | null
}
