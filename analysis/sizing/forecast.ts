/** A guess where an event becomes rare, from few runs at several places: it says where to look first, and proves nothing. */

export interface Seen {
  readonly at: number
  readonly events: number
  readonly runs: number
}

/** Keeps a curve finite where the places part cleanly into those with and those without events. */
const RIDGE = 1e-4
const ITERATIONS = 50

/**
 * The place at which the event has probability `share`, by logistic regression (Newton's method) on what was seen;
 * undefined where the event does not become rarer along the places.
 * @example forecast([{ at: 10, events: 50, runs: 100 }, { at: 20, events: 5, runs: 100 }], 0.01).toFixed(0) // '26'
 */
export function forecast(seen: readonly Seen[], share: number): number | undefined {
  const places = seen.map(({ at }) => at)
  const middle = places.reduce((sum, at) => sum + at, 0) / places.length
  const scale = Math.max(...places) - Math.min(...places)
  if (!(scale > 0)) return undefined
  let [a, b] = [0, 0]
  for (let i = 0; i < ITERATIONS; i++) {
    let [ga, gb, haa, hab, hbb] = [-RIDGE * a, -RIDGE * b, RIDGE, 0, RIDGE]
    for (const { at, events, runs } of seen) {
      const x = (at - middle) / scale
      const p = 1 / (1 + Math.exp(-(a + b * x)))
      const weight = runs * p * (1 - p)
      ga += events - runs * p
      gb += (events - runs * p) * x
      haa += weight
      hab += weight * x
      hbb += weight * x * x
    }
    const determinant = haa * hbb - hab * hab
    // half steps: a whole one may overshoot where the curve is steep
    a += (0.5 * (hbb * ga - hab * gb)) / determinant
    b += (0.5 * (haa * gb - hab * ga)) / determinant
  }
  if (!(b < 0) || !Number.isFinite(a)) return undefined
  return middle + (scale * (Math.log(share / (1 - share)) - a)) / b
}
