/**
 * Chance, in named streams: one for each source, so that changing the scheduler changes nothing about the jobs and two
 * schedulers can be compared pairwise (common random numbers).
 *
 * Two ways to draw. A *stream* is a sequence (ties of a scheduler, say). A *keyed* draw belongs to a thing, not to a
 * moment: the start-up time of pod 3 of job 17 is the same whichever pod starts first.
 *
 * Generator: xoroshiro128+ of pure-rand, its four state words from SplitMix32 over (seed, name, keys); pure-rand's own
 * seeding gives a first draw close to 1 for every small seed.
 */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

const TWO_POW_32 = 4_294_967_296
const TWO_POW_53 = 9_007_199_254_740_992

/** One sequence of draws. */
export interface Stream {
  /** uniform in [0, 1) with 53 bits; exactly two steps of the generator */
  next(): number
  /** whole number in [0, n) */
  below(n: number): number
}

function mix(h: number, word: number): number {
  let z = (h ^ word) >>> 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}

function splitMix(state: number): number {
  let z = (state + 0x9e3779b9) >>> 0
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}

/** A whole number from a name, for the keys of `keyed`. */
export function hashName(name: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
  return h >>> 0
}

function streamFrom(key: number, key2: number): Stream {
  const s = (i: number): number => splitMix(mix(key + Math.imul(i, 0x9e3779b9), key2 + i)) | 0
  const state = [s(1), s(2), s(3), s(4) || 1]
  const rng = xoroshiro128plusFromState(state)
  const next = (): number => ((rng.next() >>> 5) * 67_108_864 + (rng.next() >>> 6)) / TWO_POW_53
  return { next, below: (n) => Math.floor(next() * n) }
}

/** The streams of one run. */
export class Streams {
  readonly #seed: number
  readonly #seedHigh: number
  readonly #streams = new Map<string, Stream>()
  readonly #names = new Map<string, number>()

  /** @param seed whole number from 0 to 2^53 - 1 */
  constructor(seed: number) {
    this.#seed = seed >>> 0
    this.#seedHigh = Math.floor(seed / TWO_POW_32) >>> 0
  }

  /** The sequence of this name; always the same object within a run. */
  stream(name: string): Stream {
    let s = this.#streams.get(name)
    if (s === undefined) {
      s = streamFrom(mix(mix(this.#seed, 0x5bd1e995), this.#seedHigh), hashName(name))
      this.#streams.set(name, s)
    }
    return s
  }

  /**
   * A uniform draw in [0, 1) that belongs to (name, a, b, c): the same whenever it is asked for.
   * @example new Streams(7).keyed('start', 17, 3) === new Streams(7).keyed('start', 17, 3) // true
   */
  keyed(name: string, a = 0, b = 0, c = 0): number {
    let n = this.#names.get(name)
    if (n === undefined) {
      n = hashName(name)
      this.#names.set(name, n)
    }
    const h = mix(mix(mix(mix(mix(mix(this.#seed, 0x2545f491), this.#seedHigh), n), a + 0x165667b1), b + 0x27d4eb2f), c + 0x3c6ef372)
    const high = splitMix(h)
    const low = splitMix(mix(h, 0x9e3779b9))
    return ((high >>> 5) * 67_108_864 + (low >>> 6)) / TWO_POW_53
  }
}
