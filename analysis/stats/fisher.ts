/** Fisher's exact test (1922): whether two shares differ, for instance how often each of two schedulers clogs. */
import { logGamma } from './special.ts'

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)

/**
 * Two-sided p for x of n against y of m: all tables with the same sums that are no likelier than this one.
 * @example fisher(0, 4, 4, 4).toFixed(4) // '0.0286'
 * @throws RangeError unless 0 <= x <= n and 0 <= y <= m, whole
 */
export function fisher(x: number, n: number, y: number, m: number): number {
  const whole = [x, n, y, m].every((v) => Number.isInteger(v) && v >= 0)
  if (!whole || x > n || y > m)
    throw new RangeError(`fisher: expected counts with x <= n, got ${x} of ${n} and ${y} of ${m}\n  give successes and trials of each side`)
  const hits = x + y
  const weight = (k: number): number => logChoose(n, k) + logChoose(m, hits - k)
  const observed = weight(x)
  let all = 0
  let extreme = 0
  for (let k = Math.max(0, hits - m); k <= Math.min(n, hits); k++) {
    const w = weight(k) - observed
    all += Math.exp(w)
    // tables that are equally likely differ in the last digits: SciPy and R allow 1e-7 as well
    if (w <= 1e-7) extreme += Math.exp(w)
  }
  return Math.min(1, extreme / all)
}
