/** What every statistic here asks of a sample, and how it is put in order. */

/** Any list of numbers: an array, a typed array, a column. */
export type Sample = ArrayLike<number>

/** A range that covers the true value at the rate `level`. */
export interface Interval {
  readonly low: number
  readonly high: number
  /** 0.95: nineteen times in twenty */
  readonly level: number
}

/** A number found from a sample, and how far to trust it. */
export interface Estimate {
  readonly value: number
  /** values, or pairs, that it rests on */
  readonly n: number
  /** absent where the sample allows none; `note` then says why */
  readonly interval?: Interval
  readonly note?: string
}

/** What is said of a single value, everywhere in these words. */
export const ONE_VALUE = 'n = 1: no interval'

/**
 * The values in ascending order, as a copy. Everything that sums a sample sums it in this order, so that the order of
 * the input changes nothing, not even the last digit.
 * @throws RangeError where there are fewer than `least` values or one is not a finite number: a comparison with
 * not-a-number would look like a good fit
 * @example Array.from(sorted('mean', [3, 1, 2])) // [1, 2, 3]
 */
export function sorted(who: string, values: Sample, least = 1): Float64Array {
  const copy = Float64Array.from(values)
  if (copy.length < least) {
    throw new RangeError(
      `${who}: expected at least ${least} value${least === 1 ? '' : 's'}, got ${copy.length}\n  leave the row out or say that it has too few`,
    )
  }
  for (let i = 0; i < copy.length; i++) {
    if (!Number.isFinite(copy[i])) {
      throw new RangeError(
        `${who}: expected finite numbers, got ${values[i]} at place ${i}\n  leave out what was not recorded; censor what did not end`,
      )
    }
  }
  return copy.sort()
}

/** @throws RangeError unless 0 < level < 1 */
export function checkLevel(who: string, level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`${who}: expected a level between 0 and 1, got ${level}\n  write 0.95 for 95 %`)
}
