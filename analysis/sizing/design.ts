/** Settings at which a model is tried to see what moves an answer: one constant at a time, and a few of all at once. */
import type { Streams } from '../../src/random.ts'

export interface Factor {
  readonly path: string
  readonly low: string
  readonly high: string
}

/** Which end each factor is at. */
export type End = 'low' | 'high'

export interface DesignPoint {
  /** the factor that was moved alone, and where to; absent in a point that moves all */
  readonly alone?: { readonly path: string; readonly end: End }
  /** `path=value`, as --set takes them; none at the base */
  readonly sets: readonly string[]
}

/** The base, then each factor at its low and its high end. */
export function oneAtATime(factors: readonly Factor[]): DesignPoint[] {
  return [
    { sets: [] },
    ...factors.flatMap(({ path, low, high }) => [
      { alone: { path, end: 'low' as const }, sets: [`${path}=${low}`] },
      { alone: { path, end: 'high' as const }, sets: [`${path}=${high}`] },
    ]),
  ]
}

/**
 * A Latin hypercube (McKay, Beckman and Conover 1979): every factor takes each of `count` strata of [0, 1] once, in an order
 * of its own.
 * @param random source of the design, not of the model: the same seed gives the same design
 */
export function latinHypercube(factors: number, count: number, random: Streams): number[][] {
  const columns = Array.from({ length: factors }, (_, f) => {
    const order = Array.from({ length: count }, (__, i) => i)
    const stream = random.stream(`design-${f}`)
    for (let i = count - 1; i > 0; i--) {
      const j = stream.below(i + 1)
      const swap = order[i] as number
      order[i] = order[j] as number
      order[j] = swap
    }
    return order.map((stratum, i) => (stratum + random.keyed(`design-${f}`, i)) / count)
  })
  return Array.from({ length: count }, (_, i) => columns.map((column) => column[i] as number))
}
