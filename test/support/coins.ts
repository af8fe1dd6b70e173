/** Values whose runs are coins of known probability: what a search says of them can be held against the truth. */

import type { Trial } from '../../analysis/sizing/goals.ts'
import type { Request, Search } from '../../analysis/sizing/request.ts'
import { Streams } from '../../src/random.ts'

/** What the run `number` of a value is; `draw` is its own uniform number. */
export type Coin = (index: number, draw: number) => Trial

/** Clogs with the probability that the list gives for the value. */
export function clogs(probabilities: readonly number[]): Coin {
  return (index, draw) => (draw < (probabilities[index] as number) ? { clogged: true } : { clogged: false, makespanS: 100 })
}

/** Runs a search on coins; the pilot runs of all values share their numbers, as replications share seeds. */
export function toss<T>(search: Search<T>, coin: Coin, seed: number, requests: Request[] = []): T {
  const random = new Streams(seed)
  let next = search.next()
  while (!next.done) {
    const { index, stage, from, runs } = next.value
    requests.push(next.value)
    const trials = Array.from({ length: runs }, (_, i) => {
      const key = stage === 'pilot' ? from + i : (index + 1) * 1_000_000 + from + i
      return coin(index, random.keyed(stage, key))
    })
    next = search.next(trials)
  }
  return next.value
}
