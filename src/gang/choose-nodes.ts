/**
 * The cheapest choice of one option per node that together place what a gang misses: dynamic programming over the nodes,
 * over the number of pods placed of each kind. Exact, since nodes do not influence each other.
 */
import type { Victim } from './board.ts'
import type { Candidate } from './candidate.ts'
import type { Effort } from './cover.ts'
import type { NodeOption } from './node-options.ts'

/** Table entries (nodes x states) that are still kept to find the way back; 6 bytes each. */
const LARGEST_TABLE = 4_000_000

/**
 * - victims: the cheapest, of a cost below `below`
 * - `none`: there is no such choice
 * - `too-large`: not worked out within the effort
 */
export type Choice = readonly Victim[] | 'none' | 'too-large'

export function chooseNodes(candidate: Candidate, nodes: readonly (readonly NodeOption[])[], below: number, effort: Effort): Choice {
  const space = new Space(candidate)
  const useful = nodes.filter((options) => options.length > 0)
  if ((useful.length + 1) * space.size > LARGEST_TABLE) return 'too-large'
  let cost = new Float64Array(space.size).fill(Number.POSITIVE_INFINITY)
  cost[space.start] = 0
  const steps: Step[] = []
  for (const options of useful) {
    effort.left -= space.size * options.length
    if (effort.left < 0) return 'too-large'
    const step: Step = { options, taken: new Int16Array(space.size).fill(-1), from: new Int32Array(space.size) }
    const next = cost.slice()
    for (let state = 0; state < space.size; state++) {
      const paid = cost[state] as number
      if (paid >= below) continue
      for (let o = 0; o < options.length; o++) {
        const option = options[o] as NodeOption
        const total = paid + option.cost
        if (total >= below) continue
        const to = space.move(state, option.net)
        if (total >= (next[to] as number)) continue
        next[to] = total
        step.taken[to] = o
        step.from[to] = state
      }
    }
    cost = next
    steps.push(step)
  }
  let best = -1
  for (let state = 0; state < space.size; state++)
    if ((cost[state] as number) < (best < 0 ? below : (cost[best] as number)) && space.enough(state)) best = state
  return best < 0 ? 'none' : wayBack(steps, best)
}

interface Step {
  readonly options: readonly NodeOption[]
  readonly taken: Int16Array
  readonly from: Int32Array
}

function wayBack(steps: readonly Step[], end: number): Victim[] {
  const victims: Victim[] = []
  let state = end
  for (let i = steps.length - 1; i >= 0; i--) {
    const { options, taken, from } = steps[i] as Step
    const o = taken[state] as number
    if (o < 0) continue
    victims.push(...(options[o] as NodeOption).victims)
    state = from[state] as number
  }
  return victims
}

/**
 * Net number of pods placed of each part, as one number (mixed radix). Above the highest of use it stays there ("at least so
 * many"): room is left for own pods that later nodes take back.
 */
class Space {
  readonly size: number
  readonly start: number
  readonly #low: readonly number[]
  readonly #widths: readonly number[]
  readonly #strides: readonly number[]
  readonly #pending: readonly number[]
  readonly #missing: number

  constructor(candidate: Candidate) {
    const { parts, missing, holding } = candidate
    const own = (held: number): number => (parts.length === 1 ? 0 : held)
    this.#missing = missing
    this.#pending = parts.map((p) => p.pending)
    this.#low = parts.map((p) => -own(p.held))
    this.#widths = parts.map((p) => Math.min(p.pending, missing + own(holding)) + 2 * own(p.held) + 1)
    let size = 1
    this.#strides = this.#widths.map((width) => {
      const stride = size
      size *= width
      return stride
    })
    this.size = size
    this.start = this.#low.reduce((sum, low, p) => sum - low * (this.#strides[p] as number), 0)
  }

  move(state: number, net: readonly number[]): number {
    let to = state
    for (let p = 0; p < net.length; p++) {
      const step = net[p] as number
      if (step === 0) continue
      const stride = this.#strides[p] as number
      const width = this.#widths[p] as number
      const digit = Math.floor(state / stride) % width
      to += (Math.min(width - 1, digit + step) - digit) * stride
    }
    return to
  }

  enough(state: number): boolean {
    let placed = 0
    for (let p = 0; p < this.#low.length; p++) {
      const digit = Math.floor(state / (this.#strides[p] as number)) % (this.#widths[p] as number)
      placed += Math.min(digit + (this.#low[p] as number), this.#pending[p] as number)
    }
    return placed >= this.#missing
  }
}
