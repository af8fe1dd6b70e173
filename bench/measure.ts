/** Medians of repeated measurements. */

export interface Measured {
  /** median */
  readonly seconds: number
  readonly repeats: number
}

/**
 * Median wall time of `work`, in seconds. One run before it warms up and is not counted.
 * @param repeats odd, so that the median is one of them
 */
export function measure(work: () => void, repeats: number): Measured {
  work()
  return { seconds: median(Array.from({ length: repeats }, () => timed(work))), repeats }
}

/** No collection of garbage is asked for: it would throw compiled code away, too, and the work would start cold each time. */
export function timed(work: () => void): number {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] as number
}

/** Most memory this process has had so far, MiB. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS / 1024
}
