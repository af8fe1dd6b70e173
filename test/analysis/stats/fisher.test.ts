import { describe, expect, test } from 'vitest'
import { fisher } from '../../../analysis/stats/fisher.ts'
import { near, reference } from './reference.ts'

describe("Fisher's exact test", () => {
  test('agrees with SciPy', () => {
    for (const [x, n, y, m, p] of reference.fisher) near(fisher(x, n, y, m), p, 1e-10, `${x} of ${n}, ${y} of ${m}`)
  })

  test('exchanging the sides, or success and failure, changes nothing', () => {
    for (const [x, n, y, m] of reference.fisher) {
      const p = fisher(x, n, y, m)
      near(fisher(y, m, x, n), p, 1e-10)
      near(fisher(n - x, n, m - y, m), p, 1e-10)
    }
  })

  test('refuses more successes than trials', () => {
    expect(() => fisher(5, 4, 0, 1)).toThrow('fisher: expected counts with x <= n, got 5 of 4 and 0 of 1')
  })
})
