/** What a search asks for, and what it is given. */
import type { Trial } from './goals.ts'

export type Stage = 'pilot' | 'confirm'

export interface Request {
  /** place of the value in the list, the best first */
  readonly index: number
  readonly stage: Stage
  /** first run, from 0, and how many; of one stage and value each number is asked for once */
  readonly from: number
  readonly runs: number
}

/** Asks for runs of values until it knows. */
export type Search<T> = Generator<Request, T, readonly Trial[]>
