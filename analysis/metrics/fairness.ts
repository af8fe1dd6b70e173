/**
 * Fairness between sizes: Jain's index (sum x)^2 / (k sum x^2) of the mean bounded slowdown x of each of the k sizes. 1: all
 * sizes are slowed down alike; 1/k: one size bears it all. Completed jobs only, so read it beside the jobs completed.
 */
import type { JobRow } from '../../src/record/rows.ts'
import { boundedSlowdown } from './slowdown.ts'

/**
 * Jain's index of values of 0 or more.
 * @throws RangeError on an empty list
 * @example jain([1, 1, 1, 1]) // 1
 */
export function jain(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('jain: expected at least one value, got none\n  leave the row out')
  const sum = values.reduce((a, b) => a + b, 0)
  const squares = values.reduce((a, b) => a + b * b, 0)
  return squares === 0 ? 1 : (sum * sum) / (values.length * squares)
}

/** From 1/k to 1; undefined where no job completed. */
export function fairness(jobs: readonly JobRow[]): number | undefined {
  const bySize = new Map<number, { sum: number; n: number }>()
  for (const job of jobs) {
    const x = boundedSlowdown(job)
    if (x === undefined) continue
    const entry = bySize.get(job.size) ?? { sum: 0, n: 0 }
    bySize.set(job.size, { sum: entry.sum + x, n: entry.n + 1 })
  }
  return bySize.size === 0 ? undefined : jain([...bySize.values()].map(({ sum, n }) => sum / n))
}
