/** How long to wait before the next try: doubling, capped, and never the same for two clients. */

/** Of a watch or a call that failed, ms. */
export interface Backoff {
  readonly first: number
  readonly longest: number
}

export const PATIENT: Backoff = { first: 200, longest: 10_000 }

/**
 * Wait before try number `failures + 1`: between half of the doubled wait and all of it.
 * @param chance uniform in [0, 1)
 * @example [1, 2, 3, 9].map((n) => backoff(n, { first: 200, longest: 10_000 }, 0)) // [100, 200, 400, 5000]
 * @example backoff(1, { first: 200, longest: 10_000 }, 0.5) // 150
 */
export function backoff(failures: number, { first, longest }: Backoff, chance: number): number {
  const full = Math.min(longest, first * 2 ** Math.min(30, Math.max(0, failures - 1)))
  return Math.round(full / 2 + (full / 2) * chance)
}

/** Waits, or less long if `signal` ends it. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((wake) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      wake()
    }
    const timer = setTimeout(end, ms)
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end, { once: true })
  })
}
