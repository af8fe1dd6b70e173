/** One line of the fidelity table: what was recorded, what is predicted, and whether the target is met. */

/** What is asked of a prediction (README, "Fidelity"). */
export type Target =
  /** the mean predicted differs from the mean recorded by at most this share */
  | { readonly kind: 'within'; readonly share: number }
  /** the most frequent prediction is what was recorded, and shares do not differ (Fisher's exact test) */
  | { readonly kind: 'same' }
  /** recorded and predicted values are not distinguishable: p above this level */
  | { readonly kind: 'alike'; readonly level: number }
  /** at least this share of the seeds */
  | { readonly kind: 'at-least'; readonly share: number }

/** Over seeds: mean, and the band in which 95 % of single runs lie. */
export interface Band {
  readonly mean: number
  readonly low: number
  readonly high: number
  /** seeds that have the value */
  readonly n: number
}

export interface FidelityRow {
  /** the comparison it belongs to: an id of the catalogue */
  readonly run: string
  readonly source: 'lab' | 'published'
  /** name@version */
  readonly scheduler: string
  readonly quantity: string
  /** '' for a count, a share or a word */
  readonly unit: string
  /** a number: the mean over the recorded runs */
  readonly recorded: number | string
  /** how many recorded runs have it */
  readonly recordedRuns: number
  /** null: no seed has it */
  readonly predicted: Band | string | null
  /** (predicted - recorded) / recorded */
  readonly error?: number
  /** recorded runs inside the band */
  readonly inside?: number
  readonly target?: Target
  /** absent where there is no target */
  readonly met?: boolean
  readonly note?: string
}

/** The part of a row that says what it is about. */
export type Subject = Pick<FidelityRow, 'run' | 'source' | 'scheduler'>

/**
 * @example targetText({ kind: 'within', share: 0.07 }) // '±7 %'
 * @example targetText({ kind: 'alike', level: 0.05 }) // 'p > 0.05'
 */
export function targetText(target: Target): string {
  switch (target.kind) {
    case 'within':
      return `±${percent(target.share)}`
    case 'same':
      return 'same'
    case 'alike':
      return `p > ${target.level}`
    case 'at-least':
      return `>= ${percent(target.share)}`
  }
}

/** @example percent(0.125) // '12.5 %' */
export function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`
}
