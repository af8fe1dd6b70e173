/** Start-order inversions: pairs of jobs of which the one submitted later started earlier. */
import type { JobRow } from '../../src/record/rows.ts'

export interface Inversions {
  readonly inversions: number
  /** pairs of started jobs */
  readonly pairs: number
}

/** Counts pairs i < j with values[i] > values[j], by merging. */
export function countInversions(values: readonly number[]): number {
  if (values.length < 2) return 0
  const half = values.length >> 1
  const left = values.slice(0, half)
  const right = values.slice(half)
  let count = countInversions(left) + countInversions(right)
  left.sort((a, b) => a - b)
  right.sort((a, b) => a - b)
  let j = 0
  for (const value of left) {
    while (j < right.length && (right[j] as number) < value) j++
    count += j
  }
  return count
}

/** Over jobs in order of submission; jobs that never started are in no pair. */
export function startOrderInversions(jobs: readonly JobRow[]): Inversions {
  const starts = jobs.flatMap((job) => job.started ?? [])
  return { inversions: countInversions(starts), pairs: (starts.length * (starts.length - 1)) / 2 }
}
